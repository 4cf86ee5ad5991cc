/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * When each stream of a new roster is due first. A reload is no burst: what works keeps its time.
 */

#include "collector_inside.h"

#define SPREAD_SHARE 0.1 /* first polls are spread over a tenth of the interval */

/* Of the same stream, in the roster of before; INT64_MAX where it is not to be kept. */
static int64_t
due_before(const struct collector *collector, const struct stream *stream,
           const struct roster *before, const struct due *due)
{
    const struct account *account = roster_account(collector->roster, stream);
    const struct account *was = before == NULL ? NULL : roster_find_same(before, account);
    const char *name = roster_source_stream(collector->roster, stream)->name;
    uint32_t slot = was == NULL ? ROSTER_NONE : roster_find_stream(before, was, str_from(name));

    return slot == ROSTER_NONE || stream->failures > 0 ? INT64_MAX : due_at(due, slot);
}

/* First polls: at once with --once, else spread, so that a start is no burst. */
static int64_t
first_due(const struct collector *collector, const struct stream *stream,
          const struct roster *before, const struct due *due)
{
    int64_t now_us = loop_now_us();
    int64_t interval_us = stream->interval_s * WHEN_SECOND;
    int64_t kept_us = due_before(collector, stream, before, due);

    if (collector->settings.once)
        return now_us;
    if (kept_us != INT64_MAX)
        return kept_us < now_us + interval_us ? kept_us : now_us + interval_us;
    return now_us + (int64_t)(loop_random() % (uint64_t)((double)interval_us * SPREAD_SHARE + 1));
}

void
collector_queue_all(struct collector *collector, const struct roster *before, const struct due *due)
{
    struct roster *roster = collector->roster;

    due_reserve(&collector->due, roster->stream_count);
    for (uint32_t slot = 0; slot < roster->stream_count; slot++) {
        const struct stream *stream = &roster->streams[slot];
        const struct account *account = roster_account(roster, stream);
        unsigned flags = roster_source_stream(roster, stream)->flags;
        if (flags & SOURCE_TARGETS_POSTS)
            collector_queue(collector, slot, target_next_due(&account->posts));
        else if (!(flags & SOURCE_TARGETS_MESSAGES) || account->lookup_count > 0)
            collector_queue(collector, slot, first_due(collector, stream, before, due));
    }
}
