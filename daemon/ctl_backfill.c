/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * backfill: rows in ops.backfill that wake the daemon, and how far they came. Whether a part of the
 * history is read is the daemon's business: nothing is lost when this program ends.
 */

#include <stdio.h>

#include "base/when.h"
#include "ctl.h"
#include "ctl_show.h"
#include "ctl_sql.h"
#include "loop.h"

#define LOOK_US (2 * WHEN_SECOND)
#define TAKES   "backfill takes ACCOUNT, --from and a later --to"

static const struct ctl_column columns[] = {
    { "government", NULL, CTL_FOR_JSON },
    { "channel", "CHANNEL", CTL_TEXT },
    { "account", "ACCOUNT", CTL_TEXT },
    { "external_id", NULL, CTL_FOR_JSON },
    { "stream", "STREAM", CTL_TEXT },
    { "from", "FROM", CTL_TEXT },
    { "to", "TO", CTL_TEXT },
    { "state", "STATE", CTL_STATE },
    { "percent", "PERCENT", CTL_NUMBER },
    { "reached_at", NULL, CTL_FOR_JSON },
    { "requests", "REQUESTS", CTL_NUMBER },
    { "items", "ITEMS", CTL_NUMBER },
    { "changed", "NEW", CTL_NUMBER },
    { "posts_left", "POSTS LEFT", CTL_NUMBER },
    { "left_s", "READY IN", CTL_SECONDS },
    { "seen_at", "SEEN", CTL_AGO },
    { "requested_by", NULL, CTL_FOR_JSON },
    { "cause", NULL, CTL_FOR_JSON },
    { "error", NULL, CTL_NOTE },
    { "hint", NULL, CTL_NOTE },
};

static PGresult *
look(struct ctl *ctl, const struct ctl_account *subject, const char *from, const char *to)
{
    bool all = subject->account_id[0] == '\0';
    const char *values[] = { all ? NULL : subject->government_id, all ? NULL : subject->account_id,
                             from, to, ctl->government };

    return ctl_db_query(ctl->db, ctl_sql_backfills, values, ARRAY_SIZE(values));
}

static enum ctl_exit
show(const struct ctl *ctl, PGresult *rows)
{
    bool failed = false;

    if (rows == NULL)
        return CTL_DATABASE;
    for (int row = 0; row < PQntuples(rows); row++)
        failed = failed || str_equal_c(ctl_db_value(rows, row, 7), "failed");
    if (!ctl->json && PQntuples(rows) == 0)
        (void)printf("No history was asked for.\n");
    else
        ctl_show_rows(rows, columns, ARRAY_SIZE(columns), ctl->json, ctl->colour);
    PQclear(rows);
    return failed ? CTL_TROUBLE : CTL_OK;
}

/* "posts 40 %, comments 0 %": the streams that are not at their end. False when there is none. */
static bool
tell_progress(const struct ctl *ctl, const PGresult *rows)
{
    bool lasts = false;

    for (int row = 0; row < PQntuples(rows); row++) {
        struct str state = ctl_db_value(rows, row, 7);
        if (!str_equal_c(state, "waiting") && !str_equal_c(state, "running"))
            continue;
        if (ctl->progress)
            (void)fprintf(stderr, "%s%s %s %%", lasts ? ", " : "\r\033[K", PQgetvalue(rows, row, 4),
                          PQgetvalue(rows, row, 8));
        lasts = true;
    }
    if (ctl->progress && !lasts)
        (void)fprintf(stderr, "\r\033[K");
    return lasts;
}

static enum ctl_exit
wait_for(struct ctl *ctl, const struct ctl_account *subject, const char *from, const char *to)
{
    int64_t until_us = loop_now_us() + ctl->timeout_us;

    for (;;) {
        PGresult *rows = look(ctl, subject, from, to);
        int64_t left_us = until_us - loop_now_us();

        if (rows == NULL)
            return CTL_DATABASE;
        if (!tell_progress(ctl, rows))
            return show(ctl, rows);
        PQclear(rows);
        if (ctl->timeout_us > 0 && left_us <= 0)
            break;
        if (!ctl_db_wait(ctl->db, LOOK_US))
            return CTL_DATABASE;
    }
    (void)fprintf(stderr, "pantauctl: not at its end in time; it goes on without this program\n");
    return CTL_TIMEOUT;
}

static enum ctl_exit
cancel(struct ctl *ctl, const struct ctl_account *subject)
{
    const char *values[] = { subject->government_id, subject->account_id };
    PGresult *rows = ctl_db_query(ctl->db, ctl_sql_backfill_cancel, values, ARRAY_SIZE(values));

    PQclear(rows);
    return rows == NULL ? CTL_DATABASE : show(ctl, look(ctl, subject, NULL, NULL));
}

static enum ctl_exit
begin(struct ctl *ctl, const struct ctl_account *subject)
{
    char from[WHEN_FORMAT_MAX];
    char to[WHEN_FORMAT_MAX];
    const char *values[] = { subject->government_id, subject->account_id, from, to,
                             ctl->again ? "t" : "f" };
    PGresult *rows;

    when_format(ctl->from.us, from);
    when_format(ctl->to.us, to);
    if (!ctl_warn_of_absence(ctl))
        return CTL_DATABASE;
    rows = ctl_db_query(ctl->db, ctl_sql_backfill_add, values, ARRAY_SIZE(values));
    if (rows == NULL)
        return CTL_DATABASE;
    PQclear(rows);
    rows = look(ctl, subject, from, to);
    if (rows != NULL && PQntuples(rows) == 0) {
        PQclear(rows);
        (void)fprintf(stderr,
                      "pantauctl: %s has no history to read: none of posts, comments, mentions and "
                      "complaints is polled of it\n",
                      subject->label);
        return CTL_USAGE;
    }
    if (!ctl->wait)
        return show(ctl, rows);
    PQclear(rows);
    return wait_for(ctl, subject, from, to);
}

/* What the command line says cannot be meant; NULL: it can. */
static const char *
misuse(const struct ctl *ctl)
{
    bool begins = ctl->from.us != WHEN_NONE || ctl->to.us != WHEN_NONE;

    if (!begins)
        return ctl->cancel && ctl->argc == 0 ? "--cancel takes ACCOUNT" : NULL;
    if (ctl->argc == 0 || ctl->cancel || ctl->from.us == WHEN_NONE || ctl->to.us == WHEN_NONE)
        return TAKES;
    return NULL;
}

static const char *
misuse_of_time(const struct ctl *ctl)
{
    if (ctl->from.us >= ctl->to.us)
        return TAKES;
    if (ctl->to.us > loop_wall_us())
        return "--to lies in the future: what is not written yet cannot be read back";
    return NULL;
}

static enum ctl_exit
refuse(const char *wrong)
{
    (void)fprintf(stderr, "pantauctl: %s\n", wrong);
    return CTL_USAGE;
}

/* A day begins when it begins for those who are asked there. */
static bool
settle_day(struct ctl *ctl, const struct ctl_account *subject, struct ctl_moment *moment)
{
    char midnight[WHEN_FORMAT_MAX];
    const char *values[] = { subject->government_id, when_format(moment->us, midnight) };
    PGresult *rows;
    bool ok;

    if (!moment->is_day)
        return true;
    rows = ctl_db_query(ctl->db, ctl_sql_midnight, values, ARRAY_SIZE(values));
    ok = rows != NULL && when_parse_rfc3339(ctl_db_value(rows, 0, 0), &moment->us);
    PQclear(rows);
    return ok;
}

enum ctl_exit
ctl_backfill(struct ctl *ctl)
{
    struct ctl_account subject = { .label = "" }; /* without ids: all */
    const char *wrong = misuse(ctl);
    enum ctl_exit exit;

    if (wrong != NULL)
        return refuse(wrong);
    exit = ctl->argc > 0 ? ctl_find_account(ctl, NULL, &subject) : ctl_find_filters(ctl);
    if (exit != CTL_OK)
        return exit;
    if (ctl->from.us != WHEN_NONE) {
        if (!settle_day(ctl, &subject, &ctl->from) || !settle_day(ctl, &subject, &ctl->to))
            return CTL_DATABASE;
        wrong = misuse_of_time(ctl);
        return wrong != NULL ? refuse(wrong) : begin(ctl, &subject);
    }
    if (ctl->cancel)
        return cancel(ctl, &subject);
    return ctl->wait ? wait_for(ctl, &subject, NULL, NULL)
                     : show(ctl, look(ctl, &subject, NULL, NULL));
}
