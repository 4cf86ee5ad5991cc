/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * correct: what a person knows better than the rules about one inquiry. What makes no sense is
 * refused by the database (ops.correct()), which derives what follows in the same transaction.
 */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "ctl.h"
#include "ctl_decide.h"
#include "ctl_sql_decide.h"
#include "usage.h"

static const struct ctl_column moves[] = {
    { "kind", "WHAT", CTL_TEXT },
    { "name", "NAME", CTL_TEXT },
    { "before", "BEFORE", CTL_TEXT },
    { "after", "AFTER", CTL_TEXT },
};
static const struct ctl_column columns[] = {
    { "correction", "NUMBER", CTL_NUMBER }, { "government", NULL, CTL_FOR_JSON },
    { "inquiry_id", "INQUIRY", CTL_TEXT },  { "channel", "CHANNEL", CTL_TEXT },
    { "unit", "UNIT", CTL_TEXT },           { "field", "FIELD", CTL_TEXT },
    { "value", "VALUE", CTL_TEXT },         { "answered_at", "ANSWERED", CTL_TEXT },
    { "standing", "STANDING", CTL_TEXT },   { "decided_by", "BY", CTL_TEXT },
    { "decided_at", "SINCE", CTL_AGO },     { "reason", NULL, CTL_NOTE },
    { "evidence", NULL, CTL_NOTE },         { "permalink", NULL, CTL_NOTE },
};

static bool
is_uuid(const char *text)
{
    static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

    if (strlen(text) != sizeof(form) - 1)
        return false;
    for (size_t i = 0; form[i] != '\0'; i++)
        if (form[i] == 'x' ? strchr("0123456789abcdefABCDEF", text[i]) == NULL : text[i] != '-')
            return false;
    return true;
}

static bool
changes_anything(const struct ctl *ctl)
{
    return ctl->answered_at.us != WHEN_NONE || ctl->no_answer || ctl->unit != NULL ||
           ctl->needs_answer != NULL || ctl->intent != NULL || ctl->topic != NULL ||
           ctl->reply_class != NULL;
}

static bool
is_yes_or_no(const char *word)
{
    return strcmp(word, "yes") == 0 || strcmp(word, "no") == 0;
}

static const char *
misuse_of_list(const struct ctl *ctl)
{
    if (ctl->list && ctl->revoke > 0)
        return "--list or --revoke, not both";
    return ctl->argc > 0 || changes_anything(ctl) ? "--list and --revoke take no INQUIRY" : NULL;
}

/* What the command line says cannot be meant; NULL: it can. */
static const char *
misuse(const struct ctl *ctl)
{
    if (ctl->list || ctl->revoke > 0)
        return misuse_of_list(ctl);
    if (ctl->argc == 0 || !is_uuid(ctl->argv[0]))
        return "correct takes the id of an inquiry (metrics.inquiry_detail has it), --list or "
               "--revoke";
    if (!changes_anything(ctl))
        return "what is to be corrected? --answered-at, --no-answer, --unit, --needs-answer, "
               "--intent, --topic or --reply-class";
    if (ctl->answered_at.us != WHEN_NONE && ctl->no_answer)
        return "--answered-at or --no-answer, not both";
    if (ctl->answered_at.us != WHEN_NONE && ctl->answered_at.is_day)
        return "--answered-at takes a time like 2026-11-22T08:00:00+07:00";
    if (ctl->needs_answer != NULL && !is_yes_or_no(ctl->needs_answer))
        return "--needs-answer takes yes or no";
    return NULL;
}

static enum ctl_exit
decide(struct ctl *ctl, const char *sql, const char *const *values, size_t count)
{
    struct ctl_decision decision = { sql, values, count, moves, ARRAY_SIZE(moves) };

    return ctl_decide(ctl, &decision);
}

static enum ctl_exit
correct(struct ctl *ctl)
{
    bool answered = ctl->answered_at.us != WHEN_NONE;
    char answered_at[WHEN_FORMAT_MAX];
    const char *values[] = { ctl->argv[0],
                             ctl->government,
                             answered         ? "answered"
                             : ctl->no_answer ? "waiting"
                                              : NULL,
                             answered ? when_format(ctl->answered_at.us, answered_at) : NULL,
                             ctl->unit,
                             ctl->needs_answer,
                             ctl->intent,
                             ctl->topic,
                             ctl->reply_class,
                             ctl->by,
                             ctl->reason,
                             ctl->evidence };

    return decide(ctl, ctl_sql_correct, values, ARRAY_SIZE(values));
}

static enum ctl_exit
revoke(struct ctl *ctl)
{
    char number[32];
    const char *values[] = { ctl->government, number, ctl->by, ctl->reason };

    (void)snprintf(number, sizeof(number), "%" PRId64, ctl->revoke);
    return decide(ctl, ctl_sql_correction_revoke, values, ARRAY_SIZE(values));
}

static enum ctl_exit
list(struct ctl *ctl)
{
    char limit[32];
    const char *values[] = { ctl->government, limit };
    struct ctl_decision all = { ctl_sql_corrections, values, ARRAY_SIZE(values), columns,
                                ARRAY_SIZE(columns) };

    (void)snprintf(limit, sizeof(limit), "%" PRId64, ctl->limit);
    return ctl_decide_list(ctl, &all, "Nothing was corrected.");
}

enum ctl_exit
ctl_correct(struct ctl *ctl)
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
    return ctl->revoke > 0 ? revoke(ctl) : correct(ctl);
}
