/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * source/fields: each kind of field from each kind of value, alternatives of a path, required and
 * optional, what is noted and what is refused.
 */

#include "unit.h"

#include "base/buf.h"
#include "source/attached.h"
#include "source/fields.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct target {
    struct str text;
    int64_t count;
    double number;
    enum tri flag;
};

#define ABSENT                                                            \
    {                                                                     \
        .text = STR_NONE, .count = -1, .number = NAN, .flag = TRI_UNKNOWN \
    }

/* What one field made of {"v": value}. */
enum made { MADE, LEFT, REJECTED };

struct row {
    const char *value;
    enum made made;
    const char *text;
    int64_t count;
    double number;
};

static void
check(enum field_kind kind, const char *expected, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const size_t offsets[FIELD_KIND_COUNT] = {
            [FIELD_COUNT] = offsetof(struct target, count),
            [FIELD_TIME] = offsetof(struct target, count),
            [FIELD_EPOCH] = offsetof(struct target, count),
            [FIELD_NUMBER] = offsetof(struct target, number),
            [FIELD_FLAG] = offsetof(struct target, flag),
        };
        CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 16);
        const struct field fields[] = { { "v", kind, offsets[kind], false } };
        struct target target = ABSENT;
        struct error err = ERROR_INIT;
        struct batch batch;
        char json[200];
        char why[100];
        batch_init(&batch, arena);
        snprintf(json, sizeof(json), "{\"v\":%s}", rows[i].value);
        snprintf(why, sizeof(why), "expected %s", expected);
        CLEANUP(jdoc_freep) struct jdoc *doc = jdoc_parse(str_from(json), NULL);
        assert_non_null(doc);
        EXPECT(json,
               fields_read(FIELD_TABLE(fields), jdoc_root(doc), &target, &batch, "$[3]", &err));
        EXPECT_INT(json, batch.reject_count, rows[i].made == REJECTED);
        EXPECT(json, rows[i].made != REJECTED ||
                         str_find(batch.rejects[0].why, str_from(why), 0) != SIZE_MAX);
        EXPECT(json, rows[i].made != REJECTED || str_equal_c(batch.rejects[0].path, "$[3]"));
        bool made = rows[i].made == MADE;
        EXPECT_STR(json, target.text, made ? str_from(rows[i].text) : STR_NONE);
        if (kind == FIELD_FLAG) {
            EXPECT_INT(json, target.flag, made ? rows[i].count : TRI_UNKNOWN);
        } else if (kind == FIELD_NUMBER) {
            EXPECT(json, made ? target.number == rows[i].number : isnan(target.number));
        } else {
            EXPECT_INT(json, target.count, made && rows[i].text == NULL ? rows[i].count : -1);
        }
    }
}

#define CHECK(kind, expected, rows) check(kind, expected, rows, ARRAY_SIZE(rows))

static void
test_texts(void **state)
{
    (void)state;
    static char long_id[300];
    static const struct row ids[] = {
        { "\"1_2:3\"", MADE, "1_2:3", 0, 0 },
        { "9007199254740993", MADE, "9007199254740993", 0, 0 },
        { "\"\"", LEFT, NULL, 0, 0 },
        { "null", LEFT, NULL, 0, 0 },
        { "1.5", REJECTED, NULL, 0, 0 },
        { "true", REJECTED, NULL, 0, 0 },
        { "{}", REJECTED, NULL, 0, 0 },
    };
    static const struct row texts[] = {
        { "\"halo\"", MADE, "halo", 0, 0 },
        { "\"\"", MADE, "", 0, 0 },
        { "\"a\\u0000b\"", MADE,
          "a\xef\xbf\xbd"
          "b",
          0, 0 },
        { "null", LEFT, NULL, 0, 0 },
        { "5", REJECTED, NULL, 0, 0 },
    };
    CHECK(FIELD_ID, "an id", ids);
    CHECK(FIELD_TEXT, "a text", texts);
    CHECK(FIELD_LINE, "a text", texts);
    memset(long_id, 'a', RECORD_ID_MAX + 1);
    for (size_t n = RECORD_ID_MAX; n <= RECORD_ID_MAX + 1; n++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 16);
        const struct field fields[] = { { "v", FIELD_ID, 0, true } };
        struct target target = ABSENT;
        struct batch batch;
        char json[400];
        batch_init(&batch, arena);
        snprintf(json, sizeof(json), "{\"v\":\"%.*s\"}", (int)n, long_id);
        CLEANUP(jdoc_freep) struct jdoc *doc = jdoc_parse(str_from(json), NULL);
        assert_int_equal(
            fields_read(FIELD_TABLE(fields), jdoc_root(doc), &target, &batch, "$", NULL),
            n == RECORD_ID_MAX);
    }
}

static void
test_numbers(void **state)
{
    (void)state;
    static const struct row counts[] = {
        { "0", MADE, NULL, 0, 0 },           { "7", MADE, NULL, 7, 0 },
        { "\"4362\"", MADE, NULL, 4362, 0 }, { "-1", LEFT, NULL, 0, 0 },
        { "null", LEFT, NULL, 0, 0 },        { "1.5", REJECTED, NULL, 0, 0 },
        { "\"\"", LEFT, NULL, 0, 0 },        { "\"many\"", REJECTED, NULL, 0, 0 },
        { "[]", REJECTED, NULL, 0, 0 },      { "\" - \"", LEFT, NULL, 0, 0 },
    };
    static const struct row numbers[] = {
        { "-6.25", MADE, NULL, 0, -6.25 },
        { "107", MADE, NULL, 0, 107 },
        { "\" -6.25 \"", MADE, NULL, 0, -6.25 },
        { "\" \"", LEFT, NULL, 0, 0 },
        { "\"\"", LEFT, NULL, 0, 0 },
        { "\"-\"", LEFT, NULL, 0, 0 },
        { "\"NaN\"", REJECTED, NULL, 0, 0 },
        { "\"1,5\"", REJECTED, NULL, 0, 0 },
        { "false", REJECTED, NULL, 0, 0 },
    };
    static const struct row flags[] = {
        { "true", MADE, NULL, TRI_YES, 0 },     { "false", MADE, NULL, TRI_NO, 0 },
        { "1", MADE, NULL, TRI_YES, 0 },        { "0", MADE, NULL, TRI_NO, 0 },
        { "\"1\"", MADE, NULL, TRI_YES, 0 },    { "\"yes\"", MADE, NULL, TRI_YES, 0 },
        { "\"False\"", MADE, NULL, TRI_NO, 0 }, { "\"\"", LEFT, NULL, 0, 0 },
        { "2", REJECTED, NULL, 0, 0 },          { "\"ya\"", REJECTED, NULL, 0, 0 },
        { "{}", REJECTED, NULL, 0, 0 },
    };
    CHECK(FIELD_COUNT, "a count", counts);
    CHECK(FIELD_NUMBER, "a number", numbers);
    CHECK(FIELD_FLAG, "true or false", flags);
}

static void
test_times(void **state)
{
    (void)state;
    const int64_t at = INT64_C(1628621103) * WHEN_SECOND;
    const struct row epochs[] = {
        { "1628621103", MADE, NULL, at, 0 },
        { "\"1628621103\"", MADE, NULL, at, 0 },
        { "1628621103123", MADE, NULL, at + 123000, 0 },
        { "0", LEFT, NULL, 0, 0 },
        { "\"0\"", LEFT, NULL, 0, 0 },
        { "\"\"", LEFT, NULL, 0, 0 },
        { "null", LEFT, NULL, 0, 0 },
        { "-5", REJECTED, NULL, 0, 0 },
        { "1628621103.5", REJECTED, NULL, 0, 0 },
        { "\"soon\"", REJECTED, NULL, 0, 0 },
        { "[]", REJECTED, NULL, 0, 0 },
    };
    const struct row times[] = {
        { "\"2021-08-10T18:45:03+0000\"", MADE, NULL, at, 0 },
        { "\"2021-08-11T01:45:03+07:00\"", MADE, NULL, at, 0 },
        { "1628621103", MADE, NULL, at, 0 },
        { "\"\"", LEFT, NULL, 0, 0 },
        { "\"2021-08-10\"", REJECTED, NULL, 0, 0 },
        { "true", REJECTED, NULL, 0, 0 },
    };
    CHECK(FIELD_EPOCH, "Unix seconds", epochs);
    CHECK(FIELD_TIME, "a time", times);
}

/* {"a": …, "b": {"c": …}} read through "a|b.c". */
static void
test_alternatives(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        int64_t count;
        const char *error; /* as a required field; NULL: read */
    } rows[] = {
        { "{\"a\":1,\"b\":{\"c\":2}}", 1, NULL },
        { "{\"b\":{\"c\":2}}", 2, NULL },
        { "{\"a\":null,\"b\":{\"c\":2}}", 2, NULL },
        { "{\"a\":\"x\",\"b\":{\"c\":2}}", 2, NULL },
        { "{}", -1, "a|b.c: expected a count, got none" },
        { "{\"a\":\"x\"}", -1, "a: expected a count, got string" },
        { "{\"b\":{\"c\":{}}}", -1, "b.c: expected a count, got object" },
        { "{\"a\":true,\"b\":{\"c\":{}}}", -1, "a: expected a count, got boolean" },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        for (int required = 0; required < 2; required++) {
            CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 16);
            const struct field fields[] = { { "a|b.c", FIELD_COUNT, offsetof(struct target, count),
                                              required == 1 } };
            CLEANUP(jdoc_freep) struct jdoc *doc = jdoc_parse(str_from(rows[i].json), NULL);
            struct target target = ABSENT;
            struct error err = ERROR_INIT;
            struct batch batch;
            batch_init(&batch, arena);
            bool ok = fields_read(FIELD_TABLE(fields), jdoc_root(doc), &target, &batch, "$", &err);
            EXPECT_INT(rows[i].json, ok, rows[i].error == NULL || required == 0);
            EXPECT_INT(rows[i].json, target.count, rows[i].count);
            EXPECT_STR(rows[i].json, str_from(err.text), ok ? STR("") : str_from(rows[i].error));
            EXPECT_INT(rows[i].json, err.kind, ok ? ERROR_NONE : ERROR_PEER);
        }
    }
}

/* {"a": …} read through "a.n|a": a number, or an object that may hold one. */
static void
test_number_or_what_holds_it(void **state)
{
    (void)state;
    static const struct field fields[] = { { "a.n|a", FIELD_COUNT, offsetof(struct target, count),
                                             false } };
    static const struct {
        const char *json;
        int64_t count;
        size_t rejects;
    } rows[] = {
        { "{\"a\":61}", 61, 0 },
        { "{\"a\":{\"n\":7}}", 7, 0 },
        { "{\"a\":{\"data\":[{}]}}", -1, 0 },
        { "{\"a\":[]}", -1, 0 },
        { "{\"a\":\"x\"}", -1, 1 },
        { "{\"a\":{\"n\":true}}", -1, 1 },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 16);
        CLEANUP(jdoc_freep) struct jdoc *doc = jdoc_parse(str_from(rows[i].json), NULL);
        struct target target = ABSENT;
        struct error err = ERROR_INIT;
        struct batch batch;
        batch_init(&batch, arena);
        assert_true(fields_read(FIELD_TABLE(fields), jdoc_root(doc), &target, &batch, "$", &err));
        EXPECT_INT(rows[i].json, target.count, rows[i].count);
        EXPECT_INT(rows[i].json, batch.reject_count, rows[i].rejects);
    }
}

static void
test_names_in_any_case(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        int64_t value; /* of what is found as "TrackingID"; -1: nothing */
    } rows[] = {
        { "{\"TrackingID\":1,\"tracking_id\":2}", 1 },
        { "{\"x\":3,\"tracking_id\":2}", 2 },
        { "{\"TRACKING_ID_\":4}", 4 },
        { "{\"Tracking\":5}", -1 },
        { "{\"TrackingIDs\":6}", -1 },
        { "{\"___\":7}", -1 },
        { "[8]", -1 },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP(jdoc_freep) struct jdoc *doc = jdoc_parse(str_from(rows[i].json), NULL);
        int64_t value = -1;
        bool found = jdoc_get_int(fields_member(jdoc_root(doc), "TrackingID"), &value);
        EXPECT_INT(rows[i].json, found, rows[i].value >= 0);
        EXPECT_INT(rows[i].json, value, rows[i].value);
    }
}

/* Arenas of every size: either all is read or the error says why not. */
static void
test_ceiling(void **state)
{
    (void)state;
    static const struct field fields[] = { { "id", FIELD_ID, 0, true },
                                           { "t", FIELD_TEXT, 0, true } };
    CLEANUP(jdoc_freep) struct jdoc *doc = jdoc_parse(STR("{\"id\":\"12\",\"t\":\"abc\"}"), NULL);
    for (size_t size = 0; size <= 7; size++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new(size);
        struct target target = ABSENT;
        struct error err = ERROR_INIT;
        struct batch batch;
        batch_init(&batch, arena);
        bool ok = fields_read(FIELD_TABLE(fields), jdoc_root(doc), &target, &batch, "$", &err);
        EXPECT_INT("ceiling", ok, size == 7); /* "12" and "abc", each with a NUL */
        EXPECT_INT("ceiling", err.kind, ok ? ERROR_NONE : ERROR_LIMIT);
    }
}

/* Longer than may be kept: cut at a character, and told. */
static void
test_cut(void **state)
{
    (void)state;
    static const struct field fields[] = { { "v", FIELD_TEXT, 0, true } };
    for (size_t n = RECORD_TEXT_MAX - 1; n <= RECORD_TEXT_MAX; n++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new(4u << 20);
        CLEANUP(buf_done) struct buf json = BUF_INIT(1u << 20);
        struct target target = ABSENT;
        struct batch batch;
        batch_init(&batch, arena);
        assert_true(buf_append_str(&json, STR("{\"v\":\"")));
        for (size_t i = 1; i < n; i++) {
            assert_true(buf_append_str(&json, STR("a")));
        }
        assert_true(buf_append_str(&json, STR("\xc3\xa9\"}"))); /* n + 1 bytes */
        CLEANUP(jdoc_freep) struct jdoc *doc = jdoc_parse(buf_str(&json), NULL);
        bool cut = n == RECORD_TEXT_MAX;
        assert_true(fields_read(FIELD_TABLE(fields), jdoc_root(doc), &target, &batch, "$", NULL));
        assert_int_equal(target.text.n, cut ? RECORD_TEXT_MAX - 1 : RECORD_TEXT_MAX);
        assert_int_equal(fields_is_cut(jdoc_root(doc), "v"), cut);
        assert_false(fields_is_cut(jdoc_root(doc), "w"));
    }
}

/* What is said of files: that there are, that there are none, or nothing. */
static void
test_attached(void **state)
{
    (void)state;
    static const char *const names[] = { "v", "files", NULL };
    static const struct {
        const char *json;
        enum tri want;
    } rows[] = {
        { "{}", TRI_UNKNOWN },
        { "{\"w\":\"a.jpg\"}", TRI_UNKNOWN },
        { "{\"v\":null}", TRI_NO },
        { "{\"v\":\" - \"}", TRI_NO },
        { "{\"v\":\"0\"}", TRI_NO },
        { "{\"v\":\"a.jpg\"}", TRI_YES },
        { "{\"v\":0}", TRI_NO },
        { "{\"v\":2}", TRI_YES },
        { "{\"v\":false}", TRI_NO },
        { "{\"v\":true}", TRI_YES },
        { "{\"v\":{}}", TRI_NO },
        { "{\"v\":{\"url\":\"\"}}", TRI_YES },
        { "{\"v\":[]}", TRI_NO },
        { "{\"v\":[null,\"\",{}]}", TRI_NO },
        { "{\"v\":[null,{\"id\":7}]}", TRI_YES },
        { "{\"v\":\"\",\"Files\":[\"a.pdf\"]}", TRI_YES },
        { "{\"v\":\"a.jpg\",\"files\":[]}", TRI_YES },
    };

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP(jdoc_freep) struct jdoc *doc = jdoc_parse(str_from(rows[i].json), NULL);
        EXPECT_INT(rows[i].json, attached_any(jdoc_root(doc), names), rows[i].want);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_alternatives),
        cmocka_unit_test(test_number_or_what_holds_it),
        cmocka_unit_test(test_names_in_any_case),
        cmocka_unit_test(test_ceiling),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_attached),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
