/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * target: how many posts a week a unit is to publish, from a day on. What makes no sense is refused
 * by the database (ops.posting_target_set()).
 */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/when.h"
#include "ctl.h"
#include "ctl_decide.h"
#include "ctl_sql_decide.h"
#include "usage.h"

#define DAY_LENGTH   10 /* of 2026-11-22T00:00:00Z */
#define POSTS_LENGTH 16

static const struct ctl_column set[] = {
    { "unit", "UNIT", CTL_TEXT },
    { "channel", "CHANNEL", CTL_TEXT },
    { "from", "FROM", CTL_TEXT },
    { "posts_per_week", "POSTS A WEEK", CTL_TEXT },
};
static const struct ctl_column columns[] = {
    { "government", "GOVERNMENT", CTL_TEXT },
    { "unit", "UNIT", CTL_TEXT },
    { "channel", "CHANNEL", CTL_TEXT },
    { "from", "FROM", CTL_TEXT },
    { "to", "TO", CTL_TEXT },
    { "posts_per_week", "POSTS A WEEK", CTL_TEXT },
    { "decided_by", "BY", CTL_TEXT },
    { "decided_at", "SINCE", CTL_AGO },
    { "reason", NULL, CTL_NOTE },
};

/* 3, 2.5 or none. */
static bool
is_posts(const char *word)
{
    size_t digits = 0;
    size_t dots = 0;

    if (strcmp(word, "none") == 0)
        return true;
    for (const char *c = word; *c != '\0'; c++) {
        digits += ascii_is_digit(*c);
        dots += *c == '.';
    }
    return digits > 0 && dots <= 1 && digits + dots == strlen(word) && strlen(word) <= POSTS_LENGTH;
}

/* What the command line says cannot be meant; NULL: it can. */
static const char *
misuse(const struct ctl *ctl)
{
    if (ctl->list)
        return ctl->argc > 0 ? "--list takes no UNIT" : NULL;
    if (ctl->argc != 2 || !is_posts(ctl->argv[1]))
        return "target takes UNIT and its posts a week (3, 2.5 or none), or --list";
    return ctl->from.us == WHEN_NONE || !ctl->from.is_day ? "from which day on? --from=DAY" : NULL;
}

static enum ctl_exit
list(struct ctl *ctl)
{
    char limit[32];
    const char *values[] = { ctl->government, limit };
    struct ctl_decision all = { ctl_sql_targets, values, ARRAY_SIZE(values), columns,
                                ARRAY_SIZE(columns) };

    (void)snprintf(limit, sizeof(limit), "%" PRId64, ctl->limit);
    return ctl_decide_list(ctl, &all, "No unit has a target.");
}

enum ctl_exit
ctl_target(struct ctl *ctl)
{
    const char *wrong = misuse(ctl);
    char from[WHEN_FORMAT_MAX];

    if (wrong != NULL) {
        usage_refuse("pantauctl", "%s", wrong);
        return CTL_USAGE;
    }
    if (ctl->list)
        return list(ctl);
    if (ctl_decide_check(ctl) != CTL_OK)
        return CTL_USAGE;
    when_format(ctl->from.us, from);
    from[DAY_LENGTH] = '\0';
    return ctl_decide(ctl,
                      &(struct ctl_decision){
                          ctl_sql_target,
                          (const char *[]){ ctl->government, ctl->argv[0],
                                            ctl->channel != NULL ? ctl->channel : "all", from,
                                            strcmp(ctl->argv[1], "none") == 0 ? NULL : ctl->argv[1],
                                            ctl->by, ctl->reason },
                          7, set, ARRAY_SIZE(set) });
}
