/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * text/language over the labelled texts of sample/language.tsv: how many of each language must be
 * right, of the half that nobody tuned anything with. Names, tags and addresses have no language.
 */

#include "unit.h"

#include "text/language.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_BYTES 1000
#define LANGUAGES      5

/* Reached by libcld2 0.0.0-git20150806 with the held-out half; never lowered. */
static const struct {
    const char *code;
    int all, right;
} floors[LANGUAGES] = {
    { "id", 35, 34 }, { "jv", 24, 19 }, { "su", 23, 22 }, { "en", 20, 20 }, { "und", 5, 5 },
};

static const char *sample;

static size_t
place_of(const char *code)
{
    size_t i = 0;

    while (i < LANGUAGES && strcmp(floors[i].code, code) != 0)
        i++;
    assert_in_range(i, 0, LANGUAGES - 1);
    return i;
}

static void
test_sample(void **state)
{
    FILE *file = fopen(sample, "r");
    char line[LINE_MAX_BYTES];
    int got[LANGUAGES][LANGUAGES] = { 0 }; /* labelled, told */
    int all[LANGUAGES] = { 0 };

    (void)state;
    assert_non_null(file);
    for (int row = 0; fgets(line, sizeof(line), file) != NULL;) {
        char *text = strchr(line, '\t');
        struct str told;
        if (line[0] == '#' || ++row % 2 != 0)
            continue;
        assert_non_null(text);
        *text++ = '\0';
        text[strcspn(text, "\n")] = '\0';
        told = language_of(str_from(text));
        all[place_of(line)]++;
        got[place_of(line)][place_of(str_is_none(told) ? "und" : told.p)]++;
    }
    fclose(file);
    for (size_t i = 0; i < LANGUAGES; i++)
        printf("# %-3s of %d: id %d, jv %d, su %d, en %d, und %d\n", floors[i].code, all[i],
               got[i][0], got[i][1], got[i][2], got[i][3], got[i][4]);
    for (size_t i = 0; i < LANGUAGES; i++) {
        EXPECT_INT(floors[i].code, all[i], floors[i].all);
        EXPECT(floors[i].code, got[i][i] >= floors[i].right);
    }
}

static const struct {
    const char *text, *want; /* NULL: cannot be told */
} rows[] = {
    { "", NULL },
    { "12.30 @pemkot #banjir https://example.id/the-water-is-off", NULL },
    { "Jalan ini rusak @thewaterisoff https://example.com/please/repair/the/road", "id" },
    { "Bonjour, quand la route sera-t-elle r\xc3\xa9par\xc3\xa9"
      "e ?",
      NULL },
    { "\xff\xfe", NULL },
};

static void
test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        EXPECT_STR(rows[i].text, language_of(str_from(rows[i].text)), str_from(rows[i].want));
}

/* A title tells where the text does not. */
static void
test_titled(void **state)
{
    struct str indonesian = STR("Jalan ini rusak dan belum diperbaiki");
    struct str english = STR("This road has been broken for a year");

    (void)state;
    EXPECT_STR("text", language_of_titled(english, indonesian), STR("id"));
    EXPECT_STR("title", language_of_titled(english, STR("12.30")), STR("en"));
    EXPECT_STR("title alone", language_of_titled(english, STR_NONE), STR("en"));
    EXPECT_STR("neither", language_of_titled(STR(""), STR("")), STR_NONE);
}

/* What does not fit is not looked at. */
static void
test_long(void **state)
{
    static char text[6000];

    (void)state;
    for (size_t i = 0; i < sizeof(text); i++)
        text[i] = "jalan rusak belum diperbaiki "[i % 29];
    assert_string_equal(language_of((struct str){ text, sizeof(text) }).p, "id");
    memset(text, 'a', sizeof(text));
    assert_true(str_is_none(language_of((struct str){ text, sizeof(text) })));
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sample),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_titled),
        cmocka_unit_test(test_long),
    };

    if (argc < 2)
        return EXIT_FAILURE;
    sample = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
