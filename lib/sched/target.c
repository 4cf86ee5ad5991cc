/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "sched/target.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "sched/policy.h"

#define TARGET_FIRST_SIZE 8
/* Comments on older posts are rare; those with a waiting inquiry are kept to a year, as long
 * as figures look back. */
#define TARGET_AGE_MAX_US     (28 * WHEN_DAY)
#define TARGET_WAITING_MAX_US (364 * WHEN_DAY)

static void
forget_memory(struct target_set *set, struct target *target)
{
    if (set->free_memory != NULL && target->memory != NULL)
        set->free_memory(target->memory);
    target->memory = NULL;
}

static void
free_target(struct target_set *set, struct target *target)
{
    free(target->external_id);
    forget_memory(set, target);
}

void
target_set_done(struct target_set *set)
{
    if (set == NULL)
        return;
    for (size_t i = 0; i < set->count; i++)
        free_target(set, &set->items[i]);
    free(set->items);
    set->items = NULL;
    set->count = set->size = 0;
}

size_t
target_find(const struct target_set *set, struct str external_id)
{
    for (size_t i = 0; i < set->count; i++) {
        if (str_equal_c(external_id, set->items[i].external_id))
            return i;
    }
    return TARGET_NONE;
}

static size_t
append(struct target_set *set, struct str external_id)
{
    if (set->count == set->size) {
        set->size = set->size == 0 ? TARGET_FIRST_SIZE : set->size * 2;
        set->items = xrealloc(set->items, set->size * sizeof(*set->items));
    }
    set->items[set->count] = (struct target){ .last_complete_at_us = WHEN_NONE,
                                              .listed_at_us = WHEN_NONE,
                                              .changed_at_us = WHEN_NONE,
                                              .announced = -1 };
    set->items[set->count].external_id = xcalloc(external_id.n + 1, 1);
    memcpy(set->items[set->count].external_id, external_id.p, external_id.n);
    return set->count++;
}

size_t
target_add(struct target_set *set, struct str external_id, int64_t published_at_us,
           int64_t last_complete_at_us, int64_t announced, bool waiting)
{
    size_t index = target_find(set, external_id);
    struct target *target;

    if (index == TARGET_NONE)
        index = append(set, external_id);
    target = &set->items[index];
    target->published_at_us = published_at_us;
    target->last_complete_at_us = last_complete_at_us;
    target->announced = announced;
    target->waiting = waiting;
    return index;
}

void
target_review(struct target_set *set, const struct target_known *known)
{
    size_t index = target_find(set, known->external_id);
    struct target *target;

    if (index != TARGET_NONE && !set->items[index].retired) {
        if (!known->swept)
            set->items[index].waiting = known->waiting;
        return;
    }
    index = target_add(set, known->external_id, known->published_at_us, known->last_complete_at_us,
                       known->announced, known->waiting);
    target = &set->items[index];
    target->due_us = known->due_us;
    target->retired = false;
    target->swept = known->swept;
}

/* What changed late is watched as long as what is young: an answer may come, and figures ripen. */
static bool
is_worth_it(const struct target *target, int64_t wall_us)
{
    int64_t newest_us = target->published_at_us > target->changed_at_us ? target->published_at_us
                                                                        : target->changed_at_us;

    return wall_us - target->published_at_us < TARGET_WAITING_MAX_US &&
           (target->waiting || wall_us - newest_us < TARGET_AGE_MAX_US);
}

void
target_announce(struct target_set *set, struct str external_id, int64_t published_at_us,
                int64_t announced, const struct target_clock *clock)
{
    size_t index = target_find(set, external_id);
    struct target *target;

    if (index == TARGET_NONE) {
        index = target_add(set, external_id, published_at_us, WHEN_NONE, announced, false);
        set->items[index].due_us = clock->now_us;
        return;
    }
    target = &set->items[index];
    if (announced >= 0 && announced != target->announced && target->backoff_us == 0 &&
        (target->retired || target->due_us != INT64_MAX)) {
        target->due_us = clock->now_us;
        target->retired = false;
        target->swept = false;
    }
    target->announced = announced;
}

size_t
target_next(const struct target_set *set)
{
    size_t best = TARGET_NONE;

    for (size_t i = 0; i < set->count; i++) {
        if (set->items[i].due_us == INT64_MAX)
            continue;
        if (best == TARGET_NONE || set->items[i].due_us < set->items[best].due_us)
            best = i;
    }
    return best;
}

int64_t
target_next_due(const struct target_set *set)
{
    size_t index = target_next(set);

    return index == TARGET_NONE ? INT64_MAX : set->items[index].due_us;
}

void
target_drop(struct target_set *set, size_t index)
{
    assert(index < set->count);
    free_target(set, &set->items[index]);
    set->items[index] = set->items[--set->count];
}

static void
retire(struct target_set *set, size_t index)
{
    struct target *target = &set->items[index];
    size_t retired = 0;

    for (size_t i = 0; i < set->count; i++)
        retired += set->items[i].retired;
    if (retired >= TARGET_RETIRED_MAX) {
        target_drop(set, index);
        return;
    }
    forget_memory(set, target);
    target->retired = true;
    target->due_us = INT64_MAX;
}

void
target_visited(struct target_set *set, size_t index, bool changed, const struct target_clock *clock)
{
    struct target *target = &set->items[index];
    int64_t age_us = clock->wall_us - target->published_at_us;

    target->changed_lately = changed;
    target->swept = false;
    if (changed && target->last_complete_at_us != WHEN_NONE) /* the first visit finds the past */
        target->changed_at_us = clock->wall_us;
    target->backoff_us = 0;
    target->failures = 0;
    target->last_complete_at_us = clock->wall_us;
    if (!is_worth_it(target, clock->wall_us)) {
        retire(set, index);
        return;
    }
    target->due_us = clock->now_us +
                     policy_target_interval(age_us, target->waiting, changed, clock->interval_us);
}

void
target_failed(struct target_set *set, size_t index, int64_t due_us, int64_t backoff_us)
{
    struct target *target = &set->items[index];

    target->due_us = due_us;
    target->backoff_us = backoff_us;
    target->failures = backoff_us > 0 ? target->failures + 1 : 0;
}
