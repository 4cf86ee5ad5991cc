/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * pantauctl's command line: made of two tables, commands and options (ctl_words.c). From them come
 * parsing, --help and the refusal of an option that a command does not have.
 */

#include "ctl.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/parse.h"
#include "base/when.h"
#include "ctl_show.h"
#include "ctl_words.h"
#include "usage.h"

#define LEFT_WIDTH 26 /* of help: what is written, before what it does */

/* What getopt_long() calls an option: its letter, or a number that no letter has. */
#define NAMELESS 256

static int
value_of(const struct choice *choice)
{
    return choice->letter != '\0' ? choice->letter : NAMELESS + (int)(choice - ctl_choices);
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

        (void)snprintf(left, sizeof(left), "%s %s", ctl_commands[i].name,
                       ctl_commands[i].arguments);
        if (strlen(left) > LEFT_WIDTH)
            (void)printf("  %s\n  %-*s %s\n", left, LEFT_WIDTH, "", ctl_commands[i].doc);
        else
            (void)printf("  %-*s %s\n", LEFT_WIDTH, left, ctl_commands[i].doc);
    }
}

/* command NULL: of the program, with the options that all commands have. */
static void
print_help(const struct command *command)
{
    unsigned of = command != NULL ? FOR(command - ctl_commands) : FOR_ALL;

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
    for (size_t i = 0; i < CHOICE_COUNT; i++)
        if ((ctl_choices[i].commands & of) == of)
            print_choice(&ctl_choices[i]);
    (void)printf(
        "\nExit status: 0 done, 1 done and something is wrong, 2 wrong usage, 3 database,\n"
        "4 waited in vain. See pantauctl(1).\n");
}

static const struct command *
find_command(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(ctl_commands[i].name, name) == 0)
            return &ctl_commands[i];
    return NULL;
}

/* Tables in the form that getopt_long() takes. */
struct grammar {
    char letters[3 * CHOICE_COUNT + 2];
    struct option names[CHOICE_COUNT + 1];
};

static void
make_grammar(struct grammar *grammar)
{
    char *letter = grammar->letters;

    memset(grammar, 0, sizeof(*grammar));
    *letter++ = ':';
    for (size_t i = 0; i < CHOICE_COUNT; i++) {
        bool argument = ctl_choices[i].argument != NULL;

        grammar->names[i] =
            (struct option){ ctl_choices[i].name, argument ? required_argument : no_argument, NULL,
                             value_of(&ctl_choices[i]) };
        if (ctl_choices[i].letter == '\0')
            continue;
        *letter++ = ctl_choices[i].letter;
        if (argument)
            *letter++ = ':';
    }
}

static const struct choice *
find_choice(int value)
{
    for (size_t i = 0; i < CHOICE_COUNT; i++)
        if (value_of(&ctl_choices[i]) == value)
            return &ctl_choices[i];
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
    uint64_t used; /* options given, as bits of ctl_choices[] */
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
        words->used |= UINT64_C(1) << (choice - ctl_choices);
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
    unsigned of = FOR(command - ctl_commands);

    for (size_t i = 0; i < CHOICE_COUNT; i++)
        if ((words->used & UINT64_C(1) << i) != 0 && (ctl_choices[i].commands & of) == 0) {
            usage_refuse("pantauctl", "%s has no option --%s", command->name, ctl_choices[i].name);
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

    if ((FOR(command - ctl_commands) & ctl_without_database) != 0)
        return fflush(stdout) == 0 ? command->run(ctl) : CTL_TROUBLE;
    if (ctl->database == NULL && getenv("PGDATABASE") == NULL && getenv("PGSERVICE") == NULL)
        ctl->database = "pantau";
    ctl->db = ctl_db_open(ctl->database);
    if (ctl->db == NULL)
        return CTL_DATABASE;
    exit = (FOR(command - ctl_commands) & ctl_with_filters) != 0 ? ctl_find_filters(ctl) : CTL_OK;
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
                       .count = 200,
                       .observed_at_us = WHEN_NONE,
                       .credentials_directory = getenv("CREDENTIALS_DIRECTORY"),
                       .from = { .us = WHEN_NONE },
                       .to = { .us = WHEN_NONE },
                       .answered_at = { .us = WHEN_NONE },
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
    if (ctl.timeout_us == 0 && command != &ctl_commands[COMMAND_BACKFILL])
        ctl.timeout_us = 2 * WHEN_MINUTE;
    return check_words(&ctl, command, &words) ? (int)run_command(&ctl, command) : CTL_USAGE;
}
