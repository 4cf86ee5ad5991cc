/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * recompute: derives all inquiries again, in portions, and says what that moved. refresh: brings
 * the figures up to date, or makes them all again. Both work beside a daemon or without one.
 */

#include "ctl_recompute.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/buf.h"
#include "base/when.h"
#include "ctl_show.h"
#include "ctl_sql_recompute.h"
#include "loop.h"

#define PORTION_MAX 500               /* accounts: as many locks as a server always has room for */
#define PORTION_US  (2 * WHEN_SECOND) /* about as long as a writer waits for its account */
#define AGAIN_US    WHEN_SECOND
#define RUNS_MAX    (1u << 16)

static const struct ctl_column run_columns[] = {
    { "government", "GOVERNMENT", CTL_TEXT },
    { "run_id", "RUN", CTL_NUMBER },
    { "accounts", "ACCOUNTS", CTL_NUMBER },
    { "inquiries_changed", "INQUIRIES CHANGED", CTL_NUMBER },
    { "figures_moved", "FIGURES MOVED", CTL_NUMBER },
    { "started_at", NULL, CTL_FOR_JSON },
    { "finished_at", NULL, CTL_FOR_JSON },
    { "reason", "REASON", CTL_TEXT },
};

static const struct ctl_column view_columns[] = {
    { "view", "VIEW", CTL_TEXT },    { "refreshed_at", "REFRESHED", CTL_AGO },
    { "as_of", NULL, CTL_FOR_JSON }, { "took_ms", "TOOK MS", CTL_NUMBER },
    { "error", NULL, CTL_NOTE },
};

struct run {
    const char *government_id, *code;
    char run_id[32];
    int64_t accounts, done, inquiries;
};

static void
tell_run(const struct ctl *ctl, const struct run *run)
{
    if (ctl->progress)
        (void)fprintf(stderr,
                      "\r\033[K%s: %" PRId64 " of %" PRId64 " accounts, %" PRId64
                      " inquiries changed",
                      run->code, run->done, run->accounts, run->inquiries);
}

static void
tell_end(const struct ctl *ctl)
{
    if (ctl->progress)
        (void)fprintf(stderr, "\r\033[K");
}

/* False when the database said no. *ret_more: there may be further ones. */
static bool
step(struct ctl *ctl, struct run *run, int64_t portion, bool *ret_more)
{
    char accounts[32];
    const char *values[] = { run->government_id, run->run_id, accounts };
    PGresult *rows;

    (void)snprintf(accounts, sizeof(accounts), "%" PRId64, portion);
    rows = ctl_db_query(ctl->db, ctl_sql_recompute_step, values, ARRAY_SIZE(values));
    if (rows == NULL)
        return false;
    *ret_more = PQntuples(rows) > 0;
    if (*ret_more) {
        run->done += ctl_db_int(rows, 0, 0);
        run->inquiries += ctl_db_int(rows, 0, 1);
    }
    PQclear(rows);
    return true;
}

/* Portions that take about as long as a writer should wait: accounts differ by a million. */
static bool
take_steps(struct ctl *ctl, struct run *run)
{
    int64_t portion = 8;
    bool more = true;

    while (more) {
        int64_t began_us = loop_now_us();

        tell_run(ctl, run);
        if (!step(ctl, run, portion, &more))
            return false;
        if (loop_now_us() - began_us < PORTION_US / 2)
            portion = portion * 2 > PORTION_MAX ? PORTION_MAX : portion * 2;
        else if (loop_now_us() - began_us > PORTION_US && portion > 1)
            portion /= 2;
    }
    tell_end(ctl);
    return true;
}

static bool
begin(struct ctl *ctl, struct run *run)
{
    const char *values[] = { run->government_id,
                             ctl->reason != NULL ? ctl->reason : "pantauctl recompute" };
    PGresult *rows = ctl_db_query(ctl->db, ctl_sql_recompute_begin, values, ARRAY_SIZE(values));

    if (rows == NULL)
        return false;
    (void)snprintf(run->run_id, sizeof(run->run_id), "%s", PQgetvalue(rows, 0, 0));
    run->accounts = ctl_db_int(rows, 0, 1);
    run->done = ctl_db_int(rows, 0, 2);
    if (PQgetvalue(rows, 0, 3)[0] == 't' && !ctl->json)
        (void)printf("%s: run %s was not finished; it goes on behind %" PRId64 " accounts\n",
                     run->code, run->run_id, run->done);
    PQclear(rows);
    return true;
}

static bool
recompute_one(struct ctl *ctl, struct run *run)
{
    const char *values[] = { run->government_id, run->run_id };
    PGresult *rows;

    if (!begin(ctl, run) || !take_steps(ctl, run))
        return false;
    if (ctl->progress)
        (void)fprintf(stderr, "%s: comparing figures", run->code);
    rows = ctl_db_query(ctl->db, ctl_sql_recompute_finish, values, ARRAY_SIZE(values));
    tell_end(ctl);
    PQclear(rows);
    return rows != NULL;
}

/* {1,2}: as a parameter. */
static bool
recompute_all(struct ctl *ctl, const PGresult *governments, struct buf *runs)
{
    must(buf_printf(runs, "{"));
    for (int row = 0; row < PQntuples(governments); row++) {
        struct run run = { .government_id = PQgetvalue(governments, row, 0),
                           .code = PQgetvalue(governments, row, 1) };

        if (!recompute_one(ctl, &run))
            return false;
        must(buf_printf(runs, "%s%s", row == 0 ? "" : ",", run.run_id));
    }
    must(buf_printf(runs, "}"));
    return true;
}

/* Those that the command line means; NULL: it was told why not. */
static PGresult *
find_governments(struct ctl *ctl, enum ctl_exit *ret_exit)
{
    PGresult *rows = ctl_db_query(ctl->db, ctl_sql_governments, &ctl->government, 1);

    *ret_exit = CTL_DATABASE;
    if (rows == NULL || PQntuples(rows) > 0)
        return rows;
    PQclear(rows);
    *ret_exit = CTL_USAGE;
    if (ctl->government != NULL)
        (void)fprintf(stderr, "pantauctl: there is no government \"%s\"\n", ctl->government);
    else
        (void)fprintf(stderr, "pantauctl: there is no government yet: pantaud brings them from its "
                              "configuration\n");
    return NULL;
}

/* A round by another program may be under way: it is waited for. */
static enum ctl_exit
refresh_figures(struct ctl *ctl, const char *as_of)
{
    int64_t until_us = loop_now_us() + ctl->timeout_us;

    for (;;) {
        PGresult *rows = ctl_db_query(ctl->db, ctl_sql_round, &as_of, 1);
        bool done;

        if (rows == NULL)
            return CTL_DATABASE;
        done = PQntuples(rows) > 0;
        PQclear(rows);
        if (done)
            return CTL_OK;
        if (loop_now_us() >= until_us)
            break;
        if (!ctl_db_wait(ctl->db, AGAIN_US))
            return CTL_DATABASE;
    }
    (void)fprintf(stderr, "pantauctl: another program refreshes figures for longer than that\n");
    return CTL_TIMEOUT;
}

static enum ctl_exit
refresh_view(struct ctl *ctl, const char *view, const char *as_of)
{
    int64_t until_us = loop_now_us() + ctl->timeout_us;
    const char *values[] = { view, as_of };

    for (;;) {
        PGresult *rows = ctl_db_query(ctl->db, ctl_sql_refresh_view, values, ARRAY_SIZE(values));
        bool done;

        if (rows == NULL)
            return CTL_DATABASE;
        done = !PQgetisnull(rows, 0, 0) || !PQgetisnull(rows, 0, 1);
        PQclear(rows);
        if (done)
            return CTL_OK;
        if (loop_now_us() >= until_us)
            break;
        if (!ctl_db_wait(ctl->db, AGAIN_US))
            return CTL_DATABASE;
    }
    (void)fprintf(stderr, "pantauctl: %s: another program refreshes for longer than that\n", view);
    return CTL_TIMEOUT;
}

static enum ctl_exit
refresh_views(struct ctl *ctl, const char *as_of)
{
    PGresult *views = ctl_db_query(ctl->db, ctl_sql_refresh_views, &as_of, 1);
    enum ctl_exit exit = CTL_OK;

    if (views == NULL)
        return CTL_DATABASE;
    for (int row = 0; row < PQntuples(views) && exit == CTL_OK; row++) {
        if (ctl->progress)
            (void)fprintf(stderr, "\r\033[K%s", PQgetvalue(views, row, 0));
        exit = refresh_view(ctl, PQgetvalue(views, row, 0), as_of);
    }
    tell_end(ctl);
    PQclear(views);
    return exit;
}

static enum ctl_exit
rebuild(struct ctl *ctl, const char *as_of)
{
    enum ctl_exit exit;
    PGresult *governments = find_governments(ctl, &exit);

    if (governments == NULL)
        return exit;
    exit = CTL_OK;
    for (int row = 0; row < PQntuples(governments) && exit == CTL_OK; row++) {
        const char *values[] = { PQgetvalue(governments, row, 0), as_of };
        PGresult *done;

        if (ctl->progress)
            (void)fprintf(stderr, "\r\033[K%s: %d of %d governments",
                          PQgetvalue(governments, row, 1), row, PQntuples(governments));
        done = ctl_db_query(ctl->db, ctl_sql_rebuild, values, ARRAY_SIZE(values));
        if (done == NULL)
            exit = CTL_DATABASE;
        PQclear(done);
    }
    tell_end(ctl);
    PQclear(governments);
    return exit;
}

/* What stands in ops.refresh_state afterwards; 1 where a view could not be refreshed. */
static enum ctl_exit
show_views(struct ctl *ctl)
{
    PGresult *rows = ctl_db_query(ctl->db, ctl_sql_refresh_states, NULL, 0);
    enum ctl_exit exit = CTL_OK;

    if (rows == NULL)
        return CTL_DATABASE;
    for (int row = 0; row < PQntuples(rows); row++)
        if (!PQgetisnull(rows, row, 4))
            exit = CTL_TROUBLE;
    ctl_show_rows(rows, view_columns, ARRAY_SIZE(view_columns), ctl->json, ctl->colour);
    PQclear(rows);
    return exit;
}

enum ctl_exit
ctl_refresh(struct ctl *ctl)
{
    PGresult *now = ctl_db_query(ctl->db, ctl_sql_now, NULL, 0);
    enum ctl_exit exit = CTL_OK;

    if (now == NULL)
        return CTL_DATABASE;
    if (ctl->full)
        exit = rebuild(ctl, PQgetvalue(now, 0, 0));
    if (exit == CTL_OK)
        exit = refresh_figures(ctl, PQgetvalue(now, 0, 0));
    if (exit == CTL_OK)
        exit = refresh_views(ctl, PQgetvalue(now, 0, 0));
    PQclear(now);
    return exit == CTL_OK ? show_views(ctl) : exit;
}

/* The figures follow at once: without a daemon nobody else would make them. */
static enum ctl_exit
follow(struct ctl *ctl)
{
    PGresult *now = ctl_db_query(ctl->db, ctl_sql_now, NULL, 0);
    enum ctl_exit exit = now == NULL ? CTL_DATABASE : refresh_figures(ctl, PQgetvalue(now, 0, 0));

    PQclear(now);
    return exit;
}

enum ctl_exit
ctl_recompute_these(struct ctl *ctl, const PGresult *governments, PGresult **ret_runs)
{
    CLEANUP(buf_done) struct buf runs = BUF_INIT(RUNS_MAX);
    enum ctl_exit exit;

    *ret_runs = NULL;
    if (!recompute_all(ctl, governments, &runs) || !buf_append(&runs, "", 1))
        return CTL_DATABASE;
    exit = PQntuples(governments) > 0 ? follow(ctl) : CTL_OK;
    *ret_runs = ctl_db_query(ctl->db, ctl_sql_recompute_runs, (const char *[]){ runs.data }, 1);
    return *ret_runs == NULL ? CTL_DATABASE : exit;
}

void
ctl_recompute_show(const struct ctl *ctl, const PGresult *runs)
{
    ctl_show_rows(runs, run_columns, ARRAY_SIZE(run_columns), ctl->json, ctl->colour);
}

void
ctl_recompute_json(struct jout *out, const char *name, const PGresult *runs)
{
    ctl_show_json(out, name, runs, run_columns, ARRAY_SIZE(run_columns));
}

enum ctl_exit
ctl_recompute(struct ctl *ctl)
{
    enum ctl_exit exit;
    PGresult *governments = find_governments(ctl, &exit);
    PGresult *runs;

    if (governments == NULL)
        return exit;
    exit = ctl_recompute_these(ctl, governments, &runs);
    PQclear(governments);
    if (runs != NULL)
        ctl_recompute_show(ctl, runs);
    PQclear(runs);
    return exit;
}
