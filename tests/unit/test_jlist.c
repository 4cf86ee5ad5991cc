/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * json/jlist: where the elements of "data" stand, which documents are not taken, and what is left
 * when elements are left out.
 */

#include "unit.h"

#include "base/base.h"
#include "json/jlist.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME STR("data")

/* Elements joined with "|", or NULL when the document is not taken. */
static const struct {
    const char *text, *want;
} rows[] = {
    { "{\"data\":[1,2]}", "1|2" },
    { " {\n\"data\" : [ 1 ,\t2\r] } ", "1|2" },
    { "{\"data\":[]}", "" },
    { "{\"data\":[ ]}", "" },
    { "{\"data\":[{\"a\":[1,\"]}\"]},\"x\",null,-1.5e3]}", "{\"a\":[1,\"]}\"]}|\"x\"|null|-1.5e3" },
    { "{\"data\":[\"a\\\"]\",\"b\\\\\"]}", "\"a\\\"]\"|\"b\\\\\"" },
    { "{\"data\":[\"\\\\\\\"\",1]}", "\"\\\\\\\"\"|1" },
    { "{\"data\":[\"\"]}", "\"\"" },
    { "{\"a\":{\"data\":[9]},\"data\":[1],\"b\":[2,3],\"c\":true,\"d\":\"e\"}", "1" },
    { "{\"data2\":[1],\"data\":[2]}", "2" },
    /* No such list, or not one only. */
    { "{}", NULL },
    { "{\"a\":1}", NULL },
    { "{\"data\":1}", NULL },
    { "{\"data\":{}}", NULL },
    { "{\"data\":[1],\"data\":[2]}", NULL },
    { "{\"a\":{\"data\":[1]}}", NULL },
    { "{\"\\u0064ata\":[1],\"data\":[2]}", NULL },
    /* No object. */
    { "", NULL },
    { "[1]", NULL },
    { "<html>", NULL },
    { "\"data\"", NULL },
    /* Cut or broken. */
    { "{", NULL },
    { "{\"data\":[1,2]", NULL },
    { "{\"data\":[1,2", NULL },
    { "{\"data\":[1,", NULL },
    { "{\"data\":[", NULL },
    { "{\"data\":", NULL },
    { "{\"data\"", NULL },
    { "{\"data", NULL },
    { "{\"data\":[\"a", NULL },
    { "{\"data\":[{\"a", NULL },
    { "{\"data\":[{\"a\":1", NULL },
    { "{\"data\":[\"a\\\"", NULL },
    { "{\"data\":[{\"a\":1]", NULL },
    { "{\"data\":[1,,2]}", NULL },
    { "{\"data\":[1,]}", NULL },
    { "{\"data\":[1 2]}", NULL },
    { "{\"data\":[1}", NULL },
    { "{\"data\" [1]}", NULL },
    { "{\"a\":,\"data\":[1]}", NULL },
    { "{\"a\":\"b,\"data\":[1]}", NULL },
    { "{data:[1]}", NULL },
    { "{\"data\":[1],}", NULL },
    { "{\"data\":[1]]", NULL },
    { "{\"data\":[1]}x", NULL },
    { "{\"data\":[1]} {}", NULL },
};

static void
test_find(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct arena *arena = arena_new(64u << 10);
        char got[128] = "";
        struct jlist list;
        bool ok = jlist_find(str_from(rows[i].text), NAME, arena, &list);
        EXPECT_INT(rows[i].text, ok, rows[i].want != NULL);
        for (size_t e = 0; ok && e < list.count; e++)
            (void)snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%.*s",
                           e == 0 ? "" : "|", STR_ARGS(list.elements[e]));
        if (ok)
            EXPECT_STR(rows[i].text, str_from(got), str_from(rows[i].want));
        arena_free(arena);
    }
}

/* A NUL is a byte like others, not the end. */
static void
test_nul(void **state)
{
    struct arena *arena = arena_new(64u << 10);
    struct jlist list;

    (void)state;
    assert_false(jlist_find(STR("{\"data\":[1]}\0"), NAME, arena, &list));
    assert_true(jlist_find(STR("{\"data\":[\"\0\"]}"), NAME, arena, &list));
    assert_int_equal(list.elements[0].n, 3);
    arena_free(arena);
}

static void
test_keep(void **state)
{
    static const struct {
        const char *text, *kept, *want; /* kept: a digit for each element, 1 stays */
    } keep_rows[] = {
        { "{\"data\":[1,2,3],\"n\":3}", "111", "{\"data\":[1,2,3],\"n\":3}" },
        { "{\"data\":[1,2,3],\"n\":3}", "010", "{\"data\":[2],\"n\":3}" },
        { "{\"data\":[1,2,3],\"n\":3}", "101", "{\"data\":[1,3],\"n\":3}" },
        { "{\"data\":[ 1 , {\"a\" : 2} ], \"n\":3}", "11", "{\"data\":[1,{\"a\" : 2}], \"n\":3}" },
        { "{\"n\":\"[\",\"data\":[1,2]}", "00", "{\"n\":\"[\",\"data\":[]}" },
        { "{\"data\":[]}", "", "{\"data\":[]}" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(keep_rows); i++) {
        struct arena *arena = arena_new(64u << 10);
        bool kept[8] = { false };
        struct jlist list;
        struct str text;
        for (size_t e = 0; e < strlen(keep_rows[i].kept); e++)
            kept[e] = keep_rows[i].kept[e] == '1';
        EXPECT(keep_rows[i].text, jlist_find(str_from(keep_rows[i].text), NAME, arena, &list));
        EXPECT(keep_rows[i].text, jlist_keep(&list, kept, arena, &text));
        EXPECT_STR(keep_rows[i].text, text, str_from(keep_rows[i].want));
        arena_free(arena);
    }
}

/* "{"data":[0,0,…]}" with count elements; the caller frees it. */
static struct str
long_list(size_t count)
{
    char *bytes = calloc(2 * count + 16, 1);
    size_t n = (size_t)sprintf(bytes, "{\"data\":[");

    for (size_t i = 0; i < count; i++) {
        bytes[n++] = '0';
        bytes[n++] = i + 1 < count ? ',' : ']';
    }
    bytes[n++] = '}';
    return (struct str){ bytes, n };
}

static void
test_bounds(void **state)
{
    struct str most = long_list(JLIST_ELEMENTS_MAX);
    struct str more = long_list(JLIST_ELEMENTS_MAX + 1);
    struct arena *arena = arena_new(1u << 20);
    struct arena *tiny = arena_new(16);
    struct jlist list;
    struct str text;
    bool *kept = calloc(JLIST_ELEMENTS_MAX, 1);

    (void)state;
    assert_true(jlist_find(most, NAME, arena, &list));
    assert_int_equal(list.count, JLIST_ELEMENTS_MAX);
    assert_false(jlist_keep(&list, kept, tiny, &text));
    assert_false(jlist_find(more, NAME, arena, &list));
    assert_false(jlist_find(most, NAME, tiny, &list));
    free(kept);
    free((char *)(uintptr_t)most.p);
    free((char *)(uintptr_t)more.p);
    arena_free(tiny);
    arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_nul),
        cmocka_unit_test(test_keep),
        cmocka_unit_test(test_bounds),
    };

    return cmocka_run_group_tests_name("jlist", tests, NULL, NULL);
}
