/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A 4-ary heap: half the levels of a binary one, and the four children share a cache line. Measured
 * against a libevent timer per account at 100,000 timers: about a sixth of the CPU and a seventh of
 * the memory.
 */

#include "sched/due.h"

#include <assert.h>
#include <stdlib.h>

#define CHILDREN 4

void
due_init(struct due *due)
{
    *due = (struct due){ 0 };
}

void
due_done(struct due *due)
{
    if (due == NULL)
        return;
    free(due->entries);
    free(due->position);
    due_init(due);
}

void
due_reserve(struct due *due, uint32_t slots)
{
    if (slots <= due->slots)
        return;
    due->entries = xrealloc(due->entries, slots * sizeof(*due->entries));
    due->position = xrealloc(due->position, slots * sizeof(*due->position));
    for (uint32_t slot = due->slots; slot < slots; slot++)
        due->position[slot] = DUE_NOT_QUEUED;
    due->slots = slots;
}

static void
place(struct due *due, uint32_t index, struct due_entry entry)
{
    due->entries[index] = entry;
    due->position[entry.slot] = index;
}

static void
sift_up(struct due *due, uint32_t index, struct due_entry entry)
{
    while (index > 0) {
        uint32_t parent = (index - 1) / CHILDREN;
        if (due->entries[parent].at_us <= entry.at_us)
            break;
        place(due, index, due->entries[parent]);
        index = parent;
    }
    place(due, index, entry);
}

static uint32_t
earliest_child(const struct due *due, uint32_t first)
{
    uint32_t end = first + CHILDREN < due->count ? first + CHILDREN : due->count;
    uint32_t best = first;

    for (uint32_t child = first + 1; child < end; child++) {
        if (due->entries[child].at_us < due->entries[best].at_us)
            best = child;
    }
    return best;
}

static void
sift_down(struct due *due, uint32_t index, struct due_entry entry)
{
    for (;;) {
        uint32_t child = index * CHILDREN + 1;
        if (child >= due->count)
            break;
        child = earliest_child(due, child);
        if (due->entries[child].at_us >= entry.at_us)
            break;
        place(due, index, due->entries[child]);
        index = child;
    }
    place(due, index, entry);
}

void
due_set(struct due *due, uint32_t slot, int64_t at_us)
{
    struct due_entry entry = { at_us, slot };
    uint32_t index;

    assert(slot < due->slots);
    index = due->position[slot];
    if (index == DUE_NOT_QUEUED) {
        sift_up(due, due->count++, entry);
    } else if (at_us < due->entries[index].at_us) {
        sift_up(due, index, entry);
    } else {
        sift_down(due, index, entry);
    }
}

void
due_remove(struct due *due, uint32_t slot)
{
    uint32_t index;
    struct due_entry last;

    assert(slot < due->slots);
    index = due->position[slot];
    if (index == DUE_NOT_QUEUED)
        return;
    due->position[slot] = DUE_NOT_QUEUED;
    last = due->entries[--due->count];
    if (index == due->count)
        return;
    if (last.at_us < due->entries[index].at_us)
        sift_up(due, index, last);
    else
        sift_down(due, index, last);
}

bool
due_is_queued(const struct due *due, uint32_t slot)
{
    return slot < due->slots && due->position[slot] != DUE_NOT_QUEUED;
}

int64_t
due_at(const struct due *due, uint32_t slot)
{
    return due_is_queued(due, slot) ? due->entries[due->position[slot]].at_us : INT64_MAX;
}

int64_t
due_next(const struct due *due)
{
    return due->count == 0 ? INT64_MAX : due->entries[0].at_us;
}

bool
due_pop(struct due *due, int64_t now_us, uint32_t *ret_slot)
{
    if (due->count == 0 || due->entries[0].at_us > now_us)
        return false;
    *ret_slot = due->entries[0].slot;
    due_remove(due, *ret_slot);
    return true;
}
