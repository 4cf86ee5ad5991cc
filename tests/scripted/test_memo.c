/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * daemon/memo: which pages and elements count as known, under which ids, and when the messages of
 * a complete visit are those of the one before it.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "memo.h"

static struct memo_pool pool;

/* A page whose digest is made of one letter, with elements 1000, 1001 … for as many ids. */
static void
keep(struct memo *memo, size_t number, char letter, const char *ids, uint64_t first)
{
    uint64_t items[256];
    char *copy = ids == NULL ? NULL : strdup(ids);
    char next[] = "1";
    struct memo_page page = { .verdict = VERDICT_MORE, .next = next, .ids = copy, .items = items };

    memset(page.digest, letter, sizeof(page.digest));
    for (const char *at = ids; at != NULL && *at != '\0'; at++) {
        if (*at == '\n') {
            items[page.item_count] = first + page.item_count;
            page.item_count++;
        }
    }
    memo_keep(memo, number, &page);
    free(copy);
}

static bool
is_known(const struct memo *memo, size_t number, char letter)
{
    unsigned char digest[MEMO_DIGEST_BYTES];

    memset(digest, letter, sizeof(digest));
    return memo_find(memo, number, digest) != NULL;
}

static void
expect_item(const struct memo *memo, size_t number, uint64_t item, struct memo_hint *hint,
            const char *want)
{
    struct str id = STR_NONE;
    bool found = memo_find_item(memo, number, item, hint, &id);

    assert_int_equal(found, want != NULL);
    if (want != NULL)
        assert_true(str_equal_c(id, want));
}

static void
test_pages(void **state)
{
    struct memo *memo = memo_new(&pool);

    (void)state;
    assert_false(is_known(NULL, 0, 'a'));
    assert_false(is_known(memo, 0, 'a'));
    keep(memo, 1, 'b', NULL, 0); /* a page whose place has none before it is not kept */
    assert_false(is_known(memo, 1, 'b'));
    keep(memo, 0, 'a', "x\n", 0);
    keep(memo, 1, 'b', NULL, 0);
    keep(memo, 2, 'c', "y\n", 0);
    assert_true(is_known(memo, 0, 'a') && is_known(memo, 1, 'b') && is_known(memo, 2, 'c'));
    assert_false(is_known(memo, 0, 'b'));
    keep(memo, 1, 'd', NULL, 0); /* in place: what stands behind stays */
    assert_true(is_known(memo, 1, 'd') && !is_known(memo, 1, 'b') && is_known(memo, 2, 'c'));
    memo_cut(memo, 1);
    assert_true(is_known(memo, 0, 'a') && !is_known(memo, 1, 'd') && !is_known(memo, 2, 'c'));
    for (size_t i = 1; i <= MEMO_PAGES_MAX; i++)
        keep(memo, i, 'e', NULL, 0);
    assert_true(is_known(memo, MEMO_PAGES_MAX - 1, 'e'));
    assert_false(is_known(memo, MEMO_PAGES_MAX, 'e'));
    memo_free(memo);
    memo_free(NULL);
}

static void
test_items(void **state)
{
    struct memo *memo = memo_new(&pool);
    struct memo_hint hint = { 0 };

    (void)state;
    expect_item(NULL, 0, 1000, &hint, NULL);
    expect_item(memo, 0, 1000, &hint, NULL);
    keep(memo, 0, 'a', "a0\na1\na2\n", 1000);
    keep(memo, 1, 'b', "b0\n", 2000);
    keep(memo, 2, 'c', "c0\nc1\n", 3000);
    /* In order, then back, on one page. */
    expect_item(memo, 0, 1000, &hint, "a0");
    expect_item(memo, 0, 1002, &hint, "a2");
    expect_item(memo, 0, 1001, &hint, "a1");
    expect_item(memo, 0, 1001, &hint, "a1");
    expect_item(memo, 0, 1003, &hint, NULL);
    /* Beside it, not further away. */
    expect_item(memo, 0, 2000, &hint, "b0");
    expect_item(memo, 0, 3001, &hint, NULL);
    expect_item(memo, 1, 3001, &hint, "c1");
    expect_item(memo, 1, 1000, &hint, "a0");
    expect_item(memo, 3, 3000, &hint, "c0");
    expect_item(memo, 4, 3000, &hint, NULL);
    /* Replaced, the old elements are gone. */
    keep(memo, 0, 'd', "d0\n", 4000);
    hint = (struct memo_hint){ 0 };
    expect_item(memo, 0, 1000, &hint, NULL);
    expect_item(memo, 0, 4000, &hint, "d0");
    memo_free(memo);
}

static void
test_pool(void **state)
{
    struct memo *memo = memo_new(&pool);
    struct memo_hint hint = { 0 };
    size_t before = pool.items;

    (void)state;
    keep(memo, 0, 'a', "a0\na1\na2\n", 1000);
    keep(memo, 1, 'b', "b0\n", 2000);
    assert_int_equal(pool.items, before + 4);
    keep(memo, 0, 'c', "c0\n", 3000);
    assert_int_equal(pool.items, before + 2);
    pool.items = MEMO_ITEMS_MAX - 2;
    keep(memo, 2, 'd', "d0\nd1\n", 4000); /* the last that have room */
    keep(memo, 3, 'e', "e0\n", 5000);
    assert_int_equal(pool.items, MEMO_ITEMS_MAX);
    expect_item(memo, 2, 4001, &hint, "d1");
    expect_item(memo, 3, 5000, &hint, NULL);
    assert_true(is_known(memo, 3, 'e')); /* the page itself is */
    memo_free(memo);
    assert_int_equal(pool.items, MEMO_ITEMS_MAX - 4);
    pool.items = before;
}

static void
test_complete(void **state)
{
    struct memo *memo = memo_new(&pool);

    (void)state;
    keep(memo, 0, 'a', "x\ny\n", 1000);
    keep(memo, 1, 'b', "z\n", 2000);
    assert_false(memo_complete(memo, 2)); /* there was none before */
    assert_true(memo_complete(memo, 2));
    keep(memo, 0, 'c', "x\ny\n", 3000); /* other bytes, the same messages */
    assert_true(memo_complete(memo, 2));
    keep(memo, 0, 'd', "y\nx\n", 4000);
    assert_false(memo_complete(memo, 2));
    keep(memo, 0, 'e', "x\n", 5000); /* one is gone; the visit breaks off here */
    assert_true(is_known(memo, 0, 'e') && is_known(memo, 1, 'b'));
    assert_false(memo_complete(memo, 2));
    assert_true(memo_complete(memo, 2));
    assert_false(memo_complete(memo, 3)); /* a page that could not be kept */
    assert_true(memo_complete(memo, 1));
    assert_false(is_known(memo, 1, 'b')); /* what stood behind the last page */
    memo_free(memo);
}

/* Known elements cannot be told from outside: their digests differ from program to program. */
static void
test_key(void **state)
{
    struct memo_pool other;
    struct str bytes = STR("{\"id\":\"1\"}");

    (void)state;
    memo_pool_init(&other);
    assert_true(memo_digest_item(&pool, bytes) == memo_digest_item(&pool, bytes));
    assert_true(memo_digest_item(&pool, bytes) != memo_digest_item(&pool, STR("{\"id\":\"2\"}")));
    assert_true(memo_digest_item(&pool, bytes) != memo_digest_item(&other, bytes));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages),    cmocka_unit_test(test_items), cmocka_unit_test(test_pool),
        cmocka_unit_test(test_complete), cmocka_unit_test(test_key),
    };

    memo_pool_init(&pool);
    return cmocka_run_group_tests_name("memo", tests, NULL, NULL);
}
