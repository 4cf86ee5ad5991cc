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

#define ARENA_BYTES_MAX (1u << 16)
#define ROUND_US        WHEN_HOUR
#define TURN_US         (WHEN_SECOND / 10) /* between questions the writer has other work */
#define AGAIN_US        WHEN_MINUTE
#define TEXTS_MAX       20000 /* of one question: a second for the database */

static long long
days_of(struct str channel)
{
    const struct source *source = source_find(channel);

    return source == NULL ? 0 : (long long)(source->keeps_s * WHEN_SECOND / WHEN_DAY);
}

static void
say_expired(const struct collector *collector, const struct pgconn_result *result)
{
    struct str channel = pgconn_get_str(result, 0, 0);
    bool is_active = pgconn_get_bool(result, 0, 2, false);
    int64_t texts = pgconn_get_int(result, 0, 3, 0);
    char since[WHEN_FORMAT_MAX];

    if (texts == 0)
        return;
    log_write(collector->parts.log, LOG_LEVEL_WARNING,
              LOG_FIELDS({ "channel", channel }, { "account", pgconn_get_str(result, 0, 1) }),
              "%lld texts were erased, not confirmed at their platform since %s and kept for %lld "
              "days at most, as its terms demand; times and figures stay; %s",
              (long long)texts, when_format(pgconn_get_time(result, 0, 4), since), days_of(channel),
              is_active ? "why it is not asked: pantauctl errors"
                        : "the account is in no configuration");
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
    if (!collector->settings.once) {
        loop_timer_after(collector->expire_timer, pause_us);
    } else if (collector->expire_holds) {
        collector->expire_holds = false;
        collector->questions--;
        collector_wake(collector);
    }
}

static void
on_expired(void *ctx, const struct pgconn_result *result, const struct error *err)
{
    struct collector *collector = ctx;

    collector->expire_asked = false;
    if (collector->draining)
        return;
    tell(collector, err);
    if (err != NULL) {
        end_round(collector, AGAIN_US);
    } else if (pgconn_result_rows(result) == 0) {
        end_round(collector, ROUND_US);
    } else {
        say_expired(collector, result);
        loop_timer_after(collector->expire_timer, TURN_US);
    }
}

/* --once confirms nothing, however long it waits. */
static bool
is_spared(const struct collector *collector, const struct source *source)
{
    return !collector->settings.once &&
           loop_now_us() < collector->began_us + source->spares_s * WHEN_SECOND;
}

static void
ask(struct collector *collector)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(ARENA_BYTES_MAX);
    struct rowset rowset;
    struct str *channels;
    int32_t *limits_s;
    size_t count = 0;

    while (sources[count] != NULL)
        count++;
    channels = arena_array(arena, count, sizeof(*channels));
    limits_s = arena_array(arena, count, sizeof(*limits_s));
    must(channels != NULL && limits_s != NULL);
    count = 0;
    for (const struct source *const *source = sources; *source != NULL; source++) {
        if ((*source)->keeps_s == 0 || is_spared(collector, *source))
            continue;
        channels[count] = str_from((*source)->name);
        limits_s[count++] = (int32_t)(*source)->keeps_s;
    }
    collector->expire_asked = true;
    rowset_start(&rowset, STATEMENT_TEXT_EXPIRE);
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

    if (collector->draining || collector->expire_asked)
        return;
    if (writer_is_up(collector->parts.writer))
        ask(collector);
    else
        end_round(collector, AGAIN_US);
}

void
collector_expire_start(struct collector *collector)
{
    if (collector->settings.once && !collector->expire_holds) {
        collector->expire_holds = true;
        collector->questions++;
    }
    loop_timer_after(collector->expire_timer, 0);
}
