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

/* The message of that index among those that came; fails where there are fewer. */
static inline const struct message *
message_at(const struct look *look, size_t index)
{
    size_t seen = 0;

    for (size_t i = 0; i < look->run.batch.count; i++) {
        const struct record *record = &look->run.batch.records[i];
        if (record->kind == RECORD_MESSAGE && seen++ == index)
            return &record->of.message;
    }
    fail_msg("%s: no message %zu", look->fixture->name, index);
    abort(); /* for compilers: a failure does not come back */
}

static inline size_t
count_of(const struct look *look, enum record_kind kind)
{
    return batch_count_kind(&look->run.batch, kind);
}

/* A recorded answer must end in this verdict with so many records. */
static inline struct look
expect_verdict(const char *name, enum verdict verdict, size_t records)
{
    struct look look = look_at(name);

    if (look.run.outcome.verdict != verdict || look.run.batch.count != records)
        fail_msg("%s: %s with %zu records, expected %s with %zu", name,
                 verdict_name(look.run.outcome.verdict), look.run.batch.count,
                 verdict_name(verdict), records);
    return look;
}

static inline void
verdict_of(const char *name, enum verdict verdict, size_t records)
{
    struct look look = expect_verdict(name, verdict, records);

    look_done(&look);
}

/* What was asked holds the text. */
static inline bool
url_holds(const struct look *look, const char *text)
{
    return str_find(look->run.request.url, str_from(text), 0) != SIZE_MAX;
}

#define EXPECT_TEXT(got, want)                                                       \
    do {                                                                             \
        struct str got_ = (got);                                                     \
        if (!str_equal_c(got_, want))                                                \
            fail_msg("%s is \"%.*s\", expected \"%s\"", #got, STR_ARGS(got_), want); \
    } while (0)

#endif
