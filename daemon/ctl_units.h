/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Institutions of a feed, as an import names them: which of them the configuration maps to units,
 * by themselves or as lists of such names, and which it does not. The database is asked about each
 * name once.
 */

#ifndef DAEMON_CTL_UNITS_H
#define DAEMON_CTL_UNITS_H

#include "config/nameset.h"
#include "ctl_db.h"

#define CTL_UNITS_UNKNOWN_MAX 20

struct ctl_units {
    struct ctl_db *db;
    int32_t government_id, account_id;
    struct arena *arena;   /* copies of names */
    struct nameset mapped; /* each name met: 1 where it stands for units, 0 where it does not */
    struct str unknown[CTL_UNITS_UNKNOWN_MAX]; /* the first ones */
    size_t unknown_count;
};

/* False when the database said no. */
bool ctl_units_load(struct ctl_units *units, struct ctl_db *db, int32_t government_id,
                    int32_t account_id) MUST_CHECK;
void ctl_units_done(struct ctl_units *units);
/*
 * What a row's institution is known by: newer exports give its id beside its name, and it is
 * whichever the configuration maps. False when the database said no.
 */
bool ctl_units_ref(struct ctl_units *units, struct str id, struct str name,
                   struct str *ret_ref) MUST_CHECK;

#endif
