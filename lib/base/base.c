/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The allocators that abort when memory is out, and must_hold().
 */

#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
must_hold(bool holds, const char *expression)
{
    if (holds)
        return;
    fprintf(stderr, "fatal: %s failed\n", expression);
    abort();
}

/* malloc(0) may give NULL, which would look like memory that ran out. */
static size_t
at_least_one(size_t size)
{
    return size != 0 ? size : 1;
}

void *
xmalloc(size_t size)
{
    void *memory = malloc(at_least_one(size));
    must_hold(memory != NULL, "malloc");
    return memory;
}

void *
xcalloc(size_t count, size_t size)
{
    void *memory = calloc(at_least_one(count), at_least_one(size));
    must_hold(memory != NULL, "calloc");
    return memory;
}

void *
xrealloc(void *pointer, size_t size)
{
    void *memory = realloc(pointer, at_least_one(size));
    must_hold(memory != NULL, "realloc");
    return memory;
}

char *
xstrdup(const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(xmalloc(size), text, size);
}
