/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * pantauctl's commands and what they share: the words of the command line, the connection, the exit
 * status. It is a synchronous program of its own; nothing of it runs inside pantaud.
 */

#ifndef DAEMON_CTL_H
#define DAEMON_CTL_H

#include "base/str.h"
#include "ctl_db.h"

/* Documented in pantauctl(1). */
enum ctl_exit {
    CTL_OK = 0,
    CTL_TROUBLE = 1,  /* it was done, and something is not as it should be */
    CTL_USAGE = 2,    /* the command line; nothing was done */
    CTL_DATABASE = 3, /* the database cannot be reached, or said no */
    CTL_TIMEOUT = 4,  /* waited in vain */
};

struct ctl_moment { /* that was named: a time or a day */
    int64_t us;     /* WHEN_NONE: none; of a day its midnight in UTC */
    bool is_day;
};

struct ctl {
    const char *database; /* connection string, or NULL: libpq's own defaults */
    bool json, colour, progress;
    bool check, failing, no_wait, dry_run, again, force, save, wait, cancel, csv, full;
    const char *government, *channel, *feed; /* NULL: any */
    const char *folder, *out;                /* NULL: none */
    const char *config_path;                 /* NULL: the usual one */
    const char *reason;                      /* NULL: not said */
    bool list, no_answer;
    const char *by, *unit, *needs_answer, *intent, *topic, *reply_class, *evidence;
    int64_t revoke;      /* 0: nothing */
    int64_t count, seed; /* of a sample; seed 0: any */
    struct ctl_moment answered_at;
    const char *redirect, *app;        /* NULL: as the app's credential says; the usual one */
    const char *credentials_directory; /* systemd's, or NULL */
    int64_t since_us, limit;
    int64_t timeout_us;     /* 0: without an end */
    int64_t until_us;       /* from now; 0: not said */
    int64_t observed_at_us; /* WHEN_NONE: as the file says */
    struct ctl_moment from, to;
    int argc; /* what follows the command */
    char **argv;
    struct ctl_db *db; /* open when a command runs */
};

enum ctl_exit ctl_status(struct ctl *ctl);
enum ctl_exit ctl_sources(struct ctl *ctl);
enum ctl_exit ctl_quotas(struct ctl *ctl);
enum ctl_exit ctl_errors(struct ctl *ctl);
enum ctl_exit ctl_officials(struct ctl *ctl);
enum ctl_exit ctl_gaps(struct ctl *ctl);
enum ctl_exit ctl_poll(struct ctl *ctl);
enum ctl_exit ctl_plan(struct ctl *ctl);
enum ctl_exit ctl_backfill(struct ctl *ctl);
enum ctl_exit ctl_import(struct ctl *ctl);
enum ctl_exit ctl_imports(struct ctl *ctl);
enum ctl_exit ctl_export(struct ctl *ctl);
enum ctl_exit ctl_register(struct ctl *ctl);
enum ctl_exit ctl_recompute(struct ctl *ctl);
enum ctl_exit ctl_refresh(struct ctl *ctl);
enum ctl_exit ctl_correct(struct ctl *ctl);
enum ctl_exit ctl_exclude(struct ctl *ctl);
enum ctl_exit ctl_calendar(struct ctl *ctl);
enum ctl_exit ctl_label(struct ctl *ctl);
enum ctl_exit ctl_assess(struct ctl *ctl);
enum ctl_exit ctl_target(struct ctl *ctl);
enum ctl_exit ctl_freeze(struct ctl *ctl);
/* These work without a database: ctl->db is NULL. */
enum ctl_exit ctl_units(struct ctl *ctl);
enum ctl_exit ctl_authorize(struct ctl *ctl);
enum ctl_exit ctl_token(struct ctl *ctl);
enum ctl_exit ctl_discover(struct ctl *ctl);

struct ctl_account {
    char government_id[16], account_id[16], label[512];
};
/*
 * The one account that the first argument names, and that has the stream (NULL: any); says on
 * stderr where it is not exactly one.
 */
enum ctl_exit ctl_find_account(struct ctl *ctl, const char *stream, struct ctl_account *ret_target);
/* Are there the government and the channel that options name? Says on stderr where not. */
enum ctl_exit ctl_find_filters(struct ctl *ctl);
/*
 * Those of the account or the unit that the first argument names, if any, and of the government:
 * [[government_id, account_id] …] as JSON; *ret_rows stays NULL where the command line names none.
 */
enum ctl_exit ctl_find_accounts(struct ctl *ctl, PGresult **ret_rows);
/* Says on stderr where no daemon runs. False where the database cannot be asked. */
bool ctl_warn_of_absence(struct ctl *ctl);

#endif
