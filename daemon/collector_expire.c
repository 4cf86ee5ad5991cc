/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Texts that nothing confirmed for as long as their platform's terms allow (keeps_s of source.h)
 * go, whatever the reason: the account is refused, it left the configuration with its platform, the
 * daemon was off. So all adapters are asked about, not those that are in use. The database finds
 * and takes them, some of one account at a time; each answer is told, and the next question follows
 * until there is nothing left to look at.
 */

#include "collector_inside.h"

#include <stdlib.h>

#define ARENA_BYTES_MAX (1u << 16)
#define ROUND_US        WHEN_HOUR
#define TURN_US         (WHEN_SECOND / 10) /* between questions the writer has other work */
#define WATCH_US        WHEN_MINUTE
#define AGAIN_US        WHEN_MINUTE
#define TEXTS_MAX       20000 /* looked at by one question: a second for the database, at worst */

struct grace { /* wall: since when a platform could be asked, and when that was last so */
    int64_t since_us, seen_us;
};

struct expiry {
    struct loop_timer *timer;
    struct grace *graces;      /* owned; one for each of sources[] */
    int64_t next_us;           /* monotonic */
    int64_t taken;             /* of roster->lease */
    bool wanted, asked, holds; /* something is polled; the question is open; --once waits */
    bool last;                 /* --once: its last round has begun */
};

static long long
days_of(struct str channel)
{
    const struct source *source = source_find(channel);

    return source == NULL ? 0 : (long long)(source->keeps_s * WHEN_SECOND / WHEN_DAY);
}

static const char *
reason_of(const struct pgconn_result *result)
{
    if (pgconn_get_bool(result, 0, 5, false))
        return "asked for them by id it said nothing of them";
    return pgconn_get_bool(result, 0, 2, false) ? "why it is not asked: pantauctl errors"
                                                : "the account is in no configuration";
}

static void
say_expired(const struct collector *collector, const struct pgconn_result *result)
{
    struct str channel = pgconn_get_str(result, 0, 0);
    int64_t texts = pgconn_get_int(result, 0, 3, 0);
    char since[WHEN_FORMAT_MAX];

    if (texts == 0)
        return;
    log_write(collector->parts.log, LOG_LEVEL_WARNING,
              LOG_FIELDS({ "channel", channel }, { "account", pgconn_get_str(result, 0, 1) }),
              "%lld texts were erased, not confirmed at their platform since %s and kept for %lld "
              "days at most, as its terms demand; times and figures stay; %s",
              (long long)texts, when_format(pgconn_get_time(result, 0, 4), since), days_of(channel),
              reason_of(result));
}

static void
tell(const struct collector *collector, const struct error *err)
{
    if (err != NULL)
        log_trouble(collector->parts.log, LOG_LEVEL_WARNING, "expire", NULL,
                    "texts that were not confirmed at their platform in time could not be erased, "
                    "tried again in a minute: %s",
                    err->text);
    else
        log_trouble_over(collector->parts.log, "expire", NULL,
                         "texts that were not confirmed at their platform in time are erased "
                         "again");
}

/* There is another one after the pause, or --once, which waited for this one, goes on. */
static void
end_round(struct collector *collector, int64_t pause_us)
{
    struct expiry *expiry = collector->expiry;

    expiry->next_us = collector->settings.once ? INT64_MAX : loop_now_us() + pause_us;
    if (!expiry->holds)
        return;
    expiry->holds = false;
    collector->questions--;
    collector_wake(collector);
}

/* What went is told also where the daemon stops or reloads meanwhile: nobody is told again. */
static void
on_expired(void *ctx, const struct pgconn_result *result, const struct error *err)
{
    struct collector *collector = ctx;
    bool is_over = err == NULL && pgconn_result_rows(result) == 0;

    collector->expiry->asked = false;
    if (err == NULL && !is_over)
        say_expired(collector, result);
    if (collector->draining)
        return;
    tell(collector, err);
    if (err != NULL)
        end_round(collector, AGAIN_US);
    else if (is_over)
        end_round(collector, ROUND_US);
    else
        loop_timer_after(collector->expiry->timer, TURN_US);
}

/* ---- whom nothing is taken of for a while ---- */

/* One that is not configured is not: nobody waits for it. */
static bool
is_away(const struct collector *collector, const struct source *source)
{
    const struct roster *roster = collector->roster;

    for (size_t i = 0; i < roster->platform_count; i++) {
        if (roster->channels[i].source == source && roster->channels[i].allowance->backoff_us > 0)
            return true;
    }
    return false;
}

/*
 * By the wall: the other clock may stand still while the host sleeps. When it was set the time
 * begins again.
 */
static void
watch(struct collector *collector)
{
    int64_t now_us = loop_wall_us();

    for (size_t i = 0; sources[i] != NULL; i++) {
        struct grace *grace = &collector->expiry->graces[i];
        int64_t gap_us = now_us - grace->seen_us;
        if (!writer_is_up(collector->parts.writer) || is_away(collector, sources[i]))
            continue;
        if (gap_us < 0 || gap_us > sources[i]->spares_s * WHEN_SECOND)
            grace->since_us = now_us;
        grace->seen_us = now_us;
    }
}

/* --once confirms nothing, however long it waits. */
static bool
is_spared(const struct collector *collector, size_t nth)
{
    const struct source *source = sources[nth];

    return source->spares_s > 0 && !collector->settings.once &&
           (is_away(collector, source) || loop_wall_us() < collector->expiry->graces[nth].since_us +
                                                               source->spares_s * WHEN_SECOND);
}

/* ---- asking ---- */

static size_t
count_sources(void)
{
    size_t count = 0;

    while (sources[count] != NULL)
        count++;
    return count;
}

static void
ask(struct collector *collector)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(ARENA_BYTES_MAX);
    struct rowset rowset;
    struct str *channels = arena_array(arena, count_sources(), sizeof(*channels));
    int32_t *limits_s = arena_array(arena, count_sources(), sizeof(*limits_s));
    size_t count = 0;

    must(channels != NULL && limits_s != NULL);
    for (size_t i = 0; sources[i] != NULL; i++) {
        if (sources[i]->keeps_s == 0 || is_spared(collector, i))
            continue;
        channels[count] = str_from(sources[i]->name);
        limits_s[count++] = (int32_t)sources[i]->keeps_s;
    }
    collector->expiry->asked = true;
    rowset_start(&rowset, STATEMENT_TEXT_EXPIRE);
    must(rowset_text(&rowset, arena, str_from(collector->parts.instance)));
    must(rowset_text_array(&rowset, arena, channels, count));
    must(rowset_int4_array(&rowset, arena, limits_s, count));
    must(rowset_time(&rowset, arena, loop_wall_us()));
    must(rowset_int4(&rowset, arena, TEXTS_MAX));
    writer_query(collector->parts.writer, &rowset, on_expired, collector);
}

void
collector_expire(void *ctx)
{
    struct collector *collector = ctx;
    struct expiry *expiry = collector->expiry;

    if (collector->draining || !expiry->wanted)
        return;
    loop_timer_after(expiry->timer, WATCH_US);
    watch(collector);
    if (expiry->asked || loop_now_us() < expiry->next_us)
        return;
    if (writer_is_up(collector->parts.writer))
        ask(collector);
    else
        end_round(collector, AGAIN_US);
}

static void
hold(struct collector *collector)
{
    collector->expiry->holds = true;
    collector->questions++;
}

/* An account that was being written was passed by: nothing is written any more. */
bool
collector_expire_last(struct collector *collector)
{
    struct expiry *expiry = collector->expiry;

    if (!expiry->wanted || expiry->last)
        return false;
    expiry->last = true;
    expiry->next_us = 0;
    hold(collector);
    loop_timer_after(expiry->timer, 0);
    return true;
}

/*
 * What polls nothing beside another daemon confirms nothing, so it has nothing to take. Streams
 * that were gained could not be asked for until now.
 */
void
collector_expire_start(struct collector *collector)
{
    const struct roster *roster = collector->roster;
    struct expiry *expiry = collector->expiry;

    expiry->wanted = roster->lease.held > 0 || roster_wanted(roster) == 0;
    if (!expiry->wanted)
        return;
    for (size_t i = 0; sources[i] != NULL && roster->lease.taken != expiry->taken; i++)
        expiry->graces[i].since_us = expiry->graces[i].seen_us = loop_wall_us();
    expiry->taken = roster->lease.taken;
    expiry->next_us = 0;
    if (collector->settings.once && !expiry->holds)
        hold(collector);
    loop_timer_after(expiry->timer, 0);
}

struct expiry *
collector_expiry_new(struct collector *collector)
{
    struct expiry *expiry = xcalloc(1, sizeof(*expiry));

    expiry->timer = loop_timer_new(collector->parts.loop, collector_expire, collector);
    expiry->graces = xcalloc(count_sources(), sizeof(*expiry->graces));
    return expiry;
}

void
collector_expiry_free(struct expiry *expiry)
{
    loop_timer_free(expiry->timer);
    free(expiry->graces);
    free(expiry);
}
