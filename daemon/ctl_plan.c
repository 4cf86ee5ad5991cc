/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * plan: what will be asked next, and why. The daemons know, and each is asked for its own; without
 * one it is what the database knows of each stream.
 */

#include <inttypes.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/when.h"
#include "ctl.h"
#include "ctl_show.h"
#include "ctl_sql.h"
#include "loop.h"

/* NOTIFY may be lost where a pooler stands in between: look at least this often. */
#define LOOK_US       (2 * WHEN_SECOND)
#define IDS_BYTES_MAX 65536

static const struct ctl_column columns[] = {
    { "at", "WHEN", CTL_AGO },
    { "government", NULL, CTL_FOR_JSON },
    { "channel", "CHANNEL", CTL_TEXT },
    { "account", "ACCOUNT", CTL_TEXT },
    { "external_id", NULL, CTL_FOR_JSON },
    { "unit", "UNIT", CTL_TEXT },
    { "stream", "STREAM", CTL_TEXT },
    { "target", "POST", CTL_TEXT },
    { "requests", "REQUESTS", CTL_NUMBER },
    { "cost", "COST", CTL_NUMBER },
    { "reason", NULL, CTL_FOR_JSON },
    { "why", "WHY", CTL_TEXT },
};

struct wish {
    char limit[32], within[32];
    PGresult *accounts; /* NULL: of all */
};

enum ctl_exit
ctl_find_accounts(struct ctl *ctl, PGresult **ret_rows)
{
    const char *values[] = { ctl->argc > 0 ? ctl->argv[0] : NULL, ctl->government };
    PGresult *rows;

    if (ctl->argc == 0 && ctl->government == NULL)
        return CTL_OK;
    rows = ctl_db_query(ctl->db, ctl_sql_plan_accounts, values, ARRAY_SIZE(values));
    if (rows == NULL)
        return CTL_DATABASE;
    if (!PQgetisnull(rows, 0, 0)) {
        *ret_rows = rows;
        return CTL_OK;
    }
    if (ctl->argc > 0)
        (void)fprintf(stderr,
                      "pantauctl: no active account or unit \"%s\"; see: pantauctl sources\n",
                      ctl->argv[0]);
    else
        (void)fprintf(stderr, "pantauctl: government \"%s\" has no active account\n",
                      ctl->government);
    PQclear(rows);
    return CTL_USAGE;
}

static const char *
accounts_of(const struct wish *wish)
{
    return wish->accounts == NULL ? NULL : PQgetvalue(wish->accounts, 0, 0);
}

/* "{7,8}": the requests that were left. */
static bool
list_ids(const PGresult *asked, struct buf *ids)
{
    for (int row = 0; row < PQntuples(asked); row++)
        if (!buf_printf(ids, "%s%s", row == 0 ? "{" : ",", PQgetvalue(asked, row, 0)))
            return false;
    return buf_printf(ids, "}");
}

static enum ctl_exit
wait_for_all(struct ctl *ctl, const char *ids)
{
    int64_t until_us = loop_now_us() + ctl->timeout_us;

    for (;;) {
        PGresult *rows = ctl_db_query(ctl->db, ctl_sql_plan_left, &ids, 1);
        int64_t left_us = until_us - loop_now_us();
        enum ctl_exit exit = CTL_OK;
        bool done;

        if (rows == NULL)
            return CTL_DATABASE;
        done = ctl_db_int(rows, 0, 0) == 0;
        if (!PQgetisnull(rows, 0, 1)) {
            (void)fprintf(stderr, "pantauctl: a daemon answered: %s\n", PQgetvalue(rows, 0, 1));
            exit = CTL_TROUBLE;
        }
        PQclear(rows);
        if (done || exit != CTL_OK)
            return exit;
        if (left_us <= 0)
            break;
        if (!ctl_db_wait(ctl->db, left_us < LOOK_US ? left_us : LOOK_US))
            return CTL_DATABASE;
    }
    (void)fprintf(stderr, "pantauctl: a daemon did not answer in time\n");
    return CTL_TIMEOUT;
}

/* The last column says of each row how many more there are in all. */
static void
show(const struct ctl *ctl, const PGresult *rows)
{
    int64_t more = PQntuples(rows) == 0 ? 0 : ctl_db_int(rows, 0, ARRAY_SIZE(columns));

    if (!ctl->json && PQntuples(rows) == 0)
        (void)printf("Nothing is to be asked.\n");
    else
        ctl_show_rows(rows, columns, ARRAY_SIZE(columns), ctl->json, ctl->colour);
    if (!ctl->json && more > 0)
        (void)printf("… and %" PRId64 " more\n", more);
}

static enum ctl_exit
show_answers(struct ctl *ctl, const struct wish *wish, const char *ids)
{
    const char *values[] = { ids, wish->limit };
    PGresult *rows = ctl_db_query(ctl->db, ctl_sql_plan, values, ARRAY_SIZE(values));

    if (rows == NULL)
        return CTL_DATABASE;
    show(ctl, rows);
    PQclear(rows);
    return CTL_OK;
}

/* Nobody runs who could say. */
static enum ctl_exit
show_known(struct ctl *ctl, const struct wish *wish)
{
    const char *values[] = { accounts_of(wish), wish->within[0] == '\0' ? NULL : wish->within,
                             wish->limit };
    PGresult *rows;

    if (!ctl_warn_of_absence(ctl))
        return CTL_DATABASE;
    (void)fprintf(stderr, "pantauctl: what the database knows of each stream follows\n");
    rows = ctl_db_query(ctl->db, ctl_sql_plan_known, values, ARRAY_SIZE(values));
    if (rows == NULL)
        return CTL_DATABASE;
    show(ctl, rows);
    PQclear(rows);
    return CTL_TROUBLE;
}

static enum ctl_exit
ask(struct ctl *ctl, const struct wish *wish)
{
    const char *values[] = { wish->limit, wish->within[0] == '\0' ? NULL : wish->within,
                             accounts_of(wish) };
    CLEANUP(buf_done) struct buf ids = BUF_INIT(IDS_BYTES_MAX);
    PGresult *asked;
    enum ctl_exit exit;
    bool any;

    if (!ctl_db_do(ctl->db, "listen pantau_request_done"))
        return CTL_DATABASE;
    asked = ctl_db_query(ctl->db, ctl_sql_plan_ask, values, ARRAY_SIZE(values));
    if (asked == NULL)
        return CTL_DATABASE;
    any = PQntuples(asked) > 0;
    if (any)
        must(list_ids(asked, &ids) && buf_append(&ids, "", 1));
    PQclear(asked);
    if (!any)
        return show_known(ctl, wish);
    exit = wait_for_all(ctl, ids.data);
    return exit == CTL_OK ? show_answers(ctl, wish, ids.data) : exit;
}

enum ctl_exit
ctl_plan(struct ctl *ctl)
{
    struct wish wish = { .accounts = NULL };
    enum ctl_exit exit = ctl_find_accounts(ctl, &wish.accounts);

    (void)snprintf(wish.limit, sizeof(wish.limit), "%" PRId64, ctl->limit);
    if (ctl->until_us > 0)
        (void)snprintf(wish.within, sizeof(wish.within), "%" PRId64, ctl->until_us / WHEN_SECOND);
    if (exit == CTL_OK)
        exit = ask(ctl, &wish);
    PQclear(wish.accounts);
    return exit;
}
