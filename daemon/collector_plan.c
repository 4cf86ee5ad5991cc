/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What will be asked next, and why: for people. It changes nothing. Two passes: due times alone
 * say which visits are the next ones, of however many; only of those is it asked what holds them.
 */

#include "collector_inside.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/parse.h"
#include "sched/policy.h"

struct choice { /* the earliest so far, sorted */
    const struct collector *collector;
    const struct collector_plan_filter *filter;
    struct collector_planned *items;
    size_t size, count, seen;
};

PRINTF_LIKE(3, 4)
static void
say(struct collector_planned *item, const char *reason, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    item->reason = reason;
    (void)vsnprintf(item->why, sizeof(item->why), format, arguments);
    va_end(arguments);
}

/* ---- which are the next ones ---- */

static void
consider(struct choice *choice, const struct collector_planned *item)
{
    size_t place;

    if (item->at_us > choice->filter->until_us && item->at_us != INT64_MAX)
        return;
    choice->seen++;
    if (choice->size == 0 ||
        (choice->count == choice->size && item->at_us >= choice->items[choice->size - 1].at_us))
        return;
    place = choice->count < choice->size ? choice->count++ : choice->count - 1;
    while (place > 0 && choice->items[place - 1].at_us > item->at_us) {
        choice->items[place] = choice->items[place - 1];
        place--;
    }
    choice->items[place] = *item;
}

static bool
is_under_way(const struct stream *stream)
{
    return stream->state == JOB_FETCHING || stream->state == JOB_DIGESTED ||
           stream->state == JOB_WRITING;
}

/* Each at its own time, but not before its stream, which may wait after a failure. */
static size_t
consider_posts(struct choice *choice, const struct collector_planned *of_stream)
{
    struct collector_planned item = *of_stream;
    const struct target_set *posts = &item.account->posts;
    int64_t stream_us = due_at(&choice->collector->due, item.slot);
    size_t count = 0;

    for (size_t i = 0; i < posts->count; i++) {
        if (posts->items[i].due_us == INT64_MAX)
            continue;
        item.target = str_from(posts->items[i].external_id);
        item.target_index = i;
        item.at_us = posts->items[i].due_us;
        if (stream_us != INT64_MAX && stream_us > item.at_us)
            item.at_us = stream_us;
        consider(choice, &item);
        count++;
    }
    return count;
}

/* A page of a part of the history, while there is room for it. True: it is the one under way. */
static bool
consider_history(struct choice *choice, const struct collector_planned *of_stream)
{
    struct collector_planned item = *of_stream;
    struct collector_history history;
    int64_t ready_us = collector_ready_at(choice->collector, item.slot);

    if (!collector_backfill_next(choice->collector, item.slot, &history))
        return false;
    item.beside = true;
    item.at_us = history.at_us > ready_us ? history.at_us : ready_us;
    if (history.is_running || item.at_us < loop_now_us())
        item.at_us = loop_now_us();
    consider(choice, &item);
    return history.is_running;
}

static void
consider_slot(struct choice *choice, uint32_t slot)
{
    const struct roster *roster = choice->collector->roster;
    const struct stream *stream = &roster->streams[slot];
    const struct source_stream *source = roster_source_stream(roster, stream);
    struct collector_planned item = { .slot = slot,
                                      .account = roster_account(roster, stream),
                                      .stream = source->name,
                                      .target_index = TARGET_NONE,
                                      .at_us = due_at(&choice->collector->due, slot) };
    size_t posts = 0;
    bool is_running = is_under_way(stream);

    if (consider_history(choice, &item))
        return;
    if (is_running) {
        item.at_us = loop_now_us();
        consider(choice, &item);
    }
    if (source->flags & SOURCE_TARGETS_POSTS)
        posts = consider_posts(choice, &item);
    else if (!is_running && item.at_us != INT64_MAX)
        consider(choice, &item);
    if (is_running || posts > 0 || item.at_us != INT64_MAX)
        return;
    if (source->flags & SOURCE_TARGETS_MESSAGES) {
        if (source->confirm_s == 0 || choice->collector->settings.once)
            return;
        item.at_us = item.account->sweep_at_us;
        consider(choice, &item);
    } else if (choice->filter->accounts != NULL) {
        consider(choice, &item);
    }
}

static void
consider_account(struct choice *choice, const struct account *account)
{
    for (uint32_t i = 0; i < account->slot_count; i++)
        consider_slot(choice, account->first_slot + i);
}

/* ---- why ---- */

static bool
is_kept(const struct collector *collector, const struct collector_planned *item)
{
    for (size_t i = 0; i < collector->kept_count; i++) {
        if (collector->kept[i].slot == item->slot &&
            (item->target_index == TARGET_NONE ||
             str_equal(job_target_id(collector->kept[i].job), item->target)))
            return true;
    }
    return false;
}

/* Something that many share was refused, or is away. */
static bool
say_held(struct collector_planned *item)
{
    const struct account *account = item->account;
    const struct allowance *shared[] = { account->credential, account->platform };
    static const char *const scopes[] = { "credential", "platform" };
    int64_t now_us = loop_now_us();

    if (account->suspended && account->second_look_us > now_us) {
        say(item, "refused",
            "the account was refused (%s): tried once a day, after a reload, or by poll",
            cause_name(account->refusal));
        return true;
    }
    for (size_t i = 0; i < ARRAY_SIZE(shared); i++) {
        if (shared[i] == NULL || !shared[i]->suspended || shared[i]->second_look_us <= now_us)
            continue;
        say(item, "refused",
            "%s %.*s was refused (%s): tried once a day, after a reload, or by poll", scopes[i],
            STR_ARGS(shared[i]->name), cause_name(shared[i]->refusal));
        return true;
    }
    if (account->platform->backoff_us == 0)
        return false;
    say(item, "platform",
        "held with platform %.*s, which is in trouble (%s): one stream at a time tries",
        STR_ARGS(account->platform->name), cause_name(account->platform->trouble));
    return true;
}

static bool
is_full(const struct quota *quota)
{
    return quota != NULL && quota_ready_at(quota, loop_wall_us()) > loop_wall_us();
}

static void
say_quota(struct collector_planned *item)
{
    const struct account *account = item->account;
    const struct allowance *credential = account->credential;

    if (is_full(&account->platform->quota))
        say(item, "quota", "waits for the allowance of platform %.*s",
            STR_ARGS(account->platform->name));
    else if (is_full(account->quota))
        say(item, "quota", "waits for the account's own allowance at the platform");
    else if (credential != NULL && is_full(&credential->quota))
        say(item, "quota", "waits for the allowance of credential %.*s at the platform",
            STR_ARGS(credential->name));
    else
        say(item, "quota", "waits for the budget of credential %.*s (quotas: in the configuration)",
            STR_ARGS(credential == NULL ? STR("(none)") : credential->name));
}

static void
say_post(const struct collector *collector, struct collector_planned *item)
{
    const struct target *post = &item->account->posts.items[item->target_index];
    int64_t age_us = loop_wall_us() - post->published_at_us;
    int64_t base_us = collector->roster->streams[item->slot].interval_s * WHEN_SECOND;
    char age[PARSE_FORMAT_MAX];
    char pace[PARSE_FORMAT_MAX];

    if (post->failures > 0)
        say(item, "retry", "try %u of this post, after %u that failed", post->failures + 1,
            post->failures);
    else if (post->swept && collector_backfill_visits(collector, item->account, item->target))
        say(item, "backfill",
            "a post of the history that somebody asked for (pantauctl backfill), while less than "
            "half of quotas and requests is in use");
    else if (post->swept)
        say(item, "sweep",
            "an old post has its turn, while less than half of quotas and requests is in use");
    else if (post->last_complete_at_us == WHEN_NONE)
        say(item, "new_post", "a post whose comments were never read to the end");
    else
        say(item, "post_age", "a post of %s%s: every %s, or when its count moves",
            parse_format_rounded(age_us, age),
            post->waiting          ? " under which somebody waits"
            : post->changed_lately ? " with something new at the last visit"
                                   : "",
            parse_format_rounded(
                policy_target_interval(age_us, post->waiting, post->changed_lately, base_us),
                pace));
}

static void
say_lookup(const struct source_stream *source, struct collector_planned *item)
{
    const struct account *account = item->account;
    uint32_t missed = account->lookup_count - account->swept_count;
    char pace[PARSE_FORMAT_MAX];

    if (missed > 0)
        say(item, "confirm", "%u messages that a visit did not show are looked up by id", missed);
    else if (account->swept_count > 0)
        say(item, "sweep", "%u items that are kept are confirmed by id", account->swept_count);
    else
        say(item, "sweep", "what is kept is confirmed by id every %s",
            parse_format_rounded(source->confirm_s * WHEN_SECOND, pace));
}

static void
say_stream(const struct collector *collector, struct collector_planned *item)
{
    const struct stream *stream = &collector->roster->streams[item->slot];
    const struct source_stream *source = roster_source_stream(collector->roster, stream);
    unsigned flags = source->flags;
    char pace[PARSE_FORMAT_MAX];

    if (flags & SOURCE_TARGETS_MESSAGES)
        say_lookup(source, item);
    else if (item->target_index != TARGET_NONE)
        say_post(collector, item);
    else if (item->at_us == INT64_MAX && stream->given_up)
        say(item, "given_up", "given up: --once does not wait");
    else if (item->at_us == INT64_MAX)
        say(item, "nothing",
            flags & SOURCE_TARGETS_POSTS ? "no post is worth a visit now"
                                         : "nothing is to be asked");
    else if (stream->last_complete_us == WHEN_NONE)
        say(item, "first", "it was never read to the end");
    else
        say(item, "interval", "every %s, as its schedule says",
            parse_format_rounded(stream->interval_s * WHEN_SECOND, pace));
}

static void
say_history(const struct collector *collector, struct collector_planned *item)
{
    struct collector_history history;
    char from[WHEN_FORMAT_MAX];
    char until[WHEN_FORMAT_MAX];

    must(collector_backfill_next(collector, item->slot, &history));
    say(item, "backfill",
        history.is_running ? "under way: the history from %s back to %s (pantauctl backfill)"
                           : "the history from %s back to %s (pantauctl backfill), while less than "
                             "half of quotas and requests is in use",
        when_format(history.until_us, until), when_format(history.from_us, from));
}

/*
 * Is it held up by more than its own time? What waits was queued for that moment by a clock that
 * moved a little since; the end of a platform's trouble nobody knows, and all of it waits for that.
 */
static bool
is_held_up(const struct collector_planned *item, int64_t ready_us)
{
    return (ready_us > loop_now_us() && item->at_us <= ready_us + WHEN_SECOND) ||
           (item->account->platform->backoff_us > 0 && item->at_us != INT64_MAX);
}

static void
explain(const struct collector *collector, struct collector_planned *item)
{
    const struct stream *stream = &collector->roster->streams[item->slot];
    int64_t ready_us = collector_ready_at(collector, item->slot);

    if (item->beside) {
        say_history(collector, item);
        return;
    }
    if (is_under_way(stream) && item->target_index == TARGET_NONE) {
        say(item, "under_way", "under way");
        return;
    }
    if (is_held_up(item, ready_us)) {
        item->at_us = ready_us > item->at_us ? ready_us : item->at_us;
        if (!say_held(item))
            say_quota(item);
    } else if (stream->state == JOB_DISABLED) {
        say(item, "refused", "it was refused: tried once a day, after a reload, or by poll");
    } else if (stream->failures > 0 && item->at_us != INT64_MAX) {
        say(item, "retry", "try %u, after %u that failed", stream->failures + 1u, stream->failures);
    } else if (is_kept(collector, item)) {
        say(item, "goes_on", "goes on where the last visit came to its bound of pages");
    } else {
        say_stream(collector, item);
    }
}

/* By the last visit, of which memory is kept; what was never read counts as one request. */
static void
estimate(const struct collector *collector, struct collector_planned *item)
{
    const struct stream *stream = &collector->roster->streams[item->slot];
    const struct source_stream *source = roster_source_stream(collector->roster, stream);
    const struct account *account = item->account;

    if (item->at_us == INT64_MAX)
        return;
    if (item->beside)
        item->requests = 1;
    else if (source->flags & SOURCE_TARGETS_MESSAGES)
        item->requests = (account->lookup_count + source->targets_max - 1) / source->targets_max;
    else if (item->target_index != TARGET_NONE)
        item->requests = memo_pages(account->posts.items[item->target_index].memory);
    else
        item->requests = memo_pages(stream->memo);
    if (item->requests == 0)
        item->requests = 1;
    item->cost = item->requests * source->cost;
}

static void
sort(struct collector_planned *items, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct collector_planned item = items[i];
        size_t place = i;
        for (; place > 0 && items[place - 1].at_us > item.at_us; place--)
            items[place] = items[place - 1];
        items[place] = item;
    }
}

size_t
collector_plan(const struct collector *collector, const struct collector_plan_filter *filter,
               struct collector_planned *ret_items, size_t size, size_t *ret_left)
{
    struct choice choice = { collector, filter, ret_items, size, 0, 0 };
    const struct roster *roster = collector->roster;

    *ret_left = 0;
    if (roster == NULL)
        return 0;
    for (uint32_t i = 0; filter->accounts == NULL && i < roster->account_count; i++)
        consider_account(&choice, &roster->accounts[i]);
    for (size_t i = 0; filter->accounts != NULL && i < filter->account_count; i++) {
        const struct account *account =
            roster_find_id(roster, filter->accounts[i][0], filter->accounts[i][1]);
        if (account != NULL)
            consider_account(&choice, account);
    }
    for (size_t i = 0; i < choice.count; i++) {
        explain(collector, &ret_items[i]);
        estimate(collector, &ret_items[i]);
    }
    sort(ret_items, choice.count);
    *ret_left = choice.seen - choice.count;
    return choice.count;
}
