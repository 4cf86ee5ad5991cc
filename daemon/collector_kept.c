/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Visits that came to their bound of pages and go on at the next turn of their stream. What they
 * saw counts: a post with more pages than one visit may ask for could never be seen whole else.
 */

#include "collector_inside.h"

static bool
is_gone(const struct account *account, const struct job *job)
{
    return target_find(&account->posts, job_target_id(job)) == TARGET_NONE;
}

struct job *
collector_kept_take(struct collector *collector, uint32_t slot, size_t target)
{
    const struct stream *stream = &collector->roster->streams[slot];
    const struct account *account = roster_account(collector->roster, stream);
    bool has_posts =
        (roster_source_stream(collector->roster, stream)->flags & SOURCE_TARGETS_POSTS) != 0;

    for (size_t i = 0; i < collector->kept_count; i++) {
        struct job *job = collector->kept[i].job;
        bool is_it =
            !has_posts || str_equal_c(job_target_id(job), account->posts.items[target].external_id);
        if (collector->kept[i].slot != slot || (!is_it && !is_gone(account, job)))
            continue;
        collector->kept[i--] = collector->kept[--collector->kept_count];
        if (is_it)
            return job;
        job_drop(job);
    }
    return NULL;
}

bool
collector_keep(struct collector *collector, uint32_t slot, struct job *job)
{
    if (collector->kept_count == COLLECTOR_KEPT_MAX)
        return false;
    collector->kept[collector->kept_count++] = (struct collector_run){ slot, job };
    return true;
}

void
collector_kept_drop(struct collector *collector)
{
    for (size_t i = 0; i < collector->kept_count; i++)
        job_drop(collector->kept[i].job);
    collector->kept_count = 0;
}
