/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * text/lexicon: words in the middle and at both ends of the tables are found, with what they mean.
 */

#include "unit.h"

#include "text/lexicon.h"

static const struct {
    const char *words;
    unsigned want;
} rows[] = {
    { "aa", LEXICON_HONORIFIC },
    { "yesterday", LEXICON_DATE },
    { "terima kasih", LEXICON_THANKS },
    { "terima", 0 },
    { "mohon maaf", 0 },
    { "maaf", LEXICON_APOLOGY },
    { "assalamu'alaikum", LEXICON_GREETING },
    { "goblok", LEXICON_INSULT },
    { "bertempat di", LEXICON_PLACE },
    { "desember", LEXICON_MONTH },
    { "pukul", LEXICON_CLOCK },
    { "wib", LEXICON_ZONE },
    { "alun-alun", LEXICON_AT },
    { "hotline", LEXICON_CALL },
    { "aa=h", 0 },
    { "", 0 },
    { "zzz", 0 },
};

static void
test_find(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        EXPECT_INT(rows[i].words, lexicon_find(str_from(rows[i].words)), rows[i].want);
}

static void
test_excepts(void **state)
{
    (void)state;
    assert_true(lexicon_excepts(STR("disdukcapil")));
    assert_true(lexicon_excepts(STR("aa")));
    assert_true(lexicon_excepts(STR("zoom")));
    assert_false(lexicon_excepts(STR("zoomm")));
    assert_false(lexicon_excepts(STR("")));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_excepts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
