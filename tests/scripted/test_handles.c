/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * daemon/handles: registered accounts by the handles that platforms name them with.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "handles.h"

static const struct source_info named = { .name = "named", .names_authors = true };
static const struct source_info other = { .name = "other" };

static struct str former[] = { { "Dinkes_Lama", 11 }, { "puskesmas", 9 } };

static struct config_account unit_accounts[] = {
    { .platform = &named,
      .external_id = { "17", 2 },
      .handle = { "Dinkes.Kota", 11 },
      .former_handles = former,
      .former_handle_count = 2 },
    { .platform = &named, .external_id = { "18", 2 } }, /* without any */
    { .platform = &other, .external_id = { "19", 2 }, .handle = { "dishub", 6 } },
};
static struct config_account more_accounts[] = {
    { .platform = &named, .external_id = { "17", 2 }, .handle = { "dinkes.kota", 11 } },
    { .platform = &named, .external_id = { "20", 2 }, .handle = { "Puskesmas", 9 } },
};
static struct config_account leader_accounts[] = {
    { .platform = &named, .external_id = { "21", 2 }, .handle = { "walikota", 8 } },
};
static struct config_account delegates[] = {
    /* not asked, but known where it answers */
    { .platform = &named, .external_id = { "22", 2 }, .handle = { "jubir", 5 } },
    { .platform = &other, .external_id = { "23", 2 }, .handle = { "humas", 5 } },
};
static struct config_unit units[] = {
    { .accounts = unit_accounts,
      .account_count = ARRAY_SIZE(unit_accounts),
      .delegates = delegates,
      .delegate_count = ARRAY_SIZE(delegates) },
    { .accounts = more_accounts, .account_count = ARRAY_SIZE(more_accounts) },
};
static struct config_leader leaders[] = { { .accounts = leader_accounts, .account_count = 1 } };

static void
test_find(void **state)
{
    static const struct {
        const char *channel, *handle, *expect; /* NULL: nobody, or nobody knows */
    } rows[] = {
        { "named", "dinkes.kota", "17" }, { "named", "DINKES.KOTA", "17" },
        { "named", "dinkes_lama", "17" }, { "named", "walikota", "21" },
        { "named", "Jubir", "22" },       { "other", "humas", NULL },
        { "named", "puskesmas", NULL }, /* two accounts have had it */
        { "named", "dinkes", NULL },      { "named", "dinkes.kota.", NULL },
        { "other", "dishub", NULL }, /* a platform whose ids tell who writes */
        { "other", "dinkes.kota", NULL }, { "named", "", NULL },
    };
    const struct config config = { .units = units,
                                   .unit_count = ARRAY_SIZE(units),
                                   .leaders = leaders,
                                   .leader_count = ARRAY_SIZE(leaders) };
    struct arena *arena = arena_new(1u << 16);
    struct handles handles;

    (void)state;
    handles_make(&handles, &config, arena);
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct str found =
            handles_find(&handles, str_from(rows[i].channel), str_from(rows[i].handle));
        if (rows[i].expect == NULL)
            assert_true(str_is_none(found));
        else
            assert_true(str_equal_c(found, rows[i].expect));
    }
    arena_free(arena);
}

static void
test_of_nothing(void **state)
{
    const struct config config = { .unit_count = 0 };
    struct arena *arena = arena_new(1u << 16);
    struct handles handles;

    (void)state;
    handles_make(&handles, &config, arena);
    assert_true(str_is_none(handles_find(&handles, STR("named"), STR("walikota"))));
    arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_of_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
