/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * cmocka with the headers it wants before it, and what tests over single answers need besides.
 */

#ifndef SOURCE_CHECK_H
#define SOURCE_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

#define CHECK_ARENA_BYTES (64u << 20)

/* A fixture with the run over it; done() frees both. */
struct look {
    struct fixture *fixture;
    struct arena *arena;
    struct run run;
};

static inline void
look_run(struct look *look)
{
    look->arena = arena_new(CHECK_ARENA_BYTES);
    fixture_run(look->fixture, buf_str(&look->fixture->raw), look->arena, &look->run);
}

static inline void
look_done(struct look *look)
{
    arena_free(look->arena);
    fixture_free(look->fixture);
}

static inline struct look
look_at(const char *name)
{
    struct look look = { .fixture = fixture_load(name) };

    look_run(&look);
    return look;
}

/* An answer that no file holds. */
static inline struct look
look_made(const char *source, const char *stream, const char *raw, const char *given)
{
    struct look look = { .fixture = fixture_make("made", source, stream, str_from(raw), given) };

    look_run(&look);
    return look;
}

#define EXPECT_TEXT(got, want)                                                       \
    do {                                                                             \
        struct str got_ = (got);                                                     \
        if (!str_equal_c(got_, want))                                                \
            fail_msg("%s is \"%.*s\", expected \"%s\"", #got, STR_ARGS(got_), want); \
    } while (0)

#endif
