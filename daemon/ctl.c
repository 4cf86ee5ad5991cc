/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * pantauctl's command line: two tables, commands and options. From them come parsing, --help and
 * the refusal of an option that a command does not have.
 */

#include "ctl.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/parse.h"
#include "base/when.h"
#include "ctl_show.h"
#include "usage.h"

enum command_number {
    COMMAND_STATUS,
    COMMAND_SOURCES,
    COMMAND_QUOTAS,
    COMMAND_ERRORS,
    COMMAND_OFFICIALS,
    COMMAND_GAPS,
    COMMAND_POLL,
    COMMAND_PLAN,
    COMMAND_BACKFILL,
    COMMAND_IMPORT,
    COMMAND_IMPORTS,
    COMMAND_UNITS,
    COMMAND_AUTHORIZE,
    COMMAND_TOKEN,
    COMMAND_DISCOVER,
};
#define COMMAND_COUNT (COMMAND_DISCOVER + 1)
#define ANY_NUMBER    INT_MAX
#define LEFT_WIDTH    26 /* of help: what is written, before what it does */

static const struct command {
    const char *name, *arguments, *doc;
    int arguments_min, arguments_max;
    enum ctl_exit (*run)(struct ctl *ctl);
} commands[COMMAND_COUNT] = {
    [COMMAND_STATUS] = { "status", "", "daemons, sources and troubles at a glance", 0, 0,
                         ctl_status },
    [COMMAND_SOURCES] = { "sources", "", "every account and stream, and how it does", 0, 0,
                          ctl_sources },
    [COMMAND_QUOTAS] = { "quotas", "", "allowances and budgets: what is used, who waits", 0, 0,
                         ctl_quotas },
    [COMMAND_ERRORS] = { "errors", "", "polls that failed, newest first", 0, 0, ctl_errors },
    [COMMAND_OFFICIALS] = { "officials", "", "who answers like one and is not registered", 0, 0,
                            ctl_officials },
    [COMMAND_GAPS] = { "gaps", "[ACCOUNT|UNIT]", "what platforms announce and do not give", 0, 1,
                       ctl_gaps },
    [COMMAND_POLL] = { "poll", "ACCOUNT [STREAM]", "polls now, and waits for the result", 1, 2,
                       ctl_poll },
    [COMMAND_PLAN] = { "plan", "[ACCOUNT|UNIT]", "what would be asked next, and why", 0, 1,
                       ctl_plan },
    [COMMAND_BACKFILL] = { "backfill", "[ACCOUNT]",
                           "reads a part of the history, or lists what is read", 0, 1,
                           ctl_backfill },
    [COMMAND_IMPORT] = { "import", "FILE...", "reads \"Laporan Ringkas\" exports, .xlsx or CSV", 0,
                         ANY_NUMBER, ctl_import },
    [COMMAND_IMPORTS] = { "imports", "", "files that were imported, and what came of them", 0, 0,
                          ctl_imports },
    [COMMAND_UNITS] = { "units", "import FILE", "writes units.d/ from a spreadsheet's list", 2, 2,
                        ctl_units },
    [COMMAND_AUTHORIZE] = { "authorize", "PLATFORM [CREDENTIAL]",
                            "has an account's owner allow it to be read", 1, 2, ctl_authorize },
    [COMMAND_TOKEN] = { "token", "check [CREDENTIAL]", "what the platforms say of tokens", 1, 2,
                        ctl_token },
    [COMMAND_DISCOVER] = { "discover", "CREDENTIAL [HANDLE...]",
                           "the accounts that a token sees, as YAML", 1, ANY_NUMBER, ctl_discover },
};

/* What works over files and the network alone. */
#define WITHOUT_DATABASE \
    (FOR(COMMAND_UNITS) | FOR(COMMAND_AUTHORIZE) | FOR(COMMAND_TOKEN) | FOR(COMMAND_DISCOVER))

/* A name that is misspelt must not look like one that has no troubles. */
#define WITH_FILTERS                                                                           \
    (FOR(COMMAND_SOURCES) | FOR(COMMAND_ERRORS) | FOR(COMMAND_OFFICIALS) | FOR(COMMAND_GAPS) | \
     FOR(COMMAND_IMPORTS))
#define FOR(command) (1u << (command))
#define FOR_ALL      (FOR(COMMAND_COUNT) - 1)

/* What an option leaves in struct ctl, at its offset. */
enum choice_kind {
    CHOICE_WORD, /* nothing: --help, --version */
    CHOICE_FLAG,
    CHOICE_TEXT,
    CHOICE_NUMBER,
    CHOICE_DURATION,
    CHOICE_TIME,
    CHOICE_MOMENT,
    CHOICE_COLOUR,
};

#define OF(member) offsetof(struct ctl, member)

static const struct choice {
    char letter; /* '\0': only its name */
    enum choice_kind kind;
    size_t offset;
    unsigned commands;
    const char *name, *argument, *doc; /* argument NULL: takes none */
} choices[] = {
    { 'd', CHOICE_TEXT, OF(database), FOR_ALL, "dsn", "DSN",
      "database (else PGHOST, PGDATABASE …, and database pantau)" },
    { 'j', CHOICE_FLAG, OF(json), FOR_ALL, "json", NULL, "for programs: JSON on standard output" },
    { '\0', CHOICE_COLOUR, OF(colour), FOR_ALL, "color", "WHEN", "auto, always or never" },
    { 'h', CHOICE_WORD, 0, FOR_ALL, "help", NULL, "this text" },
    { 'V', CHOICE_WORD, 0, FOR_ALL, "version", NULL, "the version" },
    { '\0', CHOICE_FLAG, OF(check), FOR(COMMAND_STATUS), "check", NULL,
      "exit with 1 when something needs attention" },
    { 'f', CHOICE_FLAG, OF(failing), FOR(COMMAND_SOURCES), "failing", NULL,
      "only what does not work" },
    { 'g', CHOICE_TEXT, OF(government),
      FOR(COMMAND_SOURCES) | FOR(COMMAND_ERRORS) | FOR(COMMAND_OFFICIALS) | FOR(COMMAND_GAPS) |
          FOR(COMMAND_POLL) | FOR(COMMAND_PLAN) | FOR(COMMAND_BACKFILL) | FOR(COMMAND_IMPORT) |
          FOR(COMMAND_IMPORTS) | FOR(COMMAND_UNITS) | FOR(COMMAND_DISCOVER),
      "government", "CODE", "only of this government" },
    { 'c', CHOICE_TEXT, OF(channel),
      FOR(COMMAND_SOURCES) | FOR(COMMAND_ERRORS) | FOR(COMMAND_OFFICIALS) | FOR(COMMAND_GAPS) |
          FOR(COMMAND_DISCOVER),
      "channel", "NAME", "only of this platform or feed" },
    { 's', CHOICE_DURATION, OF(since_us), FOR(COMMAND_ERRORS), "since", "TIME",
      "as far back as this (default 24h)" },
    { 'n', CHOICE_NUMBER, OF(limit),
      FOR(COMMAND_ERRORS) | FOR(COMMAND_GAPS) | FOR(COMMAND_IMPORTS) | FOR(COMMAND_PLAN), "limit",
      "NUMBER", "at most so many (default 50)" },
    { 'u', CHOICE_DURATION, OF(until_us), FOR(COMMAND_PLAN), "until", "TIME",
      "no further ahead than this" },
    { 't', CHOICE_DURATION, OF(timeout_us),
      FOR(COMMAND_POLL) | FOR(COMMAND_PLAN) | FOR(COMMAND_BACKFILL), "timeout", "TIME",
      "how long to wait (default 2m; backfill: to its end)" },
    { '\0', CHOICE_MOMENT, OF(from), FOR(COMMAND_BACKFILL), "from", "WHEN",
      "nothing older than this time or day" },
    { '\0', CHOICE_MOMENT, OF(to), FOR(COMMAND_BACKFILL), "to", "WHEN", "nothing newer" },
    { '\0', CHOICE_FLAG, OF(wait), FOR(COMMAND_BACKFILL), "wait", NULL,
      "until it is at its end; progress on a terminal" },
    { '\0', CHOICE_FLAG, OF(cancel), FOR(COMMAND_BACKFILL), "cancel", NULL,
      "end what is read of the account's history" },
    { '\0', CHOICE_FLAG, OF(no_wait), FOR(COMMAND_POLL), "no-wait", NULL,
      "only leave the request" },
    { 'F', CHOICE_TEXT, OF(feed), FOR(COMMAND_IMPORT), "feed", "NAME",
      "the feed it is for, where there are several" },
    { '\0', CHOICE_FLAG, OF(dry_run), FOR(COMMAND_IMPORT) | FOR(COMMAND_UNITS), "dry-run", NULL,
      "say what would change, keep nothing" },
    { '\0', CHOICE_FLAG, OF(again), FOR(COMMAND_IMPORT) | FOR(COMMAND_BACKFILL), "again", NULL,
      "read also what was read before" },
    { 'o', CHOICE_TEXT, OF(out), FOR(COMMAND_UNITS), "out", "DIR",
      "folder of the files (units.d)" },
    { '\0', CHOICE_FLAG, OF(force), FOR(COMMAND_UNITS) | FOR(COMMAND_DISCOVER), "force", NULL,
      "replace also what is there already" },
    { '\0', CHOICE_TEXT, OF(folder), FOR(COMMAND_IMPORT), "folder", "DIR",
      "all exports of a folder, moved to done/ or failed/" },
    { '\0', CHOICE_TEXT, OF(config_path),
      FOR(COMMAND_AUTHORIZE) | FOR(COMMAND_TOKEN) | FOR(COMMAND_DISCOVER), "config", "FILE",
      "configuration (/etc/pantau/pantau.yaml)" },
    { '\0', CHOICE_FLAG, OF(save), FOR(COMMAND_DISCOVER), "save", NULL,
      "write the accounts' own tokens as credentials" },
    { '\0', CHOICE_TEXT, OF(redirect), FOR(COMMAND_AUTHORIZE), "redirect", "URL",
      "address of the app to be sent back to" },
    { '\0', CHOICE_TEXT, OF(app), FOR(COMMAND_AUTHORIZE), "app", "NAME",
      "credential with the app's id and secret" },
    { '\0', CHOICE_TIME, OF(observed_at_us), FOR(COMMAND_IMPORT), "observed-at", "WHEN",
      "when the export was made, if the file does not say" },
};

/* What getopt_long() calls an option: its letter, or a number that no letter has. */
#define NAMELESS 256

static int
value_of(const struct choice *choice)
{
    return choice->letter != '\0' ? choice->letter : NAMELESS + (int)(choice - choices);
}

static void
print_choice(const struct choice *choice)
{
    char left[64];
    char letter[8] = "    ";

    if (choice->letter != '\0')
        (void)snprintf(letter, sizeof(letter), "-%c, ", choice->letter);
    (void)snprintf(left, sizeof(left), "%s--%s%s%s", letter, choice->name,
                   choice->argument != NULL ? "=" : "",
                   choice->argument != NULL ? choice->argument : "");
    (void)printf("  %-*s %s\n", LEFT_WIDTH, left, choice->doc);
}

static void
print_commands(void)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        char left[64];

        (void)snprintf(left, sizeof(left), "%s %s", commands[i].name, commands[i].arguments);
        if (strlen(left) > LEFT_WIDTH)
            (void)printf("  %s\n  %-*s %s\n", left, LEFT_WIDTH, "", commands[i].doc);
        else
            (void)printf("  %-*s %s\n", LEFT_WIDTH, left, commands[i].doc);
    }
}

/* command NULL: of the program, with the options that all commands have. */
static void
print_help(const struct command *command)
{
    unsigned of = command != NULL ? FOR(command - commands) : FOR_ALL;

    if (command != NULL) {
        (void)printf("Usage: pantauctl %s [OPTION]...%s%s\n%c%s.\n", command->name,
                     command->arguments[0] != '\0' ? " " : "", command->arguments,
                     toupper(command->doc[0]), command->doc + 1);
    } else {
        (void)printf("Usage: pantauctl COMMAND [OPTION]...\n"
                     "Ask what Pantau does, or tell it to do something, over its database.\n\n"
                     "Commands:\n");
        print_commands();
    }
    (void)printf("\nOptions:\n");
    for (size_t i = 0; i < ARRAY_SIZE(choices); i++)
        if ((choices[i].commands & of) == of)
            print_choice(&choices[i]);
    (void)printf(
        "\nExit status: 0 done, 1 done and something is wrong, 2 wrong usage, 3 database,\n"
        "4 waited in vain. See pantauctl(1).\n");
}

static const struct command *
find_command(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

/* Tables in the form that getopt_long() takes. */
struct grammar {
    char letters[3 * ARRAY_SIZE(choices) + 2];
    struct option names[ARRAY_SIZE(choices) + 1];
};

static void
make_grammar(struct grammar *grammar)
{
    char *letter = grammar->letters;

    memset(grammar, 0, sizeof(*grammar));
    *letter++ = ':';
    for (size_t i = 0; i < ARRAY_SIZE(choices); i++) {
        bool argument = choices[i].argument != NULL;

        grammar->names[i] =
            (struct option){ choices[i].name, argument ? required_argument : no_argument, NULL,
                             value_of(&choices[i]) };
        if (choices[i].letter == '\0')
            continue;
        *letter++ = choices[i].letter;
        if (argument)
            *letter++ = ':';
    }
}

static const struct choice *
find_choice(int value)
{
    for (size_t i = 0; i < ARRAY_SIZE(choices); i++)
        if (value_of(&choices[i]) == value)
            return &choices[i];
    return NULL;
}

static bool
wrong_value(const struct choice *choice, const char *form)
{
    (void)fprintf(stderr, "pantauctl: --%s=%s: %s\n", choice->name, optarg, form);
    return false;
}

static bool
take_colour(const struct choice *choice, bool *ret_colour)
{
    if (strcmp(optarg, "always") == 0)
        *ret_colour = true;
    else if (strcmp(optarg, "never") == 0)
        *ret_colour = false;
    else if (strcmp(optarg, "auto") != 0)
        return wrong_value(choice, "auto, always or never is expected");
    return true;
}

static bool
take_number(const struct choice *choice, int64_t *ret_value)
{
    return (parse_int(str_from(optarg), ret_value) && *ret_value > 0) ||
           wrong_value(choice, "a number above 0 is expected");
}

static bool
take_duration(const struct choice *choice, int64_t *ret_us)
{
    return (parse_duration(str_from(optarg), ret_us) && *ret_us > 0) ||
           wrong_value(choice, "a duration like 30s, 15m or 7d is expected");
}

/* A time, or a day: then its start in UTC. */
static bool
take_moment(const struct choice *choice, struct ctl_moment *ret_moment)
{
    char whole[64];

    (void)snprintf(whole, sizeof(whole), "%sT00:00:00Z", optarg);
    ret_moment->is_day = when_parse_rfc3339(str_from(whole), &ret_moment->us);
    if (ret_moment->is_day || when_parse_rfc3339(str_from(optarg), &ret_moment->us))
        return true;
    return wrong_value(choice, "a time like 2026-11-22T08:00:00+07:00 or a day is expected");
}

/* A day as the export's own "Tanggal Generate" is read. */
static bool
take_time(const struct choice *choice, int64_t *ret_us)
{
    struct ctl_moment moment;
    bool ok = take_moment(choice, &moment);

    if (ok)
        *ret_us = moment.us;
    return ok;
}

static bool
take_choice(struct ctl *ctl, const struct choice *choice)
{
    void *target = (char *)ctl + choice->offset;

    switch (choice->kind) {
    case CHOICE_WORD:
        return true;
    case CHOICE_FLAG:
        *(bool *)target = true;
        return true;
    case CHOICE_TEXT:
        *(const char **)target = optarg;
        return true;
    case CHOICE_NUMBER:
        return take_number(choice, target);
    case CHOICE_DURATION:
        return take_duration(choice, target);
    case CHOICE_TIME:
        return take_time(choice, target);
    case CHOICE_MOMENT:
        return take_moment(choice, target);
    case CHOICE_COLOUR:
        return take_colour(choice, target);
    }
    return false;
}

/* Options may stand before, between and behind the command and its arguments. */
struct words {
    uint64_t used; /* options given, as bits of choices[] */
    bool help, version;
};

static bool
take_options(struct ctl *ctl, int argc, char **argv, struct words *words)
{
    struct grammar grammar;
    int value;

    make_grammar(&grammar);
    while ((value = getopt_long(argc, argv, grammar.letters, grammar.names, NULL)) != -1) {
        const struct choice *choice = find_choice(value);

        if (choice == NULL) {
            usage_refuse_option("pantauctl", argv, value, grammar.names);
            return false;
        }
        words->used |= UINT64_C(1) << (choice - choices);
        words->help = words->help || value == 'h';
        words->version = words->version || value == 'V';
        if (!take_choice(ctl, choice))
            return false;
    }
    ctl->argc = argc - optind;
    ctl->argv = argv + optind;
    return true;
}

static bool
check_words(const struct ctl *ctl, const struct command *command, const struct words *words)
{
    unsigned of = FOR(command - commands);

    for (size_t i = 0; i < ARRAY_SIZE(choices); i++)
        if ((words->used & UINT64_C(1) << i) != 0 && (choices[i].commands & of) == 0) {
            usage_refuse("pantauctl", "%s has no option --%s", command->name, choices[i].name);
            return false;
        }
    if (ctl->argc < command->arguments_min || ctl->argc > command->arguments_max) {
        usage_refuse("pantauctl", "%s takes %s", command->name,
                     command->arguments[0] == '\0' ? "no arguments" : command->arguments);
        return false;
    }
    return true;
}

static enum ctl_exit
run_command(struct ctl *ctl, const struct command *command)
{
    enum ctl_exit exit;

    if ((FOR(command - commands) & WITHOUT_DATABASE) != 0)
        return fflush(stdout) == 0 ? command->run(ctl) : CTL_TROUBLE;
    if (ctl->database == NULL && getenv("PGDATABASE") == NULL && getenv("PGSERVICE") == NULL)
        ctl->database = "pantau";
    ctl->db = ctl_db_open(ctl->database);
    if (ctl->db == NULL)
        return CTL_DATABASE;
    exit = (FOR(command - commands) & WITH_FILTERS) != 0 ? ctl_find_filters(ctl) : CTL_OK;
    if (exit == CTL_OK)
        exit = command->run(ctl);
    ctl_db_close(ctl->db);
    if (fflush(stdout) != 0)
        exit = CTL_TROUBLE;
    return exit;
}

int
main(int argc, char **argv)
{
    const char *no_colour = getenv("NO_COLOR");
    struct ctl ctl = { .since_us = WHEN_DAY,
                       .limit = 50,
                       .observed_at_us = WHEN_NONE,
                       .credentials_directory = getenv("CREDENTIALS_DIRECTORY"),
                       .from = { .us = WHEN_NONE },
                       .to = { .us = WHEN_NONE },
                       .progress = isatty(STDERR_FILENO) == 1 };
    struct words words = { .used = 0 };
    const struct command *command;

    ctl.colour = isatty(STDOUT_FILENO) == 1 && (no_colour == NULL || no_colour[0] == '\0');
    if (!take_options(&ctl, argc, argv, &words))
        return CTL_USAGE;
    if (words.version) {
        (void)printf("pantauctl %s\n", PANTAU_VERSION);
        return CTL_OK;
    }
    command = ctl.argc > 0 ? find_command(ctl.argv[0]) : NULL;
    if (words.help) {
        print_help(command);
        return CTL_OK;
    }
    if (command == NULL && ctl.argc > 0)
        usage_refuse("pantauctl", "there is no command \"%s\"", ctl.argv[0]);
    else if (command == NULL)
        usage_refuse("pantauctl", "no command was given");
    if (command == NULL)
        return CTL_USAGE;
    ctl.argc--;
    ctl.argv++;
    if (ctl.timeout_us == 0 && command != &commands[COMMAND_BACKFILL])
        ctl.timeout_us = 2 * WHEN_MINUTE;
    return check_words(&ctl, command, &words) ? (int)run_command(&ctl, command) : CTL_USAGE;
}
