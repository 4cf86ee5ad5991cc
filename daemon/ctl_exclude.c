/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * exclude: days that figures leave out, with a reason: a hacked account, an outage of ours. What
 * makes no sense is refused by the database (ops.exclude()).
 */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "ctl.h"
#include "ctl_decide.h"
#include "ctl_sql_decide.h"
#include "usage.h"

#define DAY_LENGTH 10 /* of 2026-11-22T00:00:00Z */

static const struct ctl_column moves[] = {
    { "exclusion", "NUMBER", CTL_NUMBER },
    { "days", "DAYS THAT MOVE", CTL_NUMBER },
    { "inquiries", "INQUIRIES", CTL_NUMBER },
};
static const struct ctl_column columns[] = {
    { "exclusion", "NUMBER", CTL_NUMBER }, { "government", "GOVERNMENT", CTL_TEXT },
    { "unit", "UNIT", CTL_TEXT },          { "channel", "CHANNEL", CTL_TEXT },
    { "from", "FROM", CTL_TEXT },          { "to", "TO", CTL_TEXT },
    { "standing", "STANDING", CTL_TEXT },  { "decided_by", "BY", CTL_TEXT },
    { "decided_at", "SINCE", CTL_AGO },    { "reason", NULL, CTL_NOTE },
};

/* What the command line says cannot be meant; NULL: it can. */
static const char *
misuse(const struct ctl *ctl)
{
    bool has_days = ctl->from.us != WHEN_NONE || ctl->to.us != WHEN_NONE;

    if (ctl->list && ctl->revoke > 0)
        return "--list or --revoke, not both";
    if (ctl->list || ctl->revoke > 0)
        return ctl->argc > 0 || has_days ? "--list and --revoke take no UNIT and no days" : NULL;
    if (ctl->from.us == WHEN_NONE || ctl->to.us == WHEN_NONE || !ctl->from.is_day ||
        !ctl->to.is_day)
        return "exclude takes --from and --to, the first and the last day, --list or --revoke";
    return NULL;
}

static enum ctl_exit
decide(struct ctl *ctl, const char *sql, const char *const *values, size_t count)
{
    struct ctl_decision decision = { sql, values, count, moves, ARRAY_SIZE(moves) };

    return ctl_decide(ctl, &decision);
}

static enum ctl_exit
exclude(struct ctl *ctl)
{
    char from[WHEN_FORMAT_MAX];
    char to[WHEN_FORMAT_MAX];
    const char *values[] = {
        ctl->government, ctl->argc > 0 ? ctl->argv[0] : NULL, ctl->channel, from, to, ctl->by,
        ctl->reason
    };

    when_format(ctl->from.us, from);
    when_format(ctl->to.us, to);
    from[DAY_LENGTH] = '\0';
    to[DAY_LENGTH] = '\0';
    return decide(ctl, ctl_sql_exclude, values, ARRAY_SIZE(values));
}

static enum ctl_exit
revoke(struct ctl *ctl)
{
    char number[32];
    const char *values[] = { ctl->government, number, ctl->by, ctl->reason };

    (void)snprintf(number, sizeof(number), "%" PRId64, ctl->revoke);
    return decide(ctl, ctl_sql_exclusion_revoke, values, ARRAY_SIZE(values));
}

static enum ctl_exit
list(struct ctl *ctl)
{
    char limit[32];
    const char *values[] = { ctl->government, limit };
    struct ctl_decision all = { ctl_sql_exclusions, values, ARRAY_SIZE(values), columns,
                                ARRAY_SIZE(columns) };

    (void)snprintf(limit, sizeof(limit), "%" PRId64, ctl->limit);
    return ctl_decide_list(ctl, &all, "No day was taken out.");
}

enum ctl_exit
ctl_exclude(struct ctl *ctl)
{
    const char *wrong = misuse(ctl);

    if (wrong != NULL) {
        usage_refuse("pantauctl", "%s", wrong);
        return CTL_USAGE;
    }
    if (ctl->list)
        return list(ctl);
    if (ctl_decide_check(ctl) != CTL_OK)
        return CTL_USAGE;
    return ctl->revoke > 0 ? revoke(ctl) : exclude(ctl);
}
