/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Open addressing with linear steps, at most half full.
 */

#include "config/nameset.h"

#define SIZE_FIRST 16

/* FNV-1a, 64 bits (Fowler, Noll, Vo). */
static uint64_t
hash_of(struct str name)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < name.n; i++)
        hash = (hash ^ (unsigned char)name.p[i]) * UINT64_C(1099511628211);
    return hash ^ hash >> 32;
}

/* The slot that holds the name, or the free one where it belongs. */
static struct nameset_slot *
slot_of(const struct nameset *set, struct str name)
{
    size_t at = (size_t)hash_of(name) & (set->size - 1);
    while (!str_is_none(set->slots[at].name) && !str_equal(set->slots[at].name, name))
        at = (at + 1) & (set->size - 1);
    return &set->slots[at];
}

static void
resize(struct nameset *set, size_t size)
{
    struct nameset old = *set;
    set->size = size;
    set->slots = arena_array(set->arena, size, sizeof(*set->slots));
    must(set->slots != NULL);
    for (size_t i = 0; i < old.size; i++)
        if (!str_is_none(old.slots[i].name))
            *slot_of(set, old.slots[i].name) = old.slots[i];
}

void
nameset_init(struct nameset *set, struct arena *arena)
{
    *set = (struct nameset){ .arena = arena };
}

bool
nameset_add(struct nameset *set, struct str name, uint64_t value, uint64_t *ret_value)
{
    if (set->count * 2 >= set->size)
        resize(set, set->size > 0 ? set->size * 2 : SIZE_FIRST);
    struct nameset_slot *slot = slot_of(set, name);
    if (!str_is_none(slot->name)) {
        *ret_value = slot->value;
        return false;
    }
    *slot = (struct nameset_slot){ name, value };
    set->count++;
    return true;
}

bool
nameset_find(const struct nameset *set, struct str name, uint64_t *ret_value)
{
    if (set->size == 0)
        return false;
    const struct nameset_slot *slot = slot_of(set, name);
    if (str_is_none(slot->name))
        return false;
    *ret_value = slot->value;
    return true;
}
