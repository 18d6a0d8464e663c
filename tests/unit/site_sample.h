/// An entry and a configuration that hold all there can be, for the tests of src/site.
#ifndef LISTEN_TESTS_SITE_SAMPLE_H
#define LISTEN_TESTS_SITE_SAMPLE_H

#include "config/site_config.h"
#include "site/entry.h"

/// Strings with every character that has to be escaped or left out somewhere.
extern const struct view site_nasty[];
extern const size_t site_n_nasty;

struct site_sample {
  struct site_entry entry;
  struct site_file files[6];
  struct site_chapter chapters[3];
  struct site_config config;
  struct buf paths[6];
};

void site_sample_init(struct site_sample *out);
/// Another key, with the paths that go with it.
void site_sample_rename(struct site_sample *sample, struct view key);
void site_sample_clear(struct site_sample *sample);

/// A feed of that entry alone.
void write_feed(const struct site_entry *entry, const struct site_config *config, struct buf *out);

/// `text` without what XML has no place for, told apart from the code that is tested. Release with
/// buf_clear.
struct buf allowed_of(struct view text);

/// The bytes are those of a file below tests/. With LISTEN_WRITE_GOLDEN in the environment the file
/// is written first, so that its changes can be looked at.
void assert_golden(const char *path, struct view text);

#endif
