#include "cli/main.h"
#include "cli/cli.h"

#include <cjson/cJSON.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <utf8proc.h>
#include <yaml.h>

volatile sig_atomic_t cli_cancelled;
bool cli_german;
struct synth_prepared *cli_prepared;
size_t cli_n_prepared;
const char *cli_command_name;

const char listen_main_version[] = LISTEN_VERSION;

static const struct {
  const char *name;
  enum cli_command command;
  int (*run)(const struct cli_options *options);
} commands[] = {
    {"speak", CMD_SPEAK, cmd_speak},          {"text", CMD_TEXT, cmd_text},
    {"estimate", CMD_ESTIMATE, cmd_estimate}, {"check", CMD_CHECK, cmd_check},
    {"voices", CMD_VOICES, cmd_voices},       {"pronounce", CMD_PRONOUNCE, cmd_pronounce},
    {"cache", CMD_CACHE, cmd_cache},          {"site", CMD_SITE, cmd_site},
};
enum { N_COMMANDS = sizeof commands / sizeof *commands };

const char *cli_name_of(enum cli_command command) {
  for (size_t i = 0; i < N_COMMANDS; i++)
    if (commands[i].command == command)
      return commands[i].name;
  return "";
}

static bool locale_is_german(void) {
  static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
  for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
    const char *value = getenv(variables[i]);
    if (value != NULL && *value != '\0')
      return strncmp(value, "de", 2) == 0 && (value[2] == '\0' || strchr("_.@", value[2]) != NULL);
  }
  return false;
}

static void on_signal(int signal_number) {
  cli_cancelled = signal_number;
}

static void catch_signals(void) {
  struct sigaction action = {.sa_handler = on_signal};
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGHUP, &action, NULL);
  // A closed pipe and a full quota are errors like others, to be reported, not to die of.
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
}

/// What holds the engine back on this machine, and what does not.
static void print_confinement(void) {
  static const struct {
    unsigned layer;
    const char *en, *de, *without_en, *without_de;
  } layers[] = {
      {SYNTH_CONFINED_FILES, "files", "Dateien", "it could read your files (no Landlock here)",
       "sie könnte Ihre Dateien lesen (hier gibt es kein Landlock)"},
      {SYNTH_CONFINED_CALLS, "system calls", "Systemaufrufe",
       "it could write files and reach the network (no seccomp here)",
       "sie könnte Dateien schreiben und ins Netz (hier gibt es kein seccomp)"},
      {SYNTH_CONFINED_RESOURCES, "resources", "Ressourcen",
       "it could use up memory (no limits here)",
       "sie könnte den Speicher aufbrauchen (hier gibt es keine Grenzen)"},
  };
  unsigned held = espeak_engine_confinement();
  const char *before = TR("engine confined: ", "Sprachausgabe beschränkt: ");
  for (size_t i = 0; i < sizeof layers / sizeof *layers; i++)
    if ((held & layers[i].layer) != 0) {
      printf("%s%s", before, TR(layers[i].en, layers[i].de));
      before = ", ";
    }
  if (held == 0)
    printf("%s%s", before, TR("no", "nein"));
  for (size_t i = 0; i < sizeof layers / sizeof *layers; i++)
    if ((held & layers[i].layer) == 0)
      printf("; %s", TR(layers[i].without_en, layers[i].without_de));
  putchar('\n');
}

static void print_version(void) {
  printf("listen %s\n", LISTEN_VERSION);
  printf("espeak-ng %s\n", espeak_engine_version());
  printf("%s\n", sf_version_string());
  printf("libyaml %s\n", yaml_get_version_string());
  printf("utf8proc %s\n", utf8proc_version());
  printf("cJSON %s\n", cJSON_Version());
  print_confinement();
}

static int unknown_command(const char *typed) {
  const char *names[N_COMMANDS];
  for (size_t i = 0; i < N_COMMANDS; i++)
    names[i] = commands[i].name;
  const char *nearest = cli_nearest(typed, names, N_COMMANDS);
  if (nearest != NULL)
    return cli_wrong_use(TR("no file and no command '%s'; did you mean '%s'?",
                            "keine Datei und kein Befehl: '%s'; war '%s' gemeint?"),
                         typed, nearest);
  return cli_wrong_use(
      TR("no such file, and no command either: '%s'", "weder eine Datei noch ein Befehl: '%s'"),
      typed);
}

static int run(enum cli_command command, int (*function)(const struct cli_options *), int argc,
               char **argv) {
  struct cli_options options;
  int exit_status;
  if (!cli_parse(command, argc, argv, &options, &exit_status))
    return cli_finish_stdout(exit_status);
  return cli_finish_stdout(function(&options));
}

int listen_main(int argc, char **argv, struct synth_prepared *prepared, size_t n_prepared) {
  cli_prepared = prepared;
  cli_n_prepared = n_prepared;
  cli_german = locale_is_german();
  catch_signals();
  cli_watch_json();
  if (argc < 2) {
    cli_print_help(stderr, CMD_ALL);
    return EXIT_WRONG_USE;
  }
  const char *first = argv[1];
  if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0) {
    cli_print_help(stdout, CMD_ALL);
    return cli_finish_stdout(EXIT_DONE);
  }
  if (strcmp(first, "--version") == 0) {
    print_version();
    return cli_finish_stdout(EXIT_DONE);
  }
  // An existing file wins over a command of the same name only when it is not one.
  for (size_t i = 0; i < N_COMMANDS; i++)
    if (strcmp(first, commands[i].name) == 0) {
      cli_command_name = first;
      return run(commands[i].command, commands[i].run, argc - 1, argv + 1);
    }
  // `listen ARTICLE` and `listen -o x.wav ARTICLE`: the main job needs no name.
  bool looks_like_article =
      first[0] == '-' || access(first, F_OK) == 0 || strpbrk(first, "./") != NULL;
  if (looks_like_article)
    return run(CMD_SPEAK, cmd_speak, argc, argv);
  return unknown_command(first);
}
