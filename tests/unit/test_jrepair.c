/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * json/jrepair: what one pass over the bytes replaces and counts, what is cut out and what is not.
 * The pass is compared with an independent reader over many random texts in repair_compare.py.
 */

#include "unit.h"

#include "json/jrepair.h"

#include <string.h>

#define U "\\u" /* the escape, not the character */

static const struct {
    const char *name;
    struct str text, want;
    size_t replaced;
} string_rows[] = {
    { "plain", STR("[\"abc\"]"), STR("[\"abc\"]"), 0 },
    { "NUL", STR("\"a" U "0000b\""), STR("\"a" U "fffdb\""), 1 },
    { "an escaped backslash before u0000", STR("\"\\" U "0000\""), STR("\"\\" U "0000\""), 0 },
    { "the same and one more", STR("\"\\\\" U "0000\""), STR("\"\\\\" U "fffd\""), 1 },
    { "a pair", STR("\"" U "d83d" U "de4f\""), STR("\"" U "d83d" U "de4f\""), 0 },
    { "a pair in capitals", STR("\"" U "D83D" U "DE4F\""), STR("\"" U "D83D" U "DE4F\""), 0 },
    { "first and last pair", STR("\"" U "d800" U "dc00" U "dbff" U "dfff\""),
      STR("\"" U "d800" U "dc00" U "dbff" U "dfff\""), 0 },
    { "high alone", STR("\"" U "d83d\""), STR("\"" U "fffd\""), 1 },
    { "high before text", STR("\"" U "d83dx" U "de4f\""), STR("\"" U "fffdx" U "fffd\""), 2 },
    { "high before a pair", STR("\"" U "d83d" U "d83d" U "de4f\""),
      STR("\"" U "fffd" U "d83d" U "de4f\""), 1 },
    { "high before another escape", STR("\"" U "d83d" U "0041\""), STR("\"" U "fffd" U "0041\""),
      1 },
    { "high before a newline", STR("\"" U "d83d\\n\""), STR("\"" U "fffd\\n\""), 1 },
    { "high at the cut end", STR("\"" U "d83d" U "de4"), STR("\"" U "fffd" U "de4"), 1 },
    { "low alone", STR("\"" U "dc00\""), STR("\"" U "fffd\""), 1 },
    { "low then high", STR("\"" U "de4f" U "d83d\""), STR("\"" U "fffd" U "fffd\""), 2 },
    { "first and last half", STR("\"" U "d800 " U "dfff\""), STR("\"" U "fffd " U "fffd\""), 2 },
    { "low after a letter", STR("\"" U "0041" U "dc00\""), STR("\"" U "0041" U "fffd\""), 1 },
    { "low after a low", STR("\"" U "dc00" U "dc00\""), STR("\"" U "fffd" U "fffd\""), 2 },
    { "all digits", STR("\"" U "d9Af" U "Daa9 \""), STR("\"" U "fffd" U "fffd \""), 2 },
    { "no half", STR("\"" U "d83g" U "d83`" U "d83/\""), STR("\"" U "d83g" U "d83`" U "d83/\""),
      0 },
    { "NUL at the cut end", STR("\"" U "0000"), STR("\"" U "fffd"), 1 },
    { "control at the cut end", STR("\"\\n\x01"), STR("\"\\n?"), 1 },
    { "around the halves", STR("\"" U "d7ff" U "e000\""), STR("\"" U "d7ff" U "e000\""), 0 },
    { "no hexadecimal", STR("\"" U "00g0" U "d83:\""), STR("\"" U "00g0" U "d83:\""), 0 },
    { "hexadecimal borders", STR("\"" U "000/" U "000`" U "000@\""),
      STR("\"" U "000/" U "000`" U "000@\""), 0 },
    { "escaped quote", STR("\"\\\"" U "0000\""), STR("\"\\\"" U "fffd\""), 1 },
    { "raw controls", STR("\"a\nb\tc\x1f\0\""), STR("\"a?b?c??\""), 4 },
    { "DEL is none", STR("\"\x7f\""), STR("\"\x7f\""), 0 },
    { "UTF-8", STR("\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x99\x8f\""),
      STR("\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x99\x8f\""), 0 },
    { "cut UTF-8", STR("\"\xf0\x9f\x99x\""), STR("\"???x\""), 3 },
    { "raw surrogate", STR("\"\xed\xa0\xbd\""), STR("\"???\""), 3 },
    { "cut at the end", STR("\"\xf0\x9f"), STR("\"??"), 2 },
    { "outside strings nothing", STR("[\n\t" U "0000\xff\0]"), STR("[\n\t" U "0000\xff\0]"), 0 },
    { "backslash at the end", STR("\"\\"), STR("\"\\"), 0 },
    { "escape at the end", STR("\"\\n"), STR("\"\\n"), 0 },
    { "in a key", STR("{\"a" U "0000\":1}"), STR("{\"a" U "fffd\":1}"), 1 },
    { "comma before a bracket", STR("[1,]"), STR("[1 ]"), 1 },
    { "comma and blanks before a brace", STR("{\"a\":[1 ,\r\n\t ],}"), STR("{\"a\":[1  \r\n\t ] }"),
      2 },
    { "comma behind nothing", STR("[ ,]"), STR("[ ,]"), 0 },
    { "two commas", STR("[1, ,]"), STR("[1, ,]"), 0 },
    { "comma in a string", STR("[\",]\"]"), STR("[\",]\"]"), 0 },
    { "commas between", STR("[1,2,\"a\",[3],{}]"), STR("[1,2,\"a\",[3],{}]"), 0 },
    { "comma at the end", STR("[1,"), STR("[1,"), 0 },
    { "nothing", STR(""), STR(""), 0 },
};

static void
test_strings(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(string_rows); i++) {
        char bytes[64] = "";
        struct jrepair_report report;
        memcpy(bytes, string_rows[i].text.p, string_rows[i].text.n);
        jrepair_scan(bytes, string_rows[i].text.n, &report);
        EXPECT_STR(string_rows[i].name, ((struct str){ bytes, string_rows[i].text.n }),
                   string_rows[i].want);
        EXPECT_INT(string_rows[i].name, report.replaced, string_rows[i].replaced);
    }
}

/* A fault at every place of strings shorter and longer than the word that is looked at at once. */
static void
test_every_place(void **state)
{
    (void)state;
    for (size_t n = 3; n < 30; n++) {
        for (size_t i = 1; i < n - 1; i++) {
            for (int byte = 1; byte < 256; byte++) {
                char bytes[32];
                struct jrepair_report report;
                memset(bytes, 'a', sizeof(bytes));
                bytes[0] = bytes[n - 1] = '"';
                bytes[i] = (char)byte;
                jrepair_scan(bytes, n, &report);
                EXPECT_INT("replaced", report.replaced, byte < 0x20 || byte >= 0x80);
                EXPECT_INT("byte", (unsigned char)bytes[i], report.replaced != 0 ? '?' : byte);
            }
        }
    }
}

static void
test_counts(void **state)
{
    (void)state;
    const struct {
        const char *text;
        size_t values, depth;
    } rows[] = {
        { "[]", 1, 1 },
        { " [ ] ", 1, 1 },
        { "{}", 1, 1 },
        { "5", 1, 0 },
        { "[1,2]", 3, 1 },
        { "[\"\"]", 2, 1 },
        { "{\"a\":1,\"b\":[true,null]}", 5, 2 },
        { "[{},{},[]]", 4, 2 },
        { "[[[\n]]]", 3, 3 },
        { "[[1],[[2]]]", 6, 3 },
        { "[],[]", 2, 1 },
        { "[\"{,[\",\"\\\"]\"]", 3, 1 },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char bytes[64];
        struct jrepair_report report;
        memcpy(bytes, rows[i].text, strlen(rows[i].text) + 1);
        jrepair_scan(bytes, strlen(bytes), &report);
        EXPECT_INT(rows[i].text, report.values, rows[i].values);
        EXPECT_INT(rows[i].text, report.depth, rows[i].depth);
    }
    /* Brackets that close nothing do not make the depth go below 0. */
    char closers[] = "]]}[1]";
    struct jrepair_report report;
    jrepair_scan(closers, sizeof(closers) - 1, &report);
    assert_int_equal(report.depth, 1);
}

/* "^" stands behind the last byte that the parser took; it is not part of the text. */
static size_t
take_mark(const char *marked, char bytes[64], size_t *ret_position)
{
    size_t n = strlen(marked) - 1;
    *ret_position = strcspn(marked, "^");
    memset(bytes, 0, 64);
    memcpy(bytes, marked, *ret_position);
    memcpy(bytes + *ret_position, marked + *ret_position + 1, n - *ret_position);
    return n;
}

static void
test_cut(void **state)
{
    (void)state;
    const struct {
        const char *text, *want; /* NULL: refused */
    } rows[] = {
        { "[{\"a\":x^,\"b\":1},{}]", "[null         ,{}]" },
        { "[{\"a\":1,}^,2]", "[null    ,2]" },
        { "[{^x}]", "[null]" },
        { "[{x}^,1]", "[null,1]" },
        { "[{}^]", "[null]" },
        { "[{\"a\":{\"b\":x^}}]", "[null         ]" },
        { "[{\"a\":[{\"b\":x^}]}]", "[{\"a\":[null   ]}]" },
        { "[{\"a\":[x^]}]", "[null     ]" },
        { "[{\"a\":[1}^,2]", "[null    ,2]" },
        { "[{\"a\":\"}]\",\"b\":x^}]", "[null            ]" },
        { "[{\"a\":\"\\\"}\\q^\"}]", "[null         ]" },
        { "[[],{},{\"a\":1},{x^}]", "[[],{},{\"a\":1},null]" },
        { "[{x^,\"a\":\"[\",\"b\":{},\"c\":[]}]", "[null                     ]" },
        /* no element of an array */
        { "{\"a\":x^}", NULL },
        { "[1,x^]", NULL },
        { "[{\"a\":1},x^]", NULL },
        { "[[x^]]", NULL },
        { "^[{}]", NULL },
        /* no end of its own */
        { "[{\"a\":x^", NULL },
        { "[{\"a\":x^]", NULL },
        { "[{\"a\":1,{^\"b\":2},{\"c\":3}]", NULL },
        { "[{\"a\":x^\"}]", NULL },
        { "[{x^]}]", NULL },
        { "}{x^}", NULL },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char bytes[64];
        char before[64];
        size_t position;
        size_t n = take_mark(rows[i].text, bytes, &position);
        take_mark(rows[i].text, before, &position);
        EXPECT_INT(rows[i].text, jrepair_cut(bytes, &n, position), rows[i].want != NULL);
        bytes[n] = '\0';
        const char *want = rows[i].want != NULL ? rows[i].want : before;
        EXPECT_STR(rows[i].text, str_from(bytes), str_from(want));
    }
    char bytes[] = "[{x}]";
    size_t n = 5;
    assert_false(jrepair_cut(bytes, &n, 6));
    assert_false(jrepair_cut(bytes, &n, SIZE_MAX));
}

static void
test_cut_is_bounded(void **state)
{
    (void)state;
    char bytes[4 * JREPAIR_DEPTH_MAX];
    size_t n = sizeof(bytes);
    memset(bytes, '[', n);
    assert_false(jrepair_cut(bytes, &n, n));
    bytes[1] = '{';
    bytes[2] = 'x';
    assert_false(jrepair_cut(bytes, &n, 3));
    /* An item whose inside is too deep, though it ends. */
    memset(bytes + n / 2 + 1, ']', n / 2 - 1);
    memcpy(bytes + n - 2, "}]", 2);
    assert_false(jrepair_cut(bytes, &n, 3));
}

static void
test_drop_number(void **state)
{
    (void)state;
    const struct {
        const char *text, *want;
    } rows[] = {
        { "{\"a\":99999999999999999999^,\"b\":1}", "{\"a\":null                ,\"b\":1}" },
        { "[-1.5E+999^]", "[null     ]" },
        { "1e99^", "null" },
        { "[90E-9000^]", "[null    ]" },
        { "[1,999^]", NULL },
        { "[\"a\"^]", NULL },
        { "^1234", NULL },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char bytes[64];
        size_t position;
        size_t n = take_mark(rows[i].text, bytes, &position);
        EXPECT_INT(rows[i].text, jrepair_drop_number(bytes, n, position), rows[i].want != NULL);
        EXPECT(rows[i].text, rows[i].want == NULL || strcmp(bytes, rows[i].want) == 0);
    }
    char bytes[] = "12345";
    assert_false(jrepair_drop_number(bytes, 5, 6));
    assert_string_equal(bytes, "12345");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strings),        cmocka_unit_test(test_every_place),
        cmocka_unit_test(test_counts),         cmocka_unit_test(test_cut),
        cmocka_unit_test(test_cut_is_bounded), cmocka_unit_test(test_drop_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
