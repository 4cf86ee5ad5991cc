/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "source/id_set.h"

#include "source/answer.h"

/*
 * Open addressing; the table is at least twice as large as what it holds, so that probes stay
 * short. A peer that chooses its ids so that they collide is cut off after PROBES_MAX: it can only
 * lose items of its own, never our time.
 */
#define PROBES_MAX 64u

struct id_set {
    size_t mask;
    struct id_slot {
        struct str id;
        size_t value;
    } slots[];
};

struct id_set *
id_set_new(struct arena *arena, size_t capacity)
{
    size_t size = 8;
    struct id_set *set;

    while (size < capacity * 2)
        size *= 2;
    set = arena_alloc(arena, sizeof(*set) + size * sizeof(set->slots[0]));
    if (set != NULL)
        set->mask = size - 1;
    return set;
}

/*
 * The slot that holds id, or the empty one where it would go, or SIZE_MAX when neither was met in
 * time.
 */
static size_t
find_slot(const struct id_set *set, struct str id)
{
    size_t slot = (size_t)answer_hash(ANSWER_HASH_START, id) & set->mask;

    for (unsigned probe = 0; probe < PROBES_MAX; probe++) {
        if (str_is_none(set->slots[slot].id) || str_equal(set->slots[slot].id, id))
            return slot;
        slot = (slot + 1) & set->mask;
    }
    return SIZE_MAX;
}

bool
id_set_put(struct id_set *set, struct str id, size_t value)
{
    size_t slot = find_slot(set, id);

    if (slot == SIZE_MAX || !str_is_none(set->slots[slot].id))
        return false;
    set->slots[slot] = (struct id_slot){ id, value };
    return true;
}

size_t
id_set_count(struct id_set *set, struct str id)
{
    size_t slot = find_slot(set, id);

    if (slot == SIZE_MAX)
        return SIZE_MAX;
    set->slots[slot].id = id;
    return set->slots[slot].value++;
}

size_t
id_set_find(const struct id_set *set, struct str id)
{
    size_t slot = find_slot(set, id);

    return slot == SIZE_MAX || str_is_none(set->slots[slot].id) ? SIZE_MAX : set->slots[slot].value;
}
