/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Messages that a complete visit did not show, though the database holds them: polling cannot see a
 * deletion, so each is looked up by its id before it is called gone. The same question finds those
 * that it holds several times under different ids: they are told.
 */

#include "collector_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOOKUPS_FIRST_SIZE 8
#define QUESTION_BYTES     (64u << 20)
#define LOOKUPS_MAX        1000u /* of one account; more are found again by the next visit */
/* What is so little younger than the oldest that a list shows may leave it while it is read. */
#define SHOWN_MARGIN_US WHEN_HOUR

struct question {
    struct collector *collector;
    int32_t government_id, account_id;
    char *post;
    int64_t started_at_us;      /* of the visit: what was sent before it should have been shown */
    int64_t shown_from_us;      /* what was sent before it was not to be shown; WHEN_NONE: all */
    int64_t first_missed_at_us; /* its end: by then it was not shown */
    int64_t listed_at_us;       /* of the visit before that is settled, or WHEN_NONE */
    int64_t listed_from_us;     /* what was sent before it that one was not to show */
};

uint32_t
collector_lookup_slot(const struct roster *roster, const struct account *account)
{
    for (uint32_t slot = account->first_slot; slot < account->first_slot + account->slot_count;
         slot++) {
        if (roster_source_stream(roster, &roster->streams[slot])->flags & SOURCE_TARGETS_MESSAGES)
            return slot;
    }
    return ROSTER_NONE;
}

bool
collector_lookup_add(struct account *account, const struct lookup *lookup)
{
    for (uint32_t i = 0; i < account->lookup_count; i++) {
        struct lookup *known = &account->lookups[i];
        if (known->is_post == lookup->is_post &&
            strcmp(known->external_id, lookup->external_id) == 0) {
            /* With the interval of the visit that missed it first; a sweep waits for it, too. */
            account->swept_count += lookup->swept && !known->swept;
            known->swept = known->swept || lookup->swept;
            return true;
        }
    }
    if (account->lookup_count >= LOOKUPS_MAX)
        return false;
    if (account->lookup_count == account->lookup_size) {
        account->lookup_size =
            account->lookup_size == 0 ? LOOKUPS_FIRST_SIZE : account->lookup_size * 2;
        account->lookups =
            xrealloc(account->lookups, account->lookup_size * sizeof(*account->lookups));
    }
    account->lookups[account->lookup_count] = *lookup;
    account->lookups[account->lookup_count].external_id = xstrdup(lookup->external_id);
    account->lookups[account->lookup_count++].post_external_id =
        lookup->post_external_id == NULL ? NULL : xstrdup(lookup->post_external_id);
    account->swept_count += lookup->swept;
    return true;
}

/* False when there is no room: then nothing is known of it until the next visit asks again. */
static bool
add_missing(struct account *account, const struct question *question,
            const struct pgconn_result *result, size_t row)
{
    char external_id[RECORD_ID_MAX + 1];
    int64_t seen_at_us = pgconn_get_time(result, row, 2);
    bool was_listed = pgconn_get_time(result, row, 1) >= question->listed_from_us;
    struct lookup lookup = {
        .external_id = external_id,
        .post_external_id = question->post,
        .last_seen_at_us =
            was_listed && question->listed_at_us > seen_at_us ? question->listed_at_us : seen_at_us,
        .first_missed_at_us = question->first_missed_at_us,
    };

    snprintf(external_id, sizeof(external_id), "%.*s", STR_ARGS(pgconn_get_str(result, row, 0)));
    return collector_lookup_add(account, &lookup);
}

/* result NULL: it was not answered, so the next visit asks, though it may show the very same. */
static void
settle(const struct question *question, struct account *account, const struct pgconn_result *result)
{
    size_t rows = result == NULL ? 0 : pgconn_result_rows(result);
    size_t index = target_find(&account->posts, str_from(question->post));
    bool settled = result != NULL;
    size_t twins = 0;

    for (size_t row = 0; row < rows; row++) {
        if (pgconn_get_bool(result, row, 3, false))
            settled &= add_missing(account, question, result, row);
        twins += pgconn_get_bool(result, row, 4, false);
    }
    collector_say_twins(question->collector, account, str_from(question->post), twins);
    if (index != TARGET_NONE)
        account->posts.items[index].listed_at_us = settled ? question->started_at_us : WHEN_NONE;
}

static void
on_missing(void *ctx, const struct pgconn_result *result, const struct error *err)
{
    struct question *question = ctx;
    struct collector *collector = question->collector;
    struct account *account =
        roster_find_id(collector->roster, question->government_id, question->account_id);
    uint32_t slot =
        account == NULL ? ROSTER_NONE : collector_lookup_slot(collector->roster, account);

    if (account != NULL)
        settle(question, account, err == NULL ? result : NULL);
    if (slot != ROSTER_NONE && account->lookup_count > 0 &&
        collector->roster->streams[slot].state == JOB_IDLE)
        collector_queue(collector, slot, loop_now_us());
    collector->questions--;
    free(question->post);
    free(question);
    collector_wake(collector);
}

static bool
encode_question(const struct question *question, struct str ids, struct arena *arena,
                struct rowset *rowset)
{
    size_t count = 0;
    struct str *seen;
    struct str id;
    struct str rest = ids;

    while (str_split(&rest, '\n', &id))
        count += id.n > 0;
    seen = arena_array(arena, count, sizeof(*seen));
    count = 0;
    for (rest = ids; str_split(&rest, '\n', &id);) {
        if (id.n > 0)
            seen[count++] = id;
    }
    rowset_start(rowset, STATEMENT_MESSAGE_MISSING);
    return rowset_int4(rowset, arena, question->government_id) &&
           rowset_int4(rowset, arena, question->account_id) &&
           rowset_text(rowset, arena, str_from(question->post)) &&
           rowset_text_array(rowset, arena, seen, count) &&
           rowset_time(rowset, arena, question->started_at_us) &&
           rowset_time(rowset, arena, question->shown_from_us);
}

/* WHEN_NONE: a list that began at that time shows all there is. */
static int64_t
shown_from(const struct source_stream *source, int64_t started_us)
{
    return source->shows_s > 0 ? started_us - source->shows_s * WHEN_SECOND + SHOWN_MARGIN_US
                               : WHEN_NONE;
}

static int64_t
listed_from(const struct roster *roster, const struct account *account, int64_t listed_at_us)
{
    uint32_t slot = roster_find_stream(roster, account, STR("comments"));

    if (slot == ROSTER_NONE || listed_at_us == WHEN_NONE)
        return WHEN_NONE;
    return shown_from(roster_source_stream(roster, &roster->streams[slot]), listed_at_us);
}

/* What the database holds under the post and the visit did not show; the times as in struct
 * question. */
static void
ask_missing(struct collector *collector, const struct job_report *report, struct str post,
            int64_t shown_from_us, int64_t listed_at_us)
{
    const struct account *account =
        roster_account(collector->roster, &collector->roster->streams[report->slot]);
    CLEANUP(arena_freep) struct arena *arena = arena_new(QUESTION_BYTES);
    struct question *question = xcalloc(1, sizeof(*question));
    struct rowset rowset;

    *question = (struct question){ .collector = collector,
                                   .government_id = account->government_id,
                                   .account_id = account->account_id,
                                   .post = xcalloc(post.n + 1, 1),
                                   .started_at_us = report->started_us,
                                   .shown_from_us = shown_from_us,
                                   .first_missed_at_us = loop_wall_us(),
                                   .listed_at_us = listed_at_us,
                                   .listed_from_us =
                                       listed_from(collector->roster, account, listed_at_us) };
    memcpy(question->post, post.p, post.n);
    must(encode_question(question, report->ids, arena, &rowset));
    collector->questions++;
    writer_query(collector->parts.writer, &rowset, on_missing, question);
}

void
collector_ask_missing(struct collector *collector, const struct job_report *report,
                      struct target *target)
{
    const struct stream *stream = &collector->roster->streams[report->slot];
    const struct source_stream *source = roster_source_stream(collector->roster, stream);
    const struct account *account = roster_account(collector->roster, stream);

    /* Of what a list never shows, absence says nothing. */
    if (!(source->flags & SOURCE_COMPLETE))
        return;
    if (report->same_messages && target->listed_at_us != WHEN_NONE)
        target->listed_at_us = report->started_us; /* the same answers: the same messages */
    else if (!str_is_none(report->ids) &&
             collector_lookup_slot(collector->roster, account) != ROSTER_NONE)
        ask_missing(collector, report, str_from(target->external_id),
                    shown_from(source, report->started_us), target->listed_at_us);
}

struct gone_note {
    struct collector *collector;
    int32_t government_id, account_id;
    char *post;
};

/* Refused for good it stays as it was: so it counts as what the platform says nothing of. */
static void
on_gone_noted(void *ctx, bool taken)
{
    struct gone_note *note = ctx;
    struct collector *collector = note->collector;
    struct account *account =
        roster_find_id(collector->roster, note->government_id, note->account_id);

    if (account != NULL && account->gone_notes > 0) {
        account->gone_notes--;
        if (!taken)
            collector_sweep_passed(
                collector, account,
                &(struct lookup){ .external_id = note->post, .is_post = true, .swept = true });
        if (!collector->draining)
            collector_sweep_wake(collector, account);
    }
    free(note->post);
    free(note);
}

/* What is named next waits for the note: a daemon that is killed before finds it gone again. */
static void
mark_gone(struct collector *collector, struct account *account, struct str post)
{
    struct gone_note *note = xcalloc(1, sizeof(*note));
    CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 16);
    struct rowset rowset;

    rowset_start(&rowset, STATEMENT_POST_GONE);
    must(rowset_int4(&rowset, arena, account->government_id));
    must(rowset_int4(&rowset, arena, account->account_id));
    must(rowset_text(&rowset, arena, post));
    must(rowset_time(&rowset, arena, loop_wall_us()));
    must(rowset_bool(&rowset, arena, account->channel->source->erases_text));
    *note = (struct gone_note){ .collector = collector,
                                .government_id = account->government_id,
                                .account_id = account->account_id,
                                .post = xcalloc(post.n + 1, 1) };
    memcpy(note->post, post.p, post.n);
    account->gone_notes++;
    writer_note_and_tell(collector->parts.writer, &rowset, on_gone_noted, note);
}

/* Marks it, and asks about all that is held under it: none of that was shown. */
static void
post_is_gone(struct collector *collector, const struct job_report *report, struct str post)
{
    struct account *account =
        roster_account(collector->roster, &collector->roster->streams[report->slot]);
    size_t index = target_find(&account->posts, post);
    struct job_report empty = *report;

    log_write(collector->parts.log, LOG_LEVEL_INFO,
              LOG_FIELDS({ "channel", account->channel->name }, { "account", account->external_id },
                         { "target", post }),
              "a post is gone, what was held under it is looked up");
    mark_gone(collector, account, post);
    empty.ids = STR("");
    empty.same_messages = false;
    if (collector_lookup_slot(collector->roster, account) != ROSTER_NONE)
        ask_missing(collector, &empty, post, WHEN_NONE,
                    index == TARGET_NONE ? WHEN_NONE : account->posts.items[index].listed_at_us);
}

void
collector_post_gone(struct collector *collector, const struct job_report *report)
{
    struct account *account =
        roster_account(collector->roster, &collector->roster->streams[report->slot]);
    uint32_t slot = roster_find_stream(collector->roster, account, STR("posts"));
    const struct stream *posts = slot == ROSTER_NONE ? NULL : &collector->roster->streams[slot];
    size_t index = target_find(&account->posts, report->target);

    if (index == TARGET_NONE)
        return;
    if (posts != NULL && !posts->given_up && (!posts->visited || posts->failures > 0)) {
        target_failed(&account->posts, index, loop_now_us() + collector->settings.retry_min_us, 0);
        return;
    }
    if (posts != NULL && !posts->given_up)
        post_is_gone(collector, report, report->target);
    collector_say_gone(collector, report);
    target_drop(&account->posts, index);
}

static void
drop_lookup(struct account *account, uint32_t index)
{
    struct lookup *lookup = &account->lookups[index];

    account->swept_count -= lookup->swept;
    free(lookup->external_id);
    free(lookup->post_external_id);
    *lookup = account->lookups[--account->lookup_count];
    if (account->lookup_count == 0)
        account->lookup_alone = false;
}

static uint32_t
find_lookup(const struct account *account, const struct source_target *target)
{
    for (uint32_t i = 0; i < account->lookup_count; i++) {
        if (account->lookups[i].is_post == target->is_post &&
            str_equal_c(target->external_id, account->lookups[i].external_id))
            return i;
    }
    return ROSTER_NONE;
}

void
collector_lookups_answered(struct collector *collector, const struct job_report *report)
{
    struct account *account =
        roster_account(collector->roster, &collector->roster->streams[report->slot]);

    if (!report->complete)
        return; /* it came to its bound: what it has not asked for yet is not settled */
    for (size_t i = 0; i < report->target_count; i++) {
        uint32_t index = find_lookup(account, &report->targets[i]);
        if (index == ROSTER_NONE)
            continue;
        if (report->passed != NULL && report->passed[i])
            collector_sweep_passed(collector, account, &account->lookups[index]);
        drop_lookup(account, index);
    }
    for (size_t i = 0; i < report->gone_post_count; i++) {
        size_t index = target_find(&account->posts, report->gone_posts[i]);
        post_is_gone(collector, report, report->gone_posts[i]);
        if (index != TARGET_NONE)
            target_drop(&account->posts, index);
    }
    collector_sweep_wake(collector, account);
}

/* Behind the others, so that they are not held up by it. */
static void
put_back(struct account *account, uint32_t index)
{
    struct lookup lookup = account->lookups[index];

    memmove(account->lookups + index, account->lookups + index + 1,
            (account->lookup_count - index - 1) * sizeof(*account->lookups));
    account->lookups[account->lookup_count - 1] = lookup;
}

/*
 * Of one alone: a swept one is not confirmed and has its turn again with the next round, unless a
 * visit missed it, too; --once tries a few times.
 */
static bool
gives_lookup_up(struct collector *collector, struct account *account, struct lookup *lookup)
{
    collector_sweep_passed(collector, account, lookup);
    if (lookup->swept && lookup->first_missed_at_us == WHEN_NONE)
        return true;
    account->swept_count -= lookup->swept;
    lookup->swept = false;
    if (!collector->settings.once || ++lookup->failures < COLLECTOR_ONCE_TRIES_MAX)
        return false;
    collector->targets_given_up++;
    return true;
}

void
collector_lookups_failed(struct collector *collector, const struct job_report *report)
{
    struct account *account =
        roster_account(collector->roster, &collector->roster->streams[report->slot]);
    bool is_alone = report->target_count == 1 && report->outcome.scope == SCOPE_TARGET;

    account->lookup_alone = account->lookup_alone || report->target_count > 1;
    for (size_t i = 0; i < report->target_count; i++) {
        uint32_t index = find_lookup(account, &report->targets[i]);
        if (index == ROSTER_NONE)
            continue;
        if (is_alone && gives_lookup_up(collector, account, &account->lookups[index]))
            drop_lookup(account, index);
        else
            put_back(account, index);
    }
    collector_sweep_wake(collector, account);
}
