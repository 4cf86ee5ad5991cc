/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Parts of the history that operators asked for (ops.backfill): each stream that can be listed is
 * read from a time back to another, a page at a time, each when the live polls leave room. Between
 * two pages the stream's own visits go on. The place is written down after each page, so a kill
 * costs one, which is read again without harm. Nothing of the stream's own is moved: its place,
 * its success and its failures are those of its schedule.
 */

#include "collector_backfill_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/parse.h"
#include "sched/backoff.h"

#define ARENA_BYTES_MAX (1u << 16)
#define LOOK_US         WHEN_MINUTE
#define TURN_US         (WHEN_SECOND / 4)
#define FAILURES_MAX    8u     /* in a row */
#define PAGES_MAX       50000u /* no history is as long */
#define PLACES_FIRST    64u
#define COMMENTS        "comments"
#define FAILED          "failed"

struct backfills {
    struct collector *collector;
    struct backfill **items;
    size_t count, size;
    struct loop_timer *look_timer, *turn_timer;
    bool asking, again;
};

/* Columns of STATEMENT_BACKFILL_LIST. */
enum list_column {
    LIST_GOVERNMENT,
    LIST_ACCOUNT,
    LIST_STREAM,
    LIST_FROM,
    LIST_TO,
    LIST_REQUESTED,
    LIST_CURSOR,
    LIST_REQUESTS,
};

static void
drop(struct backfills *backfills, size_t index)
{
    struct backfill *backfill = backfills->items[index];

    for (size_t i = 0; i < backfill->post_count; i++)
        free(backfill->posts[i]);
    free(backfill->places);
    free(backfill);
    backfills->items[index] = backfills->items[--backfills->count];
}

struct backfill *
collector_backfill_find(struct collector *collector, int32_t government_id, int32_t account_id,
                        const char *stream, int64_t from_us, int64_t until_us)
{
    for (size_t i = 0; i < collector->backfills->count; i++) {
        struct backfill *backfill = collector->backfills->items[i];
        if (backfill->government_id == government_id && backfill->account_id == account_id &&
            backfill->from_us == from_us && backfill->until_us == until_us &&
            strcmp(backfill->stream, stream) == 0)
            return backfill;
    }
    return NULL;
}

/* ---- which there are ---- */

static void
read_place(struct backfill *backfill, struct str text)
{
    struct str at;
    struct str given_up;

    backfill->at = (struct cursor)CURSOR_INIT;
    if (strcmp(backfill->stream, COMMENTS) != 0) {
        if (str_is_none(text) || !cursor_parse(text, &backfill->at))
            backfill->at = (struct cursor)CURSOR_INIT;
        backfill->at.since_us = backfill->from_us;
    } else if (!str_is_none(text) && str_split(&text, ' ', &at) &&
               str_split(&text, ' ', &given_up) && parse_int(at, &backfill->before_us) &&
               parse_int(given_up, &backfill->given_up)) {
        snprintf(backfill->before_id, sizeof(backfill->before_id), "%.*s", STR_ARGS(text));
    }
}

static void
take_row(struct backfills *backfills, const struct pgconn_result *result, size_t row)
{
    int32_t government_id = (int32_t)pgconn_get_int(result, row, LIST_GOVERNMENT, 0);
    int32_t account_id = (int32_t)pgconn_get_int(result, row, LIST_ACCOUNT, 0);
    int64_t from_us = pgconn_get_time(result, row, LIST_FROM);
    int64_t until_us = pgconn_get_time(result, row, LIST_TO);
    struct backfill *backfill;
    char stream[sizeof(backfill->stream)];

    snprintf(stream, sizeof(stream), "%.*s", STR_ARGS(pgconn_get_str(result, row, LIST_STREAM)));
    backfill = collector_backfill_find(backfills->collector, government_id, account_id, stream,
                                       from_us, until_us);
    if (backfill != NULL) {
        backfill->listed = true;
        return;
    }
    backfill = xcalloc(1, sizeof(*backfill));
    *backfill = (struct backfill){ .government_id = government_id,
                                   .account_id = account_id,
                                   .from_us = from_us,
                                   .until_us = until_us,
                                   .requested_us = pgconn_get_time(result, row, LIST_REQUESTED),
                                   .pages = pgconn_get_int(result, row, LIST_REQUESTS, 0),
                                   .before_us = WHEN_NONE,
                                   .posts_left = -1,
                                   .posts_total = -1,
                                   .listed = true };
    memcpy(backfill->stream, stream, sizeof(stream));
    read_place(backfill, pgconn_get_str(result, row, LIST_CURSOR));
    if (backfills->count == backfills->size) {
        backfills->size = backfills->size == 0 ? 16 : backfills->size * 2;
        backfills->items = xrealloc(backfills->items, backfills->size * sizeof(struct backfill *));
    }
    backfills->items[backfills->count++] = backfill;
}

static void
on_listed(void *ctx, const struct pgconn_result *result, const struct error *err)
{
    struct backfills *backfills = ctx;
    bool again = backfills->again;

    backfills->asking = backfills->again = false;
    if (again)
        collector_backfill_look(backfills->collector);
    if (backfills->collector->draining)
        return;
    collector_backfill_say_asked(backfills->collector, err);
    if (err != NULL)
        return;
    for (size_t i = 0; i < backfills->count; i++)
        backfills->items[i]->listed = false;
    for (size_t row = 0; row < pgconn_result_rows(result); row++)
        take_row(backfills, result, row);
    for (size_t i = backfills->count; i-- > 0;) {
        if (!backfills->items[i]->listed && !backfills->items[i]->is_running)
            drop(backfills, i);
    }
    if (backfills->count > 0)
        loop_timer_after(backfills->turn_timer, 0);
}

void
collector_backfill_look(struct collector *collector)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(ARENA_BYTES_MAX);
    struct backfills *backfills = collector->backfills;
    struct rowset rowset;

    if (collector->roster == NULL || collector->settings.once || collector->draining)
        return;
    loop_timer_after(backfills->look_timer, LOOK_US);
    backfills->again = backfills->asking;
    if (backfills->asking || !writer_is_up(collector->parts.writer))
        return;
    backfills->asking = true;
    rowset_start(&rowset, STATEMENT_BACKFILL_LIST);
    must(rowset_text(&rowset, arena, str_from(collector->parts.instance)));
    writer_query(collector->parts.writer, &rowset, on_listed, backfills);
}

static void
look(void *ctx)
{
    collector_backfill_look(ctx);
}

/* ---- the next page ---- */

bool
collector_backfill_has_room(const struct collector *collector, uint32_t slot)
{
    return (int64_t)collector->run_count * 2 < collector->settings.max_in_flight &&
           writer_is_up(collector->parts.writer) && writer_has_room(collector->parts.writer) &&
           collector_ready_at(collector, slot) <= loop_now_us() &&
           collector_quota_is_ample(collector, slot);
}

static void
ask_page(struct collector *collector, struct backfill *backfill, uint32_t slot)
{
    struct job_choice choice = { .range = { true, backfill->from_us, backfill->until_us,
                                            &backfill->at } };

    backfill->is_running = true;
    backfill->due_us = due_at(&collector->due, slot);
    due_remove(&collector->due, slot);
    collector_run_start(collector, slot, job_start(&collector->context, slot, choice));
}

static void
say_failed(const struct collector *collector, const struct backfill *backfill,
           const struct backfill_step *step)
{
    const struct account *account =
        roster_find_id(collector->roster, backfill->government_id, backfill->account_id);
    const struct error *err = step->error;
    char from[WHEN_FORMAT_MAX];
    char until[WHEN_FORMAT_MAX];

    when_format(backfill->from_us, from);
    when_format(backfill->until_us, until);
    log_write(collector->parts.log, LOG_LEVEL_WARNING,
              LOG_FIELDS({ "channel", account->channel->name }, { "account", account->external_id },
                         { "stream", str_from(backfill->stream) }, { "from", str_from(from) },
                         { "to", str_from(until) }, { "cause", str_from(cause_name(step->cause)) },
                         { "hint", str_from(cause_advice(step->cause)) }),
              "backfill of %.*s %.*s %s failed: %s, asked for again it goes on where it stood",
              STR_ARGS(account->channel->name), STR_ARGS(account->external_id), backfill->stream,
              err == NULL ? cause_words(step->cause) : err->text);
}

/* It ended well or badly. What else waits for that is listed then. */
static void
end(struct collector *collector, struct backfill *backfill, const struct backfill_step *step)
{
    struct backfills *backfills = collector->backfills;

    if (strcmp(step->state, FAILED) == 0)
        say_failed(collector, backfill, step);
    collector_backfill_save(collector, backfill, step);
    for (size_t i = 0; i < backfills->count; i++) {
        if (backfills->items[i] == backfill) {
            drop(backfills, i);
            break;
        }
    }
    collector_backfill_look(collector);
}

static void
turn_of(struct collector *collector, struct backfill *backfill)
{
    const struct account *account =
        roster_find_id(collector->roster, backfill->government_id, backfill->account_id);
    uint32_t slot = account == NULL ? ROSTER_NONE
                                    : roster_find_stream(collector->roster, account,
                                                         str_from(backfill->stream));

    if (slot == ROSTER_NONE || backfill->is_running)
        return;
    if (strcmp(backfill->stream, COMMENTS) == 0) {
        if (collector_backfill_posts(collector, backfill))
            end(collector, backfill,
                &(struct backfill_step){ .state = "done", .oldest_us = WHEN_NONE });
        return;
    }
    /* The stream's own visit goes first. */
    if (backfill->next_us <= loop_now_us() && collector->roster->streams[slot].state == JOB_IDLE &&
        due_at(&collector->due, slot) > loop_now_us() &&
        collector_backfill_has_room(collector, slot))
        ask_page(collector, backfill, slot);
}

static void
take_turns(void *ctx)
{
    struct collector *collector = ctx;
    struct backfills *backfills = collector->backfills;

    if (collector->draining || backfills->count == 0)
        return;
    loop_timer_after(backfills->turn_timer, TURN_US);
    for (size_t i = backfills->count; i-- > 0;)
        turn_of(collector, backfills->items[i]);
}

/* ---- what came ---- */

/* A place that was there before leads nowhere new. False: there is none like it. */
static bool
was_there(struct backfill *backfill)
{
    static const struct http_response nothing = { .status = 0 };
    unsigned char digest[MEMO_DIGEST_BYTES];
    uint64_t place;

    memo_digest(&backfill->at, &nothing, digest);
    memcpy(&place, digest, sizeof(place));
    for (size_t i = 0; i < backfill->place_count; i++) {
        if (backfill->places[i] == place)
            return true;
    }
    if (backfill->place_count == backfill->place_size) {
        backfill->place_size = backfill->place_size == 0 ? PLACES_FIRST : backfill->place_size * 2;
        backfill->places =
            xrealloc(backfill->places, backfill->place_size * sizeof(*backfill->places));
    }
    backfill->places[backfill->place_count++] = place;
    return false;
}

static void
on_page(struct collector *collector, struct backfill *backfill, const struct job_report *report)
{
    struct backfill_step step = { .state = "running",
                                  .requests = 1,
                                  .items = report->items,
                                  .changed = report->changed,
                                  .oldest_us = report->oldest_us };
    struct error err = ERROR_INIT;

    backfill->failures = 0;
    backfill->backoff_us = 0;
    backfill->pages++;
    backfill->at = report->outcome.next;
    backfill->at.since_us = backfill->from_us;
    if (policy_for_verdict(report->outcome.verdict)->action == POLICY_NEXT_VISIT) {
        step.state = "done";
        end(collector, backfill, &step);
        return;
    }
    if (was_there(backfill)) {
        error_set(&err, ERROR_PEER, "the platform gives the same page again and again");
    } else if (backfill->pages >= PAGES_MAX) {
        error_set(&err, ERROR_PEER, "the platform gave %u pages and tells of more", PAGES_MAX);
    } else {
        collector_backfill_save(collector, backfill, &step);
        return;
    }
    step.state = FAILED;
    step.cause = CAUSE_BAD_ANSWER;
    step.error = &err;
    end(collector, backfill, &step);
}

/* What only the request itself can be blamed for does not pass. */
static bool
is_refused(const struct job_report *report)
{
    return report->action == POLICY_SUSPEND && report->outcome.scope <= SCOPE_STREAM;
}

static void
on_failed_page(struct collector *collector, struct backfill *backfill,
               const struct job_report *report)
{
    int64_t wait_us = collector_hold_back(collector, report);
    struct backfill_step step = { .state = "running",
                                  .requests = 1,
                                  .oldest_us = WHEN_NONE,
                                  .cause = report->outcome.cause,
                                  .error = report->error };

    collector_save_run(collector, report);
    backfill->backoff_us = backoff_next(backfill->backoff_us, collector->settings.retry_min_us,
                                        collector->settings.retry_max_us, loop_random());
    if (report->action == POLICY_SUSPEND || wait_us < backfill->backoff_us)
        wait_us = backfill->backoff_us;
    backfill->next_us = loop_now_us() + wait_us;
    backfill->failures += report->action == POLICY_RETRY && !collector_is_platform_trouble(report);
    if (is_refused(report) || backfill->failures >= FAILURES_MAX) {
        step.state = FAILED;
        end(collector, backfill, &step);
    } else {
        collector_backfill_save(collector, backfill, &step);
    }
}

static bool
is_of(const struct backfill *backfill, const struct account *account, const char *stream)
{
    return backfill->government_id == account->government_id &&
           backfill->account_id == account->account_id && strcmp(backfill->stream, stream) == 0;
}

static struct backfill *
running(const struct collector *collector, const struct job_report *report)
{
    const struct stream *stream = &collector->roster->streams[report->slot];
    const struct account *account = roster_account(collector->roster, stream);
    const char *name = roster_source_stream(collector->roster, stream)->name;

    for (size_t i = 0; i < collector->backfills->count; i++) {
        struct backfill *backfill = collector->backfills->items[i];
        if (backfill->is_running && is_of(backfill, account, name))
            return backfill;
    }
    return NULL;
}

void
collector_backfill_over(struct collector *collector, const struct job_report *report)
{
    struct backfill *backfill = running(collector, report);

    if (backfill == NULL)
        return;
    backfill->is_running = false;
    if (collector->roster->streams[report->slot].state == JOB_IDLE)
        collector_queue(collector, report->slot, backfill->due_us);
    if (report->fenced)
        return;
    if (report->action == POLICY_NEXT_VISIT)
        on_page(collector, backfill, report);
    else
        on_failed_page(collector, backfill, report);
    if (!collector->draining && collector->backfills->count > 0)
        loop_timer_after(collector->backfills->turn_timer, 0);
}

/* ---- for people ---- */

bool
collector_backfill_next(const struct collector *collector, uint32_t slot,
                        struct collector_history *ret_history)
{
    const struct stream *stream = &collector->roster->streams[slot];
    const char *name = roster_source_stream(collector->roster, stream)->name;
    const struct account *account = roster_account(collector->roster, stream);
    bool found = false;

    for (size_t i = 0; i < collector->backfills->count; i++) {
        const struct backfill *backfill = collector->backfills->items[i];
        if (!is_of(backfill, account, name) || strcmp(name, COMMENTS) == 0 ||
            (found && !backfill->is_running && backfill->next_us >= ret_history->at_us))
            continue;
        found = true;
        *ret_history = (struct collector_history){ backfill->from_us, backfill->until_us,
                                                   backfill->next_us, backfill->is_running };
        if (backfill->is_running)
            break;
    }
    return found;
}

bool
collector_backfill_visits(const struct collector *collector, const struct account *account,
                          struct str post)
{
    for (size_t i = 0; i < collector->backfills->count; i++) {
        const struct backfill *backfill = collector->backfills->items[i];
        for (size_t p = 0; is_of(backfill, account, COMMENTS) && p < backfill->post_count; p++) {
            if (str_equal_c(post, backfill->posts[p]))
                return true;
        }
    }
    return false;
}

/* ---- life ---- */

struct backfills *
collector_backfills_new(struct collector *collector)
{
    struct backfills *backfills = xcalloc(1, sizeof(*backfills));

    backfills->collector = collector;
    backfills->look_timer = loop_timer_new(collector->parts.loop, look, collector);
    backfills->turn_timer = loop_timer_new(collector->parts.loop, take_turns, collector);
    return backfills;
}

void
collector_backfills_free(struct backfills *backfills)
{
    while (backfills->count > 0)
        drop(backfills, 0);
    free(backfills->items);
    loop_timer_free(backfills->look_timer);
    loop_timer_free(backfills->turn_timer);
    free(backfills);
}

void
collector_backfill_start(struct collector *collector)
{
    while (collector->backfills->count > 0)
        drop(collector->backfills, 0);
    collector_backfill_look(collector);
}
