/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Attributes and small macros that every file may use. It is not a place for functions: xmalloc and
 * its family are the one exception, because every allocation of the program goes through them (out
 * of memory aborts; lib/README.md says why).
 */

#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_CHECK                       __attribute__((warn_unused_result))
#define PRINTF_LIKE(format_at, first_at) __attribute__((format(printf, format_at, first_at)))
#define CLEANUP(function)                __attribute__((cleanup(function)))

#define ARRAY_SIZE(array)                   (sizeof(array) / sizeof((array)[0]))
#define container_of(pointer, type, member) ((type *)((char *)(pointer)-offsetof(type, member)))

/*
 * Moves ownership out of a local: evaluates to the pointer and sets the local to NULL, so that its
 * CLEANUP does nothing.
 */
#define TAKE(pointer)                           \
    __extension__({                             \
        __typeof__(pointer) taken_ = (pointer); \
        (pointer) = NULL;                       \
        taken_;                                 \
    })

/* Defines name_freep(struct name **), for CLEANUP(name_freep) on a pointer to a heap object. */
#define DEFINE_FREEP(name)                                 \
    static inline void name##_freep(struct name **pointer) \
    {                                                      \
        name##_free(*pointer);                             \
    }                                                      \
    struct name

/*
 * For constructors of peer libraries that can only fail when memory is out: aborts with the
 * expression on stderr.
 */
#ifdef __clang_analyzer__ /* does not see that must_hold() never returns from what is false */
#define must(expression) ((expression) ? (void)0 : __builtin_trap())
#else
#define must(expression) must_hold((expression) != 0, #expression)
#endif
void must_hold(bool holds, const char *expression);

/*
 * Like malloc, calloc, realloc, strdup, but abort when memory is out; a size of 0 gives a pointer
 * that can be freed.
 */
void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *pointer, size_t size);
char *xstrdup(const char *text);

#endif
