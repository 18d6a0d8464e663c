<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" alphabet="ipa" xml:lang="de">
  <lexeme><grapheme>Nuuk</grapheme><grapheme>Nuk</grapheme><phoneme>nuːk</phoneme></lexeme>
  <lexeme><grapheme>Zhou</grapheme><phoneme alphabet="x-espeak" prefer="true">dZ'oU</phoneme><phoneme>ʃu</phoneme></lexeme>
  <!-- so geschrieben -->
  <lexeme role="x"><grapheme>EZB</grapheme><alias>E Zett Be</alias><example>die EZB</example></lexeme>
</lexicon>
