/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Region allocator with a ceiling: one arena per unit of work (a job's cycle), no single frees.
 * Memory from it is aligned for any type and lives until arena_reset() or arena_free(). Not for
 * objects that live in the loop.
 */

#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/base.h"
#include "base/str.h"

struct arena;

/* limit_bytes bounds the sum of all allocations between two resets. */
struct arena *arena_new(size_t limit_bytes);
void arena_free(struct arena *arena);
DEFINE_FREEP(arena);
/* Forgets everything; keeps the first block. */
void arena_reset(struct arena *arena);
/*
 * Zeroed memory, or NULL when the ceiling would be passed (the one allocator that can say no:
 * strangers drive it).
 */
void *arena_alloc(struct arena *arena, size_t size) MUST_CHECK;
/* count * size, overflow-safe; NULL as above. */
void *arena_array(struct arena *arena, size_t count, size_t size) MUST_CHECK;
/* Grows an array by moving it (old memory stays until reset). NULL as above. */
void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size) MUST_CHECK;
/*
 * Copy with a NUL behind it that is not counted. STR_NONE gives STR_NONE and true. False when the
 * ceiling would be passed.
 */
bool arena_str(struct arena *arena, struct str s, struct str *ret_copy) MUST_CHECK;
/* Formatted text, as above. */
bool arena_printf(struct arena *arena, struct str *ret_text, const char *format, ...)
    PRINTF_LIKE(3, 4) MUST_CHECK;
size_t arena_used(const struct arena *arena);

#endif
