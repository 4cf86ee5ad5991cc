/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The words of pantauctl's command line: its commands and options, two tables that stand in
 * ctl_words.c. Parsing, --help and the refusal of an option that a command does not have are made
 * of them in ctl_main.c. A new command is a row of each, and a function in a file of its own.
 */

#ifndef DAEMON_CTL_WORDS_H
#define DAEMON_CTL_WORDS_H

#include <stddef.h>

#include "ctl.h"

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
    COMMAND_EXPORT,
    COMMAND_REGISTER,
    COMMAND_UNITS,
    COMMAND_AUTHORIZE,
    COMMAND_TOKEN,
    COMMAND_DISCOVER,
    COMMAND_RECOMPUTE,
    COMMAND_REFRESH,
    COMMAND_CORRECT,
    COMMAND_EXCLUDE,
    COMMAND_CALENDAR,
    COMMAND_LABEL,
    COMMAND_ASSESS,
    COMMAND_TARGET,
    COMMAND_FREEZE,
};
#define COMMAND_COUNT (COMMAND_FREEZE + 1)

struct command {
    const char *name, *arguments, *doc;
    int arguments_min, arguments_max;
    enum ctl_exit (*run)(struct ctl *ctl);
};
extern const struct command ctl_commands[COMMAND_COUNT];

#define FOR(command) (1u << (command)) /* commands as bits */
#define FOR_ALL      (FOR(COMMAND_COUNT) - 1)

/* What works over files and the network alone. */
extern const unsigned ctl_without_database;
/* A name that is misspelt must not look like one that has no troubles. */
extern const unsigned ctl_with_filters;

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

struct choice {
    char letter; /* '\0': only its name */
    enum choice_kind kind;
    size_t offset;
    unsigned commands;
    const char *name, *argument, *doc; /* argument NULL: takes none */
};
#define CHOICE_COUNT 45
extern const struct choice ctl_choices[CHOICE_COUNT];

#endif
