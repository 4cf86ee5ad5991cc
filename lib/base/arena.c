/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A list of blocks; allocations are cut off the newest. Blocks grow, so that their number stays
 * small, and are never larger than what may still be asked for. Under AddressSanitizer what is not
 * handed out is poisoned, with a gap behind each piece, so that a write past the end is found.
 */

#include "base/arena.h"

#include <sanitizer/asan_interface.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_MIN ((size_t)4096)
#define BLOCK_MAX ((size_t)1 << 20)
#define ALIGNMENT _Alignof(max_align_t)

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_GAP ((size_t)16)
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define ARENA_GAP ((size_t)16)
#endif
#ifndef ARENA_GAP
#define ARENA_GAP ((size_t)0)
#endif

struct block {
    struct block *before;
    size_t used, size;
    _Alignas(max_align_t) char bytes[];
};

struct arena {
    struct block *newest;
    size_t limit, used;
};

struct arena *
arena_new(size_t limit_bytes)
{
    struct arena *arena = xcalloc(1, sizeof(*arena));
    arena->limit = limit_bytes;
    return arena;
}

/* Frees blocks from the newest on, all or all but the first. Returns what is left. */
static struct block *
free_blocks(struct block *block, bool keep_first)
{
    while (block != NULL && !(keep_first && block->before == NULL)) {
        struct block *before = block->before;
        ASAN_UNPOISON_MEMORY_REGION(block->bytes, block->size);
        free(block);
        block = before;
    }
    return block;
}

void
arena_free(struct arena *arena)
{
    if (arena == NULL)
        return;
    free_blocks(arena->newest, false);
    free(arena);
}

void
arena_reset(struct arena *arena)
{
    arena->newest = free_blocks(arena->newest, true);
    arena->used = 0;
    if (arena->newest != NULL) {
        arena->newest->used = 0;
        ASAN_POISON_MEMORY_REGION(arena->newest->bytes, arena->newest->size);
    }
}

static size_t
round_up(size_t size, size_t alignment)
{
    return (size + alignment - 1) & ~(alignment - 1);
}

static void
add_block(struct arena *arena, size_t at_least)
{
    size_t size = arena->newest == NULL ? BLOCK_MIN : arena->newest->size * 2;
    size = size > BLOCK_MAX ? BLOCK_MAX : size;
    size = size < at_least ? at_least : size;
    struct block *block = xmalloc(sizeof(*block) + size);
    block->before = arena->newest;
    block->used = 0;
    block->size = size;
    ASAN_POISON_MEMORY_REGION(block->bytes, block->size);
    arena->newest = block;
}

/* Uninitialised memory; NULL when the ceiling would be passed. */
static void *
take(struct arena *arena, size_t size, size_t alignment)
{
    if (size > arena->limit - arena->used)
        return NULL;
    struct block *block = arena->newest;
    size_t start = block != NULL ? round_up(block->used, alignment) : 0;
    if (block == NULL || start > block->size || size + ARENA_GAP > block->size - start) {
        add_block(arena, size + ARENA_GAP);
        block = arena->newest;
        start = 0;
    }
    block->used = start + size + ARENA_GAP;
    arena->used += size;
    ASAN_UNPOISON_MEMORY_REGION(block->bytes + start, size);
    return block->bytes + start;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
    void *memory = take(arena, size, ALIGNMENT);
    return memory != NULL ? memset(memory, 0, size) : NULL;
}

void *
arena_array(struct arena *arena, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total))
        return NULL;
    return arena_alloc(arena, total);
}

void *
arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size)
{
    void *memory = arena_alloc(arena, new_size);
    if (memory != NULL && old_size != 0)
        memcpy(memory, old, old_size < new_size ? old_size : new_size);
    return memory;
}

bool
arena_str(struct arena *arena, struct str s, struct str *ret_copy)
{
    if (str_is_none(s)) {
        *ret_copy = s;
        return true;
    }
    char *copy = take(arena, s.n + 1, 1);
    if (copy == NULL)
        return false;
    memcpy(copy, s.p, s.n);
    copy[s.n] = '\0';
    *ret_copy = (struct str){ copy, s.n };
    return true;
}

bool
arena_printf(struct arena *arena, struct str *ret_text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    must_hold(length >= 0, format);
    char *text = take(arena, (size_t)length + 1, 1);
    if (text == NULL)
        return false;
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    *ret_text = (struct str){ text, (size_t)length };
    return true;
}

size_t
arena_used(const struct arena *arena)
{
    return arena->used;
}
