/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * freeze: keeps the figures of a period with all they were made of, before something is decided by
 * them; shows what was kept, what it would be today, and whether it is what it was. The database
 * refuses what makes no sense (ops.freeze_period()).
 */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/parse.h"
#include "base/when.h"
#include "ctl.h"
#include "ctl_decide.h"
#include "ctl_sql_freeze.h"
#include "usage.h"

#define DAY_LENGTH 10 /* of 2026-11-22T00:00:00Z */
#define FITS       5  /* column of frozen_check */

static const struct ctl_column frozen[] = {
    { "number", "NUMBER", CTL_NUMBER }, { "period", "PERIOD", CTL_TEXT },
    { "from", "FROM", CTL_TEXT },       { "to", "TO", CTL_TEXT },
    { "as_of", "AS OF", CTL_TEXT },     { "rows", "ROWS", CTL_NUMBER },
    { "digest", NULL, CTL_NOTE },
};
static const struct ctl_column revoked[] = {
    { "number", "NUMBER", CTL_NUMBER },
    { "period", "PERIOD", CTL_TEXT },
};
static const struct ctl_column periods[] = {
    { "number", "NUMBER", CTL_NUMBER }, { "government", "GOVERNMENT", CTL_TEXT },
    { "period", "PERIOD", CTL_TEXT },   { "from", "FROM", CTL_TEXT },
    { "to", "TO", CTL_TEXT },           { "as_of", "AS OF", CTL_TEXT },
    { "rows", "ROWS", CTL_NUMBER },     { "standing", "STANDING", CTL_TEXT },
    { "frozen_by", "BY", CTL_TEXT },    { "frozen_at", "SINCE", CTL_AGO },
    { "digest", NULL, CTL_NOTE },       { "reason", NULL, CTL_NOTE },
};
static const struct ctl_column figures[] = {
    { "unit", "UNIT", CTL_TEXT },           { "channel", "CHANNEL", CTL_TEXT },
    { "clock", "CLOCK", CTL_TEXT },         { "inquiries", "INQUIRIES", CTL_NUMBER },
    { "answered", "ANSWERED", CTL_NUMBER }, { "waiting", "WAITING", CTL_NUMBER },
    { "median_s", "MEDIAN S", CTL_NUMBER }, { "median", "MEDIAN", CTL_TEXT },
    { "enough", "ENOUGH", CTL_YES_NO },
};
static const struct ctl_column moved[] = {
    { "unit", "UNIT", CTL_TEXT },       { "channel", "CHANNEL", CTL_TEXT },
    { "clock", "CLOCK", CTL_TEXT },     { "figure", "FIGURE", CTL_TEXT },
    { "frozen", "FROZEN", CTL_NUMBER }, { "now", "NOW", CTL_NUMBER },
};
static const struct ctl_column checks[] = {
    { "number", "NUMBER", CTL_NUMBER }, { "period", "PERIOD", CTL_TEXT },
    { "what", "WHAT", CTL_TEXT },       { "kept", "KEPT", CTL_TEXT },
    { "found", "FOUND", CTL_TEXT },     { "fits", "FITS", CTL_YES_NO },
};

static enum ctl_exit
misused(const char *wrong)
{
    usage_refuse("pantauctl", "%s", wrong);
    return CTL_USAGE;
}

static bool
has_days(const struct ctl *ctl)
{
    return ctl->from.us != WHEN_NONE || ctl->to.us != WHEN_NONE;
}

static enum ctl_exit
create(struct ctl *ctl)
{
    char from[WHEN_FORMAT_MAX] = "";
    char to[WHEN_FORMAT_MAX] = "";
    bool named = ctl->argc == 2;
    const char *values[] = { ctl->government,
                             named ? ctl->argv[1] : NULL,
                             named ? NULL : from,
                             named ? NULL : to,
                             ctl->by,
                             ctl->reason };
    struct ctl_decision decision = { ctl_sql_freeze, values, ARRAY_SIZE(values), frozen,
                                     ARRAY_SIZE(frozen) };

    if (named == has_days(ctl) || (!named && (!ctl->from.is_day || !ctl->to.is_day)))
        return misused("freeze create takes a period such as 2026-Q2, or --from and --to, the "
                       "first and the last day");
    if (ctl_decide_check(ctl) != CTL_OK)
        return CTL_USAGE;
    if (!named) {
        when_format(ctl->from.us, from);
        when_format(ctl->to.us, to);
        from[DAY_LENGTH] = '\0';
        to[DAY_LENGTH] = '\0';
    }
    return ctl_decide(ctl, &decision);
}

static enum ctl_exit
revoke(struct ctl *ctl, const char *number)
{
    const char *values[] = { ctl->government, number, ctl->by, ctl->reason };
    struct ctl_decision decision = { ctl_sql_freeze_revoke, values, ARRAY_SIZE(values), revoked,
                                     ARRAY_SIZE(revoked) };

    return ctl_decide_check(ctl) == CTL_OK ? ctl_decide(ctl, &decision) : CTL_USAGE;
}

static enum ctl_exit
list(struct ctl *ctl)
{
    char limit[32];
    const char *values[] = { ctl->government, limit };
    struct ctl_decision all = { ctl_sql_frozen, values, ARRAY_SIZE(values), periods,
                                ARRAY_SIZE(periods) };

    (void)snprintf(limit, sizeof(limit), "%" PRId64, ctl->limit);
    return ctl_decide_list(ctl, &all, "No period is frozen.");
}

/* Is there a freeze of that number? Says on stderr where not. */
static enum ctl_exit
find(struct ctl *ctl, const char *number)
{
    const char *values[] = { ctl->government, number };
    PGresult *rows = ctl_db_query(ctl->db, ctl_sql_frozen_known, values, ARRAY_SIZE(values));
    bool known = rows != NULL && PQntuples(rows) > 0;

    if (rows != NULL && !known)
        (void)fprintf(stderr, "pantauctl: there is no frozen period %s: see freeze list\n", number);
    PQclear(rows);
    if (known)
        return CTL_OK;
    return rows != NULL ? CTL_USAGE : CTL_DATABASE;
}

static enum ctl_exit
show(struct ctl *ctl, const char *number)
{
    const char *values[] = { ctl->government, number };
    struct ctl_decision all = { ctl_sql_frozen_figures, values, ARRAY_SIZE(values), figures,
                                ARRAY_SIZE(figures) };
    enum ctl_exit exit = find(ctl, number);

    return exit == CTL_OK ? ctl_decide_list(ctl, &all, "Nothing was watched.") : exit;
}

static enum ctl_exit
compare(struct ctl *ctl, const char *number)
{
    const char *values[] = { ctl->government, number };
    struct ctl_decision all = { ctl_sql_frozen_compare, values, ARRAY_SIZE(values), moved,
                                ARRAY_SIZE(moved) };
    enum ctl_exit exit = find(ctl, number);

    return exit == CTL_OK ? ctl_decide_list(ctl, &all, "Today's figures are the same.") : exit;
}

/* 1 where something is not what it was. number NULL: of all that stand. */
static enum ctl_exit
check(struct ctl *ctl, const char *number)
{
    const char *values[] = { ctl->government, number };
    enum ctl_exit exit = number != NULL ? find(ctl, number) : ctl_find_filters(ctl);
    PGresult *rows;

    if (exit != CTL_OK)
        return exit;
    rows = ctl_db_query(ctl->db, ctl_sql_frozen_check, values, ARRAY_SIZE(values));
    if (rows == NULL)
        return CTL_DATABASE;
    for (int row = 0; row < PQntuples(rows); row++)
        if (PQgetvalue(rows, row, FITS)[0] != 't')
            exit = CTL_TROUBLE;
    if (!ctl->json && PQntuples(rows) == 0)
        (void)printf("No period is frozen.\n");
    else
        ctl_show_rows(rows, checks, ARRAY_SIZE(checks), ctl->json, ctl->colour);
    PQclear(rows);
    return exit;
}

static const struct task {
    const char *name;
    enum ctl_exit (*run)(struct ctl *ctl, const char *number);
    bool optional; /* without a number: all */
} tasks[] = {
    { "show", show, false },
    { "compare", compare, false },
    { "check", check, true },
    { "revoke", revoke, false },
};

/* Tasks over a freeze that is named by its number. */
static enum ctl_exit
run_task(struct ctl *ctl, const struct task *task)
{
    const char *number = ctl->argc == 2 ? ctl->argv[1] : NULL;
    int64_t value;

    if (has_days(ctl))
        return misused("only freeze create takes days");
    if (number == NULL ? !task->optional : !parse_int(str_from(number), &value) || value <= 0) {
        usage_refuse("pantauctl", "freeze %s takes the number of a frozen period: see freeze list",
                     task->name);
        return CTL_USAGE;
    }
    return task->run(ctl, number);
}

enum ctl_exit
ctl_freeze(struct ctl *ctl)
{
    if (strcmp(ctl->argv[0], "create") == 0)
        return create(ctl);
    if (strcmp(ctl->argv[0], "list") == 0)
        return ctl->argc > 1 ? misused("freeze list takes no number") : list(ctl);
    for (size_t i = 0; i < ARRAY_SIZE(tasks); i++)
        if (strcmp(ctl->argv[0], tasks[i].name) == 0)
            return run_task(ctl, &tasks[i]);
    return misused("freeze takes create, list, show, compare, check or revoke");
}
