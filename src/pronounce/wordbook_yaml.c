// A site's own lexicon in YAML: one line a word or phrase.
//
//   Zhou Hongyi: "[[dZ'oU hUN'i:]]"    the engine's mnemonics
//   Nuuk: /nuːk/                       IPA
//   Beyoncé: Bijonßeh                  say it like this spelling
//   Spiegel-Online: "-"                leave it to the engine
//   LiMux: {say: Limux, tags: exact case}
#include "pronounce/wordbook_add.h"

#include "yaml/yaml.h"

static enum wordbook_kind kind_of(struct view *said) {
  struct view text = view_trim(*said, VIEW(" "));
  if (view_eq(text, VIEW("-")))
    return WORDBOOK_LEAVE;
  if (text.len > 4 && view_starts(text, VIEW("[[")) && view_ends(text, VIEW("]]"))) {
    *said = view_trim(view_sub(text, 2, text.len - 4), VIEW(" "));
    return WORDBOOK_MNEMONICS;
  }
  if (text.len > 2 && text.ptr[0] == '/' && text.ptr[text.len - 1] == '/') {
    *said = view_trim(view_sub(text, 1, text.len - 2), VIEW(" "));
    return WORDBOOK_IPA;
  }
  *said = text;
  return WORDBOOK_RESPELLING;
}

static enum listen_status refuse(const struct wordbook_text *text, const struct yaml_node *node,
                                 struct listen_diag *diag) {
  diag_at(diag, text->file, node->line, node->column);
  diag_set(diag, LISTEN_E_CONFIG, "%s", DIAG_TEXT(diag, "not a pronunciation", "keine Aussprache"));
  diag_hint(diag, "%s",
            DIAG_TEXT(diag, "word: [[mnemonics]], /IPA/, a spelling, or {say: …, tags: …}",
                      "Wort: [[Zeichen]], /IPA/, eine Umschrift oder {say: …, tags: …}"));
  return LISTEN_E_CONFIG;
}

static enum listen_status add_node(struct wordbook_builder *book, const struct wordbook_text *text,
                                   const struct yaml_node *node, struct listen_diag *diag) {
  struct wordbook_row row = {.word = view_trim(node->key, VIEW(" ")),
                             .file = text->file,
                             .line = node->key_line,
                             .column = node->key_column};
  const struct yaml_node *say = node;
  if (node->kind == YAML_MAPPING) {
    const struct yaml_node *tags = yaml_get(node, VIEW("tags"));
    say = yaml_get(node, VIEW("say"));
    if (say == NULL || node->n_children != (tags != NULL ? 2u : 1u) ||
        (tags != NULL && tags->kind != YAML_SCALAR))
      return refuse(text, node, diag);
    if (tags != NULL)
      row.tags = tags->text;
  }
  if (say->kind != YAML_SCALAR || yaml_is_null(say))
    return refuse(text, say, diag);
  row.said = say->text;
  row.kind = kind_of(&row.said);
  return wordbook_add(book, &row, diag);
}

enum listen_status wordbook_add_yaml(struct wordbook_builder *book,
                                     const struct wordbook_text *text, struct listen_diag *diag) {
  struct arena tree = {0};
  const struct yaml_node *root;
  enum listen_status status = yaml_parse(text->text, text->file, &tree, &root, diag);
  if (status == LISTEN_OK && root != NULL && root->kind != YAML_MAPPING)
    status = refuse(text, root, diag);
  if (status == LISTEN_OK && root != NULL)
    for (const struct yaml_node *n = root->first; n != NULL && status == LISTEN_OK; n = n->next)
      status = add_node(book, text, n, diag);
  arena_clear(&tree);
  return status;
}
