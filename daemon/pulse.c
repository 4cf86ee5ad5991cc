/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "pulse.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/parse.h"

#define BEAT_US      (10 * WHEN_SECOND)
#define STATUS_BYTES 4096
#define DIGEST_MAX   64
/* Less than that a clock may be put right at a time without harm to any figure. */
#define CLOCK_JUMP_US (30 * WHEN_SECOND)

struct pulse {
    struct pulse_parts parts;
    struct loop_timer *beat, *watchdog;
    int64_t started_at_us;
    int64_t clocks_apart_us; /* wall time before monotonic time, at the last beat */
    char config_digest[DIGEST_MAX];
};

static void
send_beat(struct pulse *pulse)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 16);
    CLEANUP(buf_done) struct buf text = BUF_INIT(STATUS_BYTES);
    struct rowset rowset;
    struct jout json;

    jout_init(&json, &text);
    jout_object(&json, NULL);
    counter_print(pulse->parts.counters, &json);
    jout_close_object(&json);
    rowset_start(&rowset, STATEMENT_DAEMON_BEAT);
    if (jout_end(&json) && rowset_text(&rowset, arena, str_from(pulse->parts.instance)) &&
        rowset_int4(&rowset, arena, (int32_t)getpid()) &&
        rowset_text(&rowset, arena, str_from(pulse->parts.version)) &&
        rowset_time(&rowset, arena, pulse->started_at_us) &&
        rowset_time(&rowset, arena, loop_wall_us()) &&
        rowset_text(&rowset, arena, str_from(pulse->config_digest)) &&
        rowset_text(&rowset, arena, buf_str(&text)))
        writer_query(pulse->parts.writer, &rowset, NULL, NULL);
}

/* Times of all that is seen are this host's: who reads figures of that hour has to know. */
static void
watch_clock(struct pulse *pulse)
{
    int64_t before_us = pulse->clocks_apart_us;
    int64_t by_us;
    int64_t by_s;
    char by[PARSE_FORMAT_MAX];

    pulse->clocks_apart_us = loop_wall_us() - loop_now_us();
    by_us = pulse->clocks_apart_us - before_us;
    if (by_us < CLOCK_JUMP_US && by_us > -CLOCK_JUMP_US)
        return;
    /* It is put right a little all the time. */
    by_s = (llabs(by_us) + WHEN_SECOND / 2) / WHEN_SECOND;
    parse_format_rounded(by_s * WHEN_SECOND, by);
    log_write(pulse->parts.log, LOG_LEVEL_WARNING,
              LOG_FIELDS({ "hint", STR("Polling goes on. Let the host keep its time by "
                                       "systemd-timesyncd or the like.") }),
              "the clock of this host was set %s by %s: times noted meanwhile may be wrong by that",
              by_us > 0 ? "forward" : "back", by);
}

/*
 * The database may come in a second or tomorrow. A start that lasted as long would hold up whoever
 * typed it, and the boot of the machine.
 */
static void
tell_waiting(const struct pulse *pulse)
{
    notify_status(pulse->parts.notify, "waiting for the database, nothing is polled: see the log");
    notify_ready(pulse->parts.notify);
}

static void
on_beat(void *ctx)
{
    struct pulse *pulse = ctx;
    struct collector_summary summary;

    loop_timer_after(pulse->beat, BEAT_US);
    watch_clock(pulse);
    if (pulse->config_digest[0] == '\0') {
        tell_waiting(pulse);
        return;
    }
    collector_summarize(pulse->parts.collector, &summary);
    counter_set(pulse->parts.counters, COUNTER_STREAMS_FAILING, (int64_t)summary.failing);
    counter_set(pulse->parts.counters, COUNTER_LONGEST_TURN,
                loop_take_longest_turn_us(pulse->parts.loop));
    notify_status(pulse->parts.notify,
                  "%zu accounts, %zu streams (%zu failing, %zu stopped), %zu requests under way, "
                  "database %s",
                  summary.accounts, summary.streams, summary.failing, summary.disabled,
                  summary.in_flight, writer_is_up(pulse->parts.writer) ? "connected" : "away");
    if (writer_is_up(pulse->parts.writer)) {
        send_beat(pulse);
        collector_holds_save(pulse->parts.collector, pulse->parts.instance);
    }
}

static void
on_watchdog(void *ctx)
{
    struct pulse *pulse = ctx;

    notify_watchdog(pulse->parts.notify);
    loop_timer_after(pulse->watchdog, notify_watchdog_interval_us(pulse->parts.notify));
}

struct pulse *
pulse_new(const struct pulse_parts *parts)
{
    struct pulse *pulse = xcalloc(1, sizeof(*pulse));

    pulse->parts = *parts;
    pulse->started_at_us = loop_wall_us();
    pulse->clocks_apart_us = loop_wall_us() - loop_now_us();
    pulse->beat = loop_timer_new(parts->loop, on_beat, pulse);
    pulse->watchdog = loop_timer_new(parts->loop, on_watchdog, pulse);
    loop_timer_after(pulse->beat, BEAT_US);
    if (notify_watchdog_interval_us(parts->notify) > 0)
        on_watchdog(pulse);
    return pulse;
}

void
pulse_free(struct pulse *pulse)
{
    if (pulse == NULL)
        return;
    loop_timer_free(pulse->beat);
    loop_timer_free(pulse->watchdog);
    free(pulse);
}

void
pulse_start(struct pulse *pulse, const char *config_digest)
{
    snprintf(pulse->config_digest, sizeof(pulse->config_digest), "%s", config_digest);
    on_beat(pulse);
}

void
pulse_stop(struct pulse *pulse)
{
    loop_timer_stop(pulse->beat);
}
