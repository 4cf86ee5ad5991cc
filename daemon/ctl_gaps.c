/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * gaps: what platforms announce and do not give, for a day or longer, and what to do about it.
 */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/buf.h"
#include "ctl.h"
#include "ctl_show.h"
#include "ctl_sql.h"
#include "record/verdict.h"
#include "json/jout.h"

#define ADVICE_BYTES_MAX 16384

static const struct ctl_column columns[] = {
    { "government", NULL, CTL_FOR_JSON },  { "unit", "UNIT", CTL_TEXT },
    { "channel", "CHANNEL", CTL_TEXT },    { "account", "ACCOUNT", CTL_TEXT },
    { "external_id", NULL, CTL_FOR_JSON }, { "stream", "STREAM", CTL_TEXT },
    { "post", "POST", CTL_TEXT },          { "announced", "ANNOUNCED", CTL_NUMBER },
    { "held", "HELD", CTL_NUMBER },        { "gone", "GONE", CTL_NUMBER },
    { "missing", "MISSING", CTL_NUMBER },  { "since", "SINCE", CTL_AGO },
    { "reason", "REASON", CTL_TEXT },      { "permalink", NULL, CTL_NOTE },
    { "detail", NULL, CTL_NOTE },          { "means", NULL, CTL_NOTE },
    { "advice", NULL, CTL_NOTE },
};

/*
 * Of reasons that are no cause, and of causes that mean something else where only a post is
 * concerned; the others have their advice from record/verdict.c.
 */
static const struct reason {
    const char *name, *advice;
} reasons[] = {
    { "unknown",
      "Look at the post: what its page shows is what can be had. If it shows more than is "
      "held, or the account's lists stay empty: pantauctl token check." },
    { "removed", "Nothing: it was held, and is gone there." },
    { "window", "Nothing: the platform does not show it any more." },
    { "public_access", "Ask the unit to connect the account: pantauctl authorize." },
    { "not_collected", "Put comments into the account's schedule, if they are wanted." },
    { "not_visited",
      "See whether a daemon runs, and what it waits for: pantauctl status, pantauctl plan." },
    { "gone", "Nothing: the post, or what is below it, cannot be seen any more." },
};

static bool
is_own(const char *name)
{
    for (size_t i = 0; i < ARRAY_SIZE(reasons); i++)
        if (strcmp(reasons[i].name, name) == 0)
            return true;
    return false;
}

/* {"unknown": "Look at …", …} */
static void
list_advice(struct buf *list)
{
    struct jout out;

    jout_init(&out, list);
    jout_object(&out, NULL);
    for (size_t i = 0; i < ARRAY_SIZE(reasons); i++)
        jout_str(&out, reasons[i].name, str_from(reasons[i].advice));
    for (unsigned i = CAUSE_NONE + 1; i < CAUSE_COUNT; i++)
        if (!is_own(cause_name(i)))
            jout_str(&out, cause_name(i), str_from(cause_advice(i)));
    jout_close_object(&out);
    must(jout_end(&out) && buf_append(list, "", 1));
}

/* The last column says of each row how many more there are in all. */
static void
show(const struct ctl *ctl, const PGresult *rows)
{
    int64_t more = PQntuples(rows) == 0 ? 0 : ctl_db_int(rows, 0, ARRAY_SIZE(columns));

    if (!ctl->json && PQntuples(rows) == 0)
        (void)printf("Nothing that platforms announce is missing for a day or longer.\n");
    else
        ctl_show_rows(rows, columns, ARRAY_SIZE(columns), ctl->json, ctl->colour);
    if (!ctl->json && more > 0)
        (void)printf("… and %" PRId64 " more\n", more);
}

enum ctl_exit
ctl_gaps(struct ctl *ctl)
{
    CLEANUP(buf_done) struct buf advice = BUF_INIT(ADVICE_BYTES_MAX);
    PGresult *accounts = NULL;
    enum ctl_exit exit = ctl_find_accounts(ctl, &accounts);
    PGresult *rows;
    char limit[32];

    if (exit != CTL_OK)
        return exit;
    list_advice(&advice);
    (void)snprintf(limit, sizeof(limit), "%" PRId64, ctl->limit);
    rows = ctl_db_query(ctl->db, ctl_sql_gaps,
                        (const char *[]){ accounts == NULL ? NULL : PQgetvalue(accounts, 0, 0),
                                          ctl->channel, advice.data, limit },
                        4);
    PQclear(accounts);
    if (rows == NULL)
        return CTL_DATABASE;
    show(ctl, rows);
    PQclear(rows);
    return CTL_OK;
}
