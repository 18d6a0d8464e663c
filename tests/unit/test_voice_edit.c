// Values written into a profile: nothing else in it changes.

#include "config_support.h"
#include "failing_alloc.h"

#include "base/decimal.h"
#include "config/voice.h"
#include "config/voice_edit.h"

#include <math.h>

#define HEAD "description: {de: ä, en: x}\nespeak: {voice: de}\nrate_wpm: 175 # fast\n"
#define FOUND "\n# Found by \"listen voices --calibrate\".\n"

static const struct voice_value values[] = {{"loudness.measured_lufs", "-23.80"},
                                            {"loudness.limited_lu", "1.17"}};

static void values_go_where_they_belong(void **state) {
  (void)state;
  static const struct {
    const char *before, *after;
  } cases[] = {
      {HEAD, HEAD FOUND "loudness:\n  measured_lufs: -23.80\n  limited_lu: 1.17\n"},
      {HEAD "loudness:\n    # own\n    measured_lufs: -20   # old\n    target_lufs: -18\n\n# end\n",
       HEAD "loudness:\n    # own\n    measured_lufs: -23.80   # old\n    target_lufs: -18\n"
            "    limited_lu: 1.17\n\n# end\n"},
      {HEAD "loudness:\n  limited_lu:\n  measured_lufs: 0",
       HEAD "loudness:\n  limited_lu:\n  measured_lufs: 0"}, // an empty number is not valid before
      {HEAD "loudness:\n  limited_lu: 2\n  measured_lufs: -1",
       HEAD "loudness:\n  limited_lu: 1.17\n  measured_lufs: -23.80"},
      {HEAD "loudness:\n  target_lufs: -18",
       HEAD "loudness:\n  target_lufs: -18\n  measured_lufs: -23.80\n  limited_lu: 1.17\n"},
      {HEAD "loudness:\n# none\npitch: 3\n",
       HEAD "loudness:\n  measured_lufs: -23.80\n  limited_lu: 1.17\n# none\npitch: 3\n"},
      {HEAD "loudness: {target_lufs: -18, limited_lu: 0} # x\n",
       HEAD "loudness: {measured_lufs: -23.80, target_lufs: -18, limited_lu: 1.17} # x\n"},
      {HEAD "loudness: {}\n", HEAD "loudness: {limited_lu: 1.17, measured_lufs: -23.80}\n"},
      {"{description: {de: ä, en: x}, espeak: {voice: de}, rate_wpm: 175}\n",
       "{loudness: {limited_lu: 1.17, measured_lufs: -23.80}, description: {de: ä, en: x}, "
       "espeak: {voice: de}, rate_wpm: 175}\n"},
      {"---\n" HEAD "...\n", "---\n" HEAD "...\n"}, // nothing may follow
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct buf out = {0};
    struct listen_diag diag = {0};
    bool refused = strcmp(cases[i].before, cases[i].after) == 0;
    enum listen_status status =
        voice_edit(view_of(cases[i].before), "v.yaml", values, 2, &out, &diag);
    if ((status == LISTEN_OK) == refused)
      fail_msg("case %zu: %s", i, diag.message);
    if (!refused && !view_eq(buf_as_view(&out), view_of(cases[i].after)))
      fail_msg("case %zu: got\n%.*s", i, (int)out.len, out.ptr);
    if (refused)
      assert_string_equal(diag.file, "v.yaml");
    buf_clear(&out);
  }
}

static void dos_lines_stay(void **state) {
  (void)state;
  struct buf out = {0};
  const char *dos = "description: {de: x, en: x}\r\nespeak: {voice: de}\r\nrate_wpm: 175\r\n"
                    "loudness:\r\n  limited_lu: 3 # x\r\n";
  assert_int_equal(voice_edit(view_of(dos), "v.yaml", values, 2, &out, NULL), LISTEN_OK);
  assert_true(view_ends(buf_as_view(&out), VIEW("loudness:\r\n  limited_lu: 1.17 # x\r\n"
                                                "  measured_lufs: -23.80\r\n")));
  // A lone CR ends a line of YAML, and a comment, too.
  buf_clear(&out);
  const char *mac = "description: {de: x, en: x}\respeak: {voice: de}\rrate_wpm: 175 # x\r"
                    "loudness:\r  limited_lu: 3 # x\r";
  assert_int_equal(voice_edit(view_of(mac), "v.yaml", values, 2, &out, NULL), LISTEN_OK);
  assert_true(view_ends(buf_as_view(&out), VIEW("loudness:\r  limited_lu: 1.17 # x\r"
                                                "  measured_lufs: -23.80\n")));
  buf_clear(&out);
}

static void a_bad_profile_is_not_touched(void **state) {
  (void)state;
  static const char *const bad[] = {"", "a: [", "rate_wpm: 175\n", HEAD "loudness: -19\n",
                                    HEAD "loudness:\n  measured_lufs: \"-19\"\n"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct buf out = {0};
    struct listen_diag diag = {0};
    assert_int_equal(voice_edit(view_of(bad[i]), "v.yaml", values, 2, &out, &diag),
                     LISTEN_E_CONFIG);
    assert_true(diag.message[0] != '\0');
    buf_clear(&out);
  }
}

static void memory_may_run_out(void **state) {
  (void)state;
  for (long n = 0;; n++) {
    struct buf out = {0};
    fail_one_allocation_after(n);
    enum listen_status status = voice_edit(view_of(HEAD), "v.yaml", values, 2, &out, NULL);
    fail_one_allocation_after(-1);
    buf_clear(&out);
    if (status == LISTEN_OK)
      break;
    assert_true(n < 1000);
  }
}

static void decimals_are_exact(void **state) {
  (void)state;
  static const struct {
    const char *text;
    bool fine;
    double value;
  } cases[] = {
      {"-19", true, -19},       {"+2", true, 2},         {"-18.5", true, -18.5}, {"0", true, 0},
      {"0.000001", true, 1e-6}, {"-0.25", true, -0.25},  {"", false, 0},         {"-", false, 0},
      {"1.", false, 0},         {".5", false, 0},        {"1,5", false, 0},      {"1e3", false, 0},
      {"0x10", false, 0},       {" 1", false, 0},        {"1 ", false, 0},       {"nan", false, 0},
      {"1234567890", false, 0}, {"1.2345678", false, 0}, {"--1", false, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    double value = 99;
    if (decimal_parse(view_of(cases[i].text), &value) != cases[i].fine)
      fail_msg("\"%s\"", cases[i].text);
    assert_true(fabs(value - (cases[i].fine ? cases[i].value : 99)) < 1e-12);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(values_go_where_they_belong),  cmocka_unit_test(dos_lines_stay),
      cmocka_unit_test(a_bad_profile_is_not_touched), cmocka_unit_test(memory_may_run_out),
      cmocka_unit_test(decimals_are_exact),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
