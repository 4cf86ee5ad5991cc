/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What makes many streams wait at once, for people to see: a platform in trouble, a refusal that
 * reaches further than its stream, a budget that is spent. Those that wait make no visit, so no
 * failure of theirs could tell. Written down whole whenever it is another than last time.
 */

#include "collector_inside.h"

#include <stdlib.h>
#include <string.h>

#include "json/jout.h"

#define DOCUMENT_BYTES_MAX (16u << 20) /* HOLDS_MAX, their names at the longest */
#define ARENA_BYTES_MAX    (32u << 20)
/* Platforms first, then credentials, then accounts. Others stand in ops.stream as failing where
 * they were refused; all of a large daemon's would keep the database busy for half a minute. */
#define HOLDS_MAX 1000u

struct hold {
    const char *scope;
    struct str name;
    int64_t since_us, until_us; /* wall time; WHEN_NONE: not known */
    enum cause cause;
};

struct holds { /* the document while it is written */
    struct jout out;
    size_t count;
};

/* Whole seconds: the clocks move a little against each other. */
static int64_t
wall_of(int64_t monotonic_us)
{
    int64_t wall_us = loop_wall_us() + (monotonic_us - loop_now_us()) + WHEN_SECOND / 2;

    return wall_us - wall_us % WHEN_SECOND;
}

static void
write_time(struct jout *out, const char *name, int64_t at_us)
{
    char text[WHEN_FORMAT_MAX];

    if (at_us == WHEN_NONE)
        return;
    when_format(at_us, text);
    jout_str(out, name, str_from(text));
}

static void
write_hold(struct holds *holds, const struct hold *hold)
{
    struct jout *out = &holds->out;

    if (holds->count++ >= HOLDS_MAX)
        return;
    jout_object(out, NULL);
    jout_str(out, "scope", str_from(hold->scope));
    jout_str(out, "name", hold->name);
    write_time(out, "since", hold->since_us);
    write_time(out, "until", hold->until_us);
    jout_str(out, "cause", str_from(cause_name(hold->cause)));
    jout_str(out, "hint", str_from(cause_advice(hold->cause)));
    jout_close_object(out);
}

static void
write_refusal(struct holds *holds, const char *scope, struct str name, int64_t second_look_us,
              enum cause cause)
{
    const struct hold hold = { scope, name, wall_of(second_look_us - COLLECTOR_SECOND_LOOK_US),
                               wall_of(second_look_us), cause };

    write_hold(holds, &hold);
}

static void
write_budget(struct holds *holds, const struct allowance *allowance)
{
    int64_t now_us = loop_wall_us();
    int64_t ready_us = budget_ready_at(allowance->budget, 1, now_us);
    const struct hold hold = { "budget", allowance->name, budget_since(allowance->budget, now_us),
                               ready_us, CAUSE_QUOTA };

    if (ready_us > now_us)
        write_hold(holds, &hold);
}

static void
write_allowances(struct holds *holds, const struct roster *roster)
{
    for (size_t i = 0; i < roster->allowance_count && holds->count < HOLDS_MAX; i++) {
        const struct allowance *allowance = &roster->allowances[i];
        const char *scope = i < roster->platform_count ? "platform" : "credential";
        const struct hold trouble = { scope, allowance->name, allowance->trouble_since_us,
                                      wall_of(allowance->hold_until_us), allowance->trouble };

        if (allowance->suspended)
            write_refusal(holds, scope, allowance->name, allowance->second_look_us,
                          allowance->refusal);
        else if (allowance->backoff_us > 0)
            write_hold(holds, &trouble);
        if (allowance->budget != NULL)
            write_budget(holds, allowance);
    }
}

static void
write_accounts(struct holds *holds, const struct roster *roster)
{
    CLEANUP(buf_done) struct buf name = BUF_INIT(4096);

    for (uint32_t i = 0; i < roster->account_count && holds->count < HOLDS_MAX; i++) {
        const struct account *account = &roster->accounts[i];
        if (!account->suspended)
            continue;
        buf_clear(&name);
        if (!buf_printf(&name, "%.*s:%.*s", STR_ARGS(account->channel->name),
                        STR_ARGS(account->external_id)))
            continue;
        write_refusal(holds, "account", buf_str(&name), account->second_look_us, account->refusal);
    }
}

void
collector_holds_forget(struct collector *collector)
{
    free(collector->holds);
    collector->holds = NULL;
}

/* What was refused is told anew; that the database refuses is said of what else it refuses. */
static void
on_saved(void *ctx, const struct pgconn_result *result, const struct error *err)
{
    struct collector *collector = ctx;

    (void)result;
    if (err == NULL)
        return;
    collector_holds_forget(collector);
}

void
collector_holds_save(struct collector *collector, const char *instance)
{
    CLEANUP(arena_freep) struct arena *arena = NULL;
    CLEANUP(buf_done) struct buf document = BUF_INIT(DOCUMENT_BYTES_MAX);
    struct holds holds = { .count = 0 };
    struct rowset rowset;

    if (collector->roster == NULL || collector->draining)
        return;
    jout_init(&holds.out, &document);
    jout_array(&holds.out, NULL);
    write_allowances(&holds, collector->roster);
    write_accounts(&holds, collector->roster);
    jout_close_array(&holds.out);
    must(jout_end(&holds.out));
    if (collector->holds != NULL && str_equal_c(buf_str(&document), collector->holds))
        return;
    free(collector->holds);
    collector->holds = xcalloc(document.used + 1, 1);
    memcpy(collector->holds, document.data, document.used);
    arena = arena_new(ARENA_BYTES_MAX);
    rowset_start(&rowset, STATEMENT_HOLD_SAVE);
    must(rowset_text(&rowset, arena, str_from(instance)));
    must(rowset_text(&rowset, arena, buf_str(&document)));
    writer_query(collector->parts.writer, &rowset, on_saved, collector);
}
