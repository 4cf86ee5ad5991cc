/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The end of memory, wherever it comes: over every recorded answer each of the pieces that planning
 * and reading take from the arena is refused once, alone and with all that follow it. No page may
 * then pass as whole, and no request as made. The arena's functions are replaced by the linker
 * (meson.build) by ones that count.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "dump.h"

#define ARENA_BYTES    (16u << 20)
#define TEXT_MAX       4096
#define DUMP_BYTES_MAX (4u << 20)
#define EACH_MAX       400u /* pieces of an answer that are all refused; of larger ones so many */

static struct {
    size_t taken;   /* pieces asked for so far */
    size_t refused; /* the number of the first that is refused */
    bool onwards;   /* and all behind it */
    bool active;
} memory;

static bool
is_refused(void)
{
    size_t nth = memory.taken++;

    return memory.active && (nth == memory.refused || (memory.onwards && nth > memory.refused));
}

/* ---- what the linker puts in the place of arena.h's ---- */

void *__real_arena_alloc(struct arena *arena, size_t size);
void *__real_arena_array(struct arena *arena, size_t count, size_t size);
void *__real_arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size);
bool __real_arena_str(struct arena *arena, struct str s, struct str *ret_copy);
bool __real_arena_printf(struct arena *arena, struct str *ret_text, const char *format, ...);
void *__wrap_arena_alloc(struct arena *arena, size_t size);
void *__wrap_arena_array(struct arena *arena, size_t count, size_t size);
void *__wrap_arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size);
bool __wrap_arena_str(struct arena *arena, struct str s, struct str *ret_copy);
bool __wrap_arena_printf(struct arena *arena, struct str *ret_text, const char *format, ...)
    PRINTF_LIKE(3, 4);

void *
__wrap_arena_alloc(struct arena *arena, size_t size)
{
    return is_refused() ? NULL : __real_arena_alloc(arena, size);
}

void *
__wrap_arena_array(struct arena *arena, size_t count, size_t size)
{
    return is_refused() ? NULL : __real_arena_array(arena, count, size);
}

void *
__wrap_arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size)
{
    return is_refused() ? NULL : __real_arena_grow(arena, old, old_size, new_size);
}

bool
__wrap_arena_str(struct arena *arena, struct str s, struct str *ret_copy)
{
    return !is_refused() && __real_arena_str(arena, s, ret_copy);
}

bool
__wrap_arena_printf(struct arena *arena, struct str *ret_text, const char *format, ...)
{
    char text[TEXT_MAX];
    va_list arguments;

    if (is_refused())
        return false;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    return __real_arena_printf(arena, ret_text, "%s", text);
}

/* ---- the test ---- */

static size_t faults;

static bool
passes_as_whole(const struct run *run)
{
    return run->planned && run->parsed &&
           (run->outcome.verdict == VERDICT_DONE || run->outcome.verdict == VERDICT_MORE);
}

/* What must not be lost; the words of a refusal and the version that answered may be. */
static void
dump(const struct fixture *fixture, const struct run *run, struct buf *out)
{
    struct run kept = *run;

    assert_true(buf_printf(out, "%zu refused\n", run->batch.reject_count));
    kept.batch.reject_count = 0;
    kept.outcome.served_version = STR_NONE;
    dump_run(fixture, &kept, out);
}

/* One more run, with the nth piece refused. */
static void
refuse(const struct fixture *fixture, struct str whole, size_t nth, bool onwards)
{
    CLEANUP(buf_done) struct buf out = BUF_INIT(DUMP_BYTES_MAX);
    struct arena *arena = arena_new(ARENA_BYTES);
    struct run run;

    memory.taken = 0;
    memory.refused = nth;
    memory.onwards = onwards;
    memory.active = true;
    fixture_run(fixture, buf_str(&fixture->raw), arena, &run);
    memory.active = false;
    if (memory.taken <= nth)
        fail_msg("%s: piece %zu was not asked for", fixture->name, nth);
    if (passes_as_whole(&run)) {
        dump(fixture, &run, &out);
        if (!str_equal(buf_str(&out), whole)) {
            print_error("%s: without piece %zu%s another page passes as whole\n", fixture->name,
                        nth, onwards ? " and what follows" : "");
            faults++;
        }
    }
    arena_free(arena);
}

static void
check(const struct fixture *fixture)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    CLEANUP(buf_done) struct buf whole = BUF_INIT(DUMP_BYTES_MAX);
    struct run run;
    size_t pieces;

    memory.taken = 0;
    fixture_run(fixture, buf_str(&fixture->raw), arena, &run);
    pieces = memory.taken;
    dump(fixture, &run, &whole);
    for (size_t nth = 0; nth < pieces; nth += 1 + pieces / EACH_MAX) {
        refuse(fixture, buf_str(&whole), nth, false);
        refuse(fixture, buf_str(&whole), nth, true);
    }
    arena_free(arena);
}

static void
test_memory(void **state)
{
    size_t count = 0;
    char **names = fixture_names(&count);

    (void)state;
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        struct fixture *fixture = fixture_load(names[i]);
        check(fixture);
        fixture_free(fixture);
        free(names[i]);
    }
    free(names);
    assert_int_equal(faults, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_memory) };

    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
