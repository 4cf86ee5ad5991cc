/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * base/base: the allocators, TAKE, container_of, and that must_hold() ends the program: SIGABRT is
 * caught and jumped out of.
 */

#include "unit.h"

#include "base/base.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static sigjmp_buf out_of_abort;

static void
on_abort(int number)
{
    (void)number;
    siglongjmp(out_of_abort, 1);
}

static void
test_must_hold(void **state)
{
    (void)state;
    struct sigaction action = { .sa_handler = on_abort };
    struct sigaction before;
    volatile int aborted = 0;
    sigaction(SIGABRT, &action, &before);
    if (sigsetjmp(out_of_abort, 1) == 0) {
        must_hold(true, "nothing");
        must(1 + 1 == 2);
        must(aborted != 0);
    } else {
        aborted = 1;
    }
    sigaction(SIGABRT, &before, NULL);
    assert_int_equal(aborted, 1);
}

static void
test_allocators(void **state)
{
    (void)state;
    char *zeroed = xcalloc(3, 5);
    for (int i = 0; i < 15; i++) {
        assert_int_equal(zeroed[i], 0);
    }
    free(zeroed);

    char *text = xstrdup("pantau");
    assert_string_equal(text, "pantau");
    text = xrealloc(text, 100);
    assert_string_equal(text, "pantau");
    free(text);
}

static void
test_no_bytes(void **state)
{
    (void)state;
    void *pieces[] = { xmalloc(0), xcalloc(0, 8), xcalloc(8, 0), xrealloc(NULL, 0), xstrdup("") };
    for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
        assert_non_null(pieces[i]);
        free(pieces[i]);
    }
}

struct thing {
    int number;
    char *text;
};

static void
thing_free(struct thing *thing)
{
    if (thing != NULL) {
        free(thing->text);
        free(thing);
    }
}
DEFINE_FREEP(thing);

/* Ownership leaves a local by TAKE, else it is freed: the sanitizer finds both kinds of mistake. */
static struct thing *
make_thing(bool give)
{
    CLEANUP(thing_freep) struct thing *thing = xcalloc(1, sizeof(*thing));
    thing->text = xstrdup("x");
    return give ? TAKE(thing) : NULL;
}

static void
test_ownership(void **state)
{
    (void)state;
    CLEANUP(thing_freep) struct thing *thing = make_thing(true);
    assert_non_null(thing);
    assert_null(make_thing(false));
    assert_ptr_equal(container_of(&thing->text, struct thing, text), thing);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_must_hold),
        cmocka_unit_test(test_allocators),
        cmocka_unit_test(test_no_bytes),
        cmocka_unit_test(test_ownership),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
