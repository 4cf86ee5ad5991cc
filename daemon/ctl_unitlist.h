/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The list of units and their accounts that every office keeps in a spreadsheet → units, a pure
 * function of the file's bytes. Columns are found by what their headings say, in Indonesian or
 * English.
 */

#ifndef DAEMON_CTL_UNITLIST_H
#define DAEMON_CTL_UNITLIST_H

#include "base/arena.h"
#include "base/error.h"
#include "source/profile.h"

#define UNITLIST_UNITS_MAX    10000
#define UNITLIST_ACCOUNTS_MAX 16 /* of a unit */

struct unitlist_account {
    struct profile profile;
    struct str credential; /* STR_NONE: not told */
};

struct unitlist_unit {
    struct str code, name, kind, parent, calendar; /* STR_NONE: none */
    struct unitlist_account accounts[UNITLIST_ACCOUNTS_MAX];
    size_t account_count;
    unsigned line;
    bool has_code; /* the list told one */
};

struct unitlist_problem {
    unsigned line;
    struct str text;
};

struct ctl_unitlist {
    struct arena *arena; /* not owned */
    struct unitlist_unit *units;
    size_t count, size;
    struct unitlist_problem *problems;
    size_t problem_count, problem_size;
};

/* False with *err when the file is no such list. What is wrong in a row is one of its problems. */
bool ctl_unitlist_read(struct ctl_unitlist *list, struct arena *arena, struct str bytes,
                       struct error *err) MUST_CHECK;

/* "Dinas Kesehatan" → "dinas-kesehatan", cut between words; and the kind that its name tells. */
struct str ctl_unitlist_code(struct arena *arena, struct str text);
struct str ctl_unitlist_kind(struct str name);

#endif
