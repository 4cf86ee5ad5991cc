/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* What was found, for the operator: in order of place, as the errors of a configuration are. */

#include "online_inside.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "loop.h"

static int
compare(const void *a, const void *b)
{
    const struct online_finding *left = a;
    const struct online_finding *right = b;
    int order = strcmp(left->place.file == NULL ? "" : left->place.file,
                       right->place.file == NULL ? "" : right->place.file);

    if (order == 0)
        order = (left->place.line > right->place.line) - (left->place.line < right->place.line);
    return order != 0 ? order : (left->order > right->order) - (left->order < right->order);
}

/* Who was not asked because of what one answer told; or NULL. */
static const struct online_hold *
hold_of(const struct online *online, size_t order)
{
    for (size_t i = 0; i < online->token_count; i++) {
        if (online->token_holds[i].held && online->token_holds[i].finding == order)
            return &online->token_holds[i];
    }
    for (size_t i = 0; i < online->roster->channel_count; i++) {
        if (online->channel_holds[i].held && online->channel_holds[i].finding == order)
            return &online->channel_holds[i];
    }
    return NULL;
}

/* Who has the same; or NULL. */
static const struct online_alike *
alike_of(const struct online *online, size_t order)
{
    const struct online_alike *alike = online->alike;

    while (alike != NULL && alike->finding != order)
        alike = alike->next;
    return alike;
}

static void
say_count(size_t count, const char *words, FILE *out)
{
    if (count > 0)
        (void)fprintf(out, " (%zu %s)", count, words);
}

static void
say_alike(const struct online_alike *alike, FILE *out)
{
    if (alike->token == NULL) {
        say_count(alike->more, "more of its accounts the same", out);
        say_count(alike->streams, "more streams of its accounts the same", out);
    } else {
        say_count(alike->more + alike->streams, "more accounts of its credential the same", out);
    }
}

static void
say(const struct online *online, const struct online_finding *finding, FILE *out)
{
    static const char *const beginnings[] = { [ONLINE_GOOD] = "warning: ",
                                              [ONLINE_UNKNOWN] = "",
                                              [ONLINE_UNSURE] = "cannot tell: ",
                                              [ONLINE_WRONG] = "" };
    const struct online_hold *hold = hold_of(online, finding->order);
    const struct online_alike *alike = alike_of(online, finding->order);

    if (finding->place.file != NULL)
        (void)fprintf(out, "%s:%u:%u: ", finding->place.file, finding->place.line,
                      finding->place.column);
    (void)fprintf(out, "%s%s", beginnings[finding->answer], finding->error.text);
    say_count(hold == NULL ? 0 : hold->skipped, "of its accounts not asked", out);
    say_count(hold == NULL ? 0 : hold->streams, "streams of its accounts not asked", out);
    if (alike != NULL)
        say_alike(alike, out);
    (void)fputc('\n', out);
    if (finding->error.hint[0] != '\0')
        (void)fprintf(out, "    hint: %s\n", finding->error.hint);
}

void
online_say(struct online *online, FILE *out)
{
    if (online->finding_count > 1)
        qsort(online->findings, online->finding_count, sizeof(*online->findings), compare);
    for (size_t i = 0; i < online->finding_count; i++)
        say(online, &online->findings[i], out);
}

void
online_say_spent(const struct online *online, FILE *out)
{
    const struct roster *roster = online->roster;

    for (size_t i = roster->platform_count; i < roster->allowance_count; i++) {
        const struct allowance *allowance = &roster->allowances[i];
        int64_t spent =
            allowance->budget == NULL ? 0 : budget_spent(allowance->budget, loop_wall_us());

        if (spent > 0)
            (void)fprintf(out,
                          "quota %.*s: %" PRId64 " of %" PRId64 " units of one %.*s were spent by "
                          "this, which no daemon counts\n",
                          STR_ARGS(allowance->name), spent, allowance->budget->units,
                          STR_ARGS(allowance->limit->per));
    }
}
