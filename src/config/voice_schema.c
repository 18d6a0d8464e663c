// The fields of a voice profile: the one place that says what each is, may be, and is if left out.
// The checks, the man page and the README's table all read this table.
#include "config/voice.h"

#include <stddef.h>

#define AT(member) offsetof(struct voice_profile, member)
#define TEXT(key, member, en, de)                                                                  \
  { key, "string", 1, 300, true, 0, AT(member), en, de }
#define NUMBER(key, member, min, max, fallback, en, de)                                            \
  { key, "integer", min, max, false, fallback, AT(member), en, de }
#define DECIMAL(member, min, max, fallback, en, de)                                                \
  { #member, "decimal", min, max, false, fallback, AT(member), en, de }
#define PAUSE(name, fallback, en, de)                                                              \
  NUMBER("pauses." #name, pauses.name, 0, 10000, fallback, en, de)

// The default pauses are those of the default voice, whose file says why they are so.
const struct voice_field voice_fields[] = {
    TEXT("description.de", description_de, "what the voice is for, in German",
         "wofür die Stimme gedacht ist, auf Deutsch"),
    TEXT("description.en", description_en, "what the voice is for, in English",
         "wofür die Stimme gedacht ist, auf Englisch"),
    {"engine", "name", 0, 32, false, 0, AT(engine), "what speaks: espeak, or command, see below",
     "was spricht: espeak, oder command, siehe unten"},
    {"command.program", "list", 1, 64, false, 0, AT(command.argv),
     "for \"engine: command\": a program and its arguments, started for each sentence",
     "für „engine: command“: ein Programm und seine Argumente, für jeden Satz gestartet"},
    {"command.input", "name", 0, 32, false, 0, AT(command.input),
     "what it reads: text, or ipa; a line of UTF-8",
     "was es liest: text, oder ipa; eine Zeile UTF-8"},
    {"command.output", "name", 0, 32, false, 0, AT(command.output),
     "what it writes: wav, or raw, 16 bits; mono", "was es schreibt: wav, oder raw, 16 Bit; mono"},
    NUMBER("command.rate_hz", command.rate_hz, 0, 192000, 0, "sample rate of its sound, in Hz",
           "Abtastrate seines Tons, in Hz"),
    NUMBER("command.timeout_s", command.timeout_s, 1, 3600, 60, "longest time for a sentence, in s",
           "längste Zeit für einen Satz, in s"),
    {"espeak.voice", "name", 1, 32, true, 0, AT(espeak_voice),
     "espeak-ng's voice, as listed by \"espeak-ng --voices\"",
     "die Stimme von espeak-ng, wie „espeak-ng --voices“ sie nennt"},
    {"espeak.variant", "name", 0, 32, false, 0, AT(espeak_variant),
     "espeak-ng's variant, as listed by \"espeak-ng --voices=variant\"",
     "die Variante von espeak-ng, wie „espeak-ng --voices=variant“ sie nennt"},
    {"rate_wpm", "integer", 80, 450, true, 0, AT(rate_wpm),
     "speed in espeak-ng's words a minute; German comes out about a fifth slower",
     "Tempo in Wörtern je Minute nach espeak-ng; Deutsch gerät etwa ein Fünftel langsamer"},
    NUMBER("pitch", pitch, 0, 99, 50, "pitch of the voice; 50 is the voice's own",
           "Stimmlage; 50 ist die der Stimme selbst"),
    NUMBER("range", range, 0, 99, 50, "how far the pitch moves; 0 is monotone",
           "wie weit sich die Tonhöhe bewegt; 0 ist eintönig"),
    NUMBER("volume", volume, 0, 200, 70, "level in per cent of the engine's own",
           "Pegel in Prozent des Pegels von espeak-ng"),
    NUMBER("emphasis", emphasis, 0, 1, 1, "1: stress words in italics or bold; 0: do not",
           "1: kursive und fette Wörter betonen; 0: nicht"),
    {"quote.variant", "name", 0, 32, false, 0, AT(quote_variant),
     "espeak-ng's variant for block quotes; \"\" is that of the voice",
     "die Variante von espeak-ng für längere Zitate; \"\" ist die der Stimme"},
    NUMBER("quote.pitch_offset", quote_pitch_offset, -50, 50, 0,
           "added to the pitch in block quotes", "wird in längeren Zitaten zur Stimmlage addiert"),
    NUMBER("heading.rate_percent", heading_rate_percent, 50, 150, 100,
           "speed of the title and of headings, in per cent of the rest",
           "Tempo von Titel und Zwischenüberschriften, in Prozent des übrigen"),
    NUMBER("heading.pitch_offset", heading_pitch_offset, -50, 50, 0,
           "added to the pitch in the title and in headings",
           "wird in Titel und Zwischenüberschriften zur Stimmlage addiert"),
    DECIMAL(loudness.target_lufs, -40, -10, -19, "loudness of the finished sound, in LUFS",
            "Lautheit des fertigen Tons, in LUFS"),
    DECIMAL(loudness.peak_dbtp, -9, 0, -1, "highest true peak, in dBTP", "höchste Spitze, in dBTP"),
    DECIMAL(loudness.measured_lufs, -70, 0, 0,
            "loudness of the voice itself, by \"listen voices --calibrate\"; 0: not measured",
            "Lautheit der Stimme selbst, nach „listen voices --calibrate“; 0: nicht gemessen"),
    DECIMAL(loudness.quote_measured_lufs, -70, 0, 0, "the same in block quotes",
            "dasselbe in längeren Zitaten"),
    DECIMAL(loudness.limited_lu, 0, 10, 1,
            "what the limiter takes away of -16 LUFS, by \"listen voices --calibrate\"",
            "was der Begrenzer von -16 LUFS wegnimmt, nach „listen voices --calibrate“"),
    PAUSE(title_ms, 1000, "silence after the title, in ms", "Stille nach dem Titel, in ms"),
    PAUSE(heading_ms, 800, "silence after a heading, in ms",
          "Stille nach einer Zwischenüberschrift, in ms"),
    PAUSE(paragraph_ms, 750, "silence after a paragraph, in ms", "Stille nach einem Absatz, in ms"),
    PAUSE(section_ms, 1300, "silence before a new section, in ms",
          "Stille vor einem neuen Abschnitt, in ms"),
    PAUSE(sentence_ms, 400, "silence after a sentence, in ms", "Stille nach einem Satz, in ms"),
    PAUSE(comma_ms, 160, "silence after a comma, in ms", "Stille nach einem Komma, in ms"),
    PAUSE(semicolon_ms, 300, "silence after a semicolon, in ms",
          "Stille nach einem Semikolon, in ms"),
    PAUSE(colon_ms, 280, "silence after a colon, in ms", "Stille nach einem Doppelpunkt, in ms"),
    PAUSE(dash_ms, 220, "silence at a dash, in ms", "Stille an einem Gedankenstrich, in ms"),
    PAUSE(bracket_ms, 180, "silence at either bracket, in ms",
          "Stille an jeder der beiden Klammern, in ms"),
    PAUSE(ellipsis_ms, 450, "silence after an ellipsis, in ms",
          "Stille nach Auslassungspunkten, in ms"),
    PAUSE(item_ms, 550, "silence between the items of a list, in ms",
          "Stille zwischen den Punkten einer Liste, in ms"),
    PAUSE(quote_ms, 900, "silence before and after a block quote, in ms",
          "Stille vor und nach einem längeren Zitat, in ms"),
    NUMBER(
        "timing.permille", timing_permille, 100, 5000, 1000,
        "length of its speech, in parts of a thousand of that of espeak-ng's \"de\"; measured by "
        "\"listen voices --calibrate\"",
        "Länge des Gesprochenen in Tausendsteln derer von espeak-ngs „de“; misst „listen voices "
        "--calibrate“"),
    NUMBER("timing.clause_ms", timing_clause_ms, -1000, 1000, 0,
           "added to each clause in the estimate, in ms; measured likewise",
           "wird in der Schätzung zu jedem Satzglied addiert, in ms; ebenso gemessen"),
};

const size_t n_voice_fields = sizeof voice_fields / sizeof *voice_fields;
