/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Heap of (due time, slot): who is next. A 4-ary array heap with back references, 20 bytes an
 * entry; time is always an argument. Slots are indexes of the caller's array of streams.
 */

#ifndef SCHED_DUE_H
#define SCHED_DUE_H

#include "base/base.h"

#define DUE_NOT_QUEUED UINT32_MAX

struct due_entry {
    int64_t at_us;
    uint32_t slot;
};
struct due {
    struct due_entry *entries;
    uint32_t *position; /* of each slot, or DUE_NOT_QUEUED */
    uint32_t count, slots;
};

void due_init(struct due *due);
void due_done(struct due *due);
/* Grows to hold slots 0 … slots-1. */
void due_reserve(struct due *due, uint32_t slots);
/* Inserts or moves. */
void due_set(struct due *due, uint32_t slot, int64_t at_us);
/* Nothing happens when it is not queued. */
void due_remove(struct due *due, uint32_t slot);
bool due_is_queued(const struct due *due, uint32_t slot);
/* INT64_MAX when it is not queued. */
int64_t due_at(const struct due *due, uint32_t slot);
/* Earliest time, or INT64_MAX when empty. */
int64_t due_next(const struct due *due);
/* Takes the earliest entry when its time is ≤ now_us. */
bool due_pop(struct due *due, int64_t now_us, uint32_t *ret_slot);

#endif
