// The player in the program is the player in the source tree, which tests/player looks at.

#include "support.h"

#include "player/player.h"

static void is_the_file(void **state) {
  (void)state;
  struct buf file = read_test_file(PROJECT_DIR "/src/player/listen-player.js");
  assert_true(view_eq(player_script(), (struct view){file.ptr, file.len}));
  assert_true(file.len > 1000);
  buf_clear(&file);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(is_the_file)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
