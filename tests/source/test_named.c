/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * lib/source/named: which accounts a text names with "@".
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "source/named.h"

static const struct str former[] = { { "dinkes_lama", 11 } };
static const struct source_account account = { .handle = { "Dinkes.Kota", 11 },
                                               .former_handles = former,
                                               .former_handle_count = 1 };

/* The handles with blanks between them. */
static void
expect_named(const char *text, const char *expect)
{
    struct arena *arena = arena_new(1u << 20);
    struct batch batch;
    char got[2000] = "";

    batch_init(&batch, arena);
    named_add_mentions(&batch, &account, str_from(text), STR("m1"), 1000000);
    for (size_t i = 0; i < batch.count; i++) {
        const struct mention *mention = &batch.records[i].of.mention;
        struct error err = ERROR_INIT;
        assert_true(record_check(&batch.records[i], &err));
        assert_true(str_equal_c(mention->message_external_id, "m1"));
        snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%.*s", i > 0 ? " " : "",
                 STR_ARGS(mention->mentioned_handle));
    }
    assert_string_equal(got, expect);
    arena_free(arena);
}

static void
test_named(void **state)
{
    static const struct {
        const char *text, *expect;
    } rows[] = {
        { "@dishub_kota tolong lampu merahnya", "dishub_kota" },
        { "Mohon ditindak @dishub.kota, @satpolpp.kota!", "dishub.kota satpolpp.kota" },
        { "terima kasih @dishub.kota.", "dishub.kota" },
        { "(@dishub-mohon dilihat)", "dishub" },
        { "@dishub @DISHUB @dishub", "dishub" },
        { "hubungi warga@contoh.id atau a.b@c", "" }, /* addresses */
        { "@DINKES.kota kapan? @dinkes_lama?", "" },  /* itself, now and before */
        { "@ @a @. @@dishub", "dishub" },
        { "\xf0\x9f\x99\x8f@dishub\xe2\x80\xa6", "dishub" },
        { "@", "" },
        { "", "" },
        { "@b0 @b1 @b2 @b3 @b4 @b5 @b6 @b7 @b8 @b9 @c0 @c1 @c2 @c3 @c4 @c5 @c6 @c7 @c8 @c9 @d0",
          "b0 b1 b2 b3 b4 b5 b6 b7 b8 b9 c0 c1 c2 c3 c4 c5 c6 c7 c8 c9" },
        { "@a123456789b123456789c1234567891", "" }, /* 31 */
        { "@a123456789b123456789c123456789", "a123456789b123456789c123456789" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        expect_named(rows[i].text, rows[i].expect);
}

/* Only a leader's post asks whom it names, and only where answers to it can be seen. */
static void
test_in_post(void **state)
{
    static const struct {
        bool is_leader, is_public;
        int64_t published_at_us;
        size_t count;
    } rows[] = {
        { true, false, 1500000, 2 },
        { false, false, 1500000, 0 },
        { true, true, 1500000, 0 },
        { true, false, WHEN_NONE, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct arena *arena = arena_new(1u << 20);
        struct source_account author = account;
        struct batch batch;
        author.is_leader = rows[i].is_leader;
        author.is_public = rows[i].is_public;
        batch_init(&batch, arena);
        assert_int_equal(named_is_asking(&author, rows[i].published_at_us), rows[i].count > 0);
        named_add_in_post(&batch, &author, STR("@dishub dan @satpolpp.kota, tolong"), STR("p1"),
                          rows[i].published_at_us);
        assert_int_equal(batch.count, rows[i].count);
        for (size_t k = 0; k < batch.count; k++) {
            assert_true(str_equal_c(batch.records[k].of.mention.message_external_id, "p1"));
            assert_true(str_equal_c(batch.records[k].of.mention.post_external_id, "p1"));
            assert_int_equal(batch.records[k].of.mention.sent_at_us, 1000000);
        }
        arena_free(arena);
    }
}

static void
test_own(void **state)
{
    const struct source_account nameless = { .handle = STR_NONE };

    (void)state;
    assert_true(named_is_own(&account, STR("dinkes.kota")));
    assert_true(named_is_own(&account, STR("@dinkes.kota")));
    assert_true(named_is_own(&account, STR("DINKES_LAMA")));
    assert_false(named_is_own(&account, STR("dinkes")));
    assert_false(named_is_own(&account, STR("")));
    assert_false(named_is_own(&nameless, STR("@")));
    assert_false(named_is_own(&nameless, STR_NONE));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_named),
        cmocka_unit_test(test_in_post),
        cmocka_unit_test(test_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
