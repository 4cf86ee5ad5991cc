/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Names with a number each, found in constant time: keys of a mapping, codes of units. Names are
 * views that must live as long as the set. All memory is the arena's, nothing is freed here.
 */

#ifndef CONFIG_NAMESET_H
#define CONFIG_NAMESET_H

#include "base/arena.h"
#include "base/str.h"

struct nameset {
    struct arena *arena;
    struct nameset_slot {
        struct str name; /* absent: free */
        uint64_t value;
    } * slots;
    size_t size, count;
};

/* The arena must have no ceiling that the names could reach: running out aborts. */
void nameset_init(struct nameset *set, struct arena *arena);
/* False when the name is there already; then the value it has is in ret_value and stays. */
bool nameset_add(struct nameset *set, struct str name, uint64_t value,
                 uint64_t *ret_value) MUST_CHECK;
bool nameset_find(const struct nameset *set, struct str name, uint64_t *ret_value) MUST_CHECK;

#endif
