/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The ids already seen on a page: platforms list the same item twice. Lives in the arena of the
 * visit and is never freed; ids are not copied, so their bytes must live as long.
 */

#ifndef SOURCE_ID_SET_H
#define SOURCE_ID_SET_H

#include "base/arena.h"
#include "base/str.h"

struct id_set;
/* NULL at the arena's ceiling. capacity is the most ids that will be put. */
struct id_set *id_set_new(struct arena *arena, size_t capacity);
/*
 * Puts id with value; false when it was there, or when a peer made its ids collide: then the item
 * counts as seen.
 */
bool id_set_put(struct id_set *set, struct str id, size_t value);
/* How often id was counted before; counts it. SIZE_MAX when a peer made its ids collide. */
size_t id_set_count(struct id_set *set, struct str id);
/* Value of id, or SIZE_MAX. */
size_t id_set_find(const struct id_set *set, struct str id);

#endif
