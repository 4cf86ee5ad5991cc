/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * json/jdoc: the bounds, the repairs through to the tree, the getters.
 */

#include "unit.h"

#include "base/buf.h"
#include "json/jdoc.h"

#include <stdlib.h>
#include <string.h>

/* Every fault that costs one item, and what is left of the page. */
static void
test_repairs(void **state)
{
    (void)state;
    const struct {
        const char *name, *text;
        size_t items, rejected, repaired;
    } rows[] = {
        { "sound", "{\"data\":[{\"id\":\"1\"},{\"id\":\"2\"}]}", 2, 0, 0 },
        { "byte order mark", "\xef\xbb\xbf{\"data\":[{\"id\":\"1\"}]}", 1, 0, 0 },
        { "NUL and halves", "{\"data\":[{\"id\":\"\\u0000\\ud83d\"}]}", 1, 0, 2 },
        { "NUL in a key", "{\"data\":[{\"i\\u0000d\":\"x\"}]}", 1, 0, 1 },
        { "control and broken UTF-8", "{\"data\":[{\"id\":\"\x01\xff\"}]}", 1, 0, 2 },
        { "20 digits", "{\"data\":[{\"id\":99999999999999999999},{\"id\":\"2\"}]}", 2, 1, 0 },
        { "1e999", "{\"data\":[{\"n\":1e999},{\"id\":\"2\"}]}", 2, 1, 0 },
        { "same name twice", "{\"data\":[{\"id\":1,\"id\":2},{\"id\":\"2\"}]}", 2, 1, 0 },
        { "same name twice, deep", "{\"data\":[{\"f\":{\"a\":1,\"a\":2}},{\"id\":\"2\"}]}", 2, 1,
          0 },
        { "comma before the end", "{\"data\":[{\"id\":\"1\",},{\"id\":\"2\"}]}", 2, 0, 1 },
        { "comma before the end of the list", "{\"data\":[{\"id\":\"1\"},\n]}", 1, 0, 1 },
        { "two commas", "{\"data\":[{\"id\":\"1\",,},{\"id\":\"2\"}]}", 2, 1, 0 },
        { "missing colon", "{\"data\":[{\"id\" \"1\"},{\"id\":\"2\"}]}", 2, 1, 0 },
        { "unknown word", "{\"data\":[{\"id\":undefined},{\"id\":\"2\"}]}", 2, 1, 0 },
        { "unknown escape", "{\"data\":[{\"id\":\"\\q\"},{\"id\":\"2\"}]}", 2, 1, 0 },
        { "leading zero", "{\"data\":[{\"id\":007},{\"id\":\"2\"}]}", 2, 1, 0 },
        { "single quotes", "{\"data\":[{'id':1},{\"id\":\"2\"}]}", 2, 1, 0 },
        { "three bytes", "{\"data\":[{x},{\"id\":\"2\"}]}", 2, 1, 0 },
        { "two items of three", "{\"data\":[{x},{\"id\":\"2\"},{y}]}", 3, 2, 0 },
        { "number outside the items", "{\"n\":-99999999999999999999,\"data\":[{\"id\":\"1\"}]}", 1,
          1, 0 },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct error err = ERROR_INIT;
        CLEANUP(jdoc_freep) struct jdoc *doc = jdoc_parse(str_from(rows[i].text), &err);
        if (doc == NULL) {
            fail_msg("%s: %s", rows[i].name, err.text);
        }
        struct jdoc_node data = jdoc_member(jdoc_root(doc), "data");
        size_t nulls = 0;
        for (size_t item = 0; item < jdoc_size(data); item++) {
            nulls += jdoc_is_null(jdoc_at(data, item)) ? 1 : 0;
        }
        bool outside = !jdoc_is_absent(jdoc_member(jdoc_root(doc), "n"));
        EXPECT_INT(rows[i].name, jdoc_size(data), rows[i].items);
        EXPECT_INT(rows[i].name, jdoc_rejected(doc), rows[i].rejected);
        EXPECT_INT(rows[i].name, jdoc_repaired(doc), rows[i].repaired);
        EXPECT_INT(rows[i].name, nulls, outside ? 0 : rows[i].rejected);
        EXPECT(rows[i].name, !error_is_set(&err));
    }
}

static void
test_refusals(void **state)
{
    (void)state;
    const struct {
        const char *text, *error;
    } rows[] = {
        { "", "not JSON: it ends too early (byte 0)" },
        { "\xef\xbb\xbf", "not JSON: it ends too early (byte 0)" },
        { "{\"data\":[{\"id\":1},{\"id\":", "not JSON: it ends too early (byte 24)" },
        { "{\"data\":[{\"id\":1}]} x", "not JSON: more follows after its end (byte 21)" },
        { "{\"a\":1,\"a\":2}", "not JSON: the same name twice in one object (byte 10)" },
        { "{\"a\":tru}", "not JSON: invalid syntax (byte 8)" },
        { "[1,2", "not JSON: it ends too early (byte 4)" },
        { "[\xff]", "not JSON: bytes that are no UTF-8 (byte 1)" },
        { "[1 2]", "not JSON: invalid syntax (byte 4)" },
        { "5", "not JSON: invalid syntax (byte 1)" },
        { "<html>", "not JSON: invalid syntax (byte 1)" },
        { "[{},{} {\"id\":1}]", "not JSON: invalid syntax (byte 11)" },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct error err = ERROR_INIT;
        EXPECT(rows[i].text, jdoc_parse(str_from(rows[i].text), &err) == NULL);
        EXPECT_INT(rows[i].text, err.kind, ERROR_PEER);
        EXPECT_STR(rows[i].text, str_from(err.text), str_from(rows[i].error));
    }
    assert_null(jdoc_parse(STR_NONE, NULL));
}

/* [{x},{x}, …]: as many broken items as may be cut out, and one more. */
static void
test_too_many_broken(void **state)
{
    (void)state;
    for (size_t count = JDOC_REPAIRS_MAX; count <= JDOC_REPAIRS_MAX + 1; count++) {
        CLEANUP(buf_done) struct buf text = BUF_INIT(1000);
        for (size_t i = 0; i < count; i++) {
            assert_true(buf_append_str(&text, i == 0 ? STR("[{x}") : STR(",{x}")));
        }
        assert_true(buf_append_str(&text, STR("]")));
        struct error err = ERROR_INIT;
        CLEANUP(jdoc_freep) struct jdoc *doc = jdoc_parse(buf_str(&text), &err);
        EXPECT_INT("broken", doc != NULL, count == JDOC_REPAIRS_MAX);
        EXPECT_STR("broken", str_from(err.text),
                   doc != NULL ? STR("") : STR("not JSON: more than 16 broken items"));
    }
}

/* text repeated between two brackets */
static struct jdoc *
parse_repeated(const char *open, const char *part, size_t count, const char *close,
               struct error *err)
{
    CLEANUP(buf_done) struct buf text = BUF_INIT(2 * JDOC_BYTES_MAX);
    assert_true(buf_append_str(&text, str_from(open)));
    for (size_t i = 0; i < count; i++) {
        assert_true(buf_append_str(&text, str_from(part)));
    }
    assert_true(buf_append_str(&text, str_from(close)));
    return jdoc_parse(buf_str(&text), err);
}

static void
test_bounds(void **state)
{
    (void)state;
    const struct {
        const char *name, *open, *part, *close;
        size_t fits; /* this often the part may stand there; once more is too much */
        const char *error;
    } rows[] = {
        { "values", "[0", ",0", "]", JDOC_VALUES_MAX - 2,
          "JSON of 200001 values, more than 200000" },
        { "empty objects", "[{}", ",{}", "]", JDOC_VALUES_MAX - 2,
          "JSON of 200001 values, more than 200000" },
        { "bytes", "[\"", "x", "\"]", JDOC_BYTES_MAX - 4,
          "JSON of 4194305 bytes, more than 4194304" },
        { "depth", "[", "[", "", JDOC_DEPTH_MAX - 1, "JSON nested 33 deep, more than 32" },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct error err = ERROR_INIT;
        struct jdoc *doc =
            parse_repeated(rows[i].open, rows[i].part, rows[i].fits, rows[i].close, &err);
        /* the deepest one is not closed: another kind of error */
        EXPECT(rows[i].name, doc != NULL || err.kind == ERROR_PEER);
        jdoc_free(doc);
        error_clear(&err);
        doc = parse_repeated(rows[i].open, rows[i].part, rows[i].fits + 1, rows[i].close, &err);
        EXPECT(rows[i].name, doc == NULL);
        EXPECT_INT(rows[i].name, err.kind, ERROR_LIMIT);
        EXPECT_STR(rows[i].name, str_from(err.text), str_from(rows[i].error));
    }
}

static const char document[] =
    "{\"text\":\"a\\u00e9\",\"empty\":\"\",\"int\":-7,\"digits\":\"9223372036854775807\","
    "\"fraction\":1.5,\"quoted\":\"-6.25\",\"yes\":true,\"no\":false,\"null\":null,"
    "\"list\":[10,[20],{\"id\":\"x\"}],\"object\":{\"a\":{\"b\":{\"c\":3}},\"0\":\"zero\"}}";

static const struct {
    const char *path, *type;
    const char *text, *id; /* NULL: refused */
    int64_t integer;       /* INT64_MIN: refused */
    double number;         /* -1: refused */
    int flag;              /* -1: refused */
} getter_rows[] = {
    { "text", "string", "a\xc3\xa9", "a\xc3\xa9", INT64_MIN, -1, -1 },
    { "empty", "string", "", "", INT64_MIN, -1, -1 },
    { "int", "integer", NULL, "-7", -7, -7, -1 },
    { "digits", "string", "9223372036854775807", "9223372036854775807", INT64_MAX,
      9223372036854775807.0, -1 },
    { "fraction", "number", NULL, NULL, INT64_MIN, 1.5, -1 },
    { "quoted", "string", "-6.25", "-6.25", INT64_MIN, -6.25, -1 },
    { "yes", "boolean", NULL, NULL, INT64_MIN, -1, 1 },
    { "no", "boolean", NULL, NULL, INT64_MIN, -1, 0 },
    { "null", "null", NULL, NULL, INT64_MIN, -1, -1 },
    { "list", "array", NULL, NULL, INT64_MIN, -1, -1 },
    { "list.0", "integer", NULL, "10", 10, 10, -1 },
    { "list.1.0", "integer", NULL, "20", 20, 20, -1 },
    { "list.2.id", "string", "x", "x", INT64_MIN, -1, -1 },
    { "list.3", "absent", NULL, NULL, INT64_MIN, -1, -1 },
    { "list.-1", "absent", NULL, NULL, INT64_MIN, -1, -1 },
    { "list.x", "absent", NULL, NULL, INT64_MIN, -1, -1 },
    { "object", "object", NULL, NULL, INT64_MIN, -1, -1 },
    { "object.0", "string", "zero", "zero", INT64_MIN, -1, -1 },
    { "object.a.b.c", "integer", NULL, "3", 3, 3, -1 },
    { "object.x.b.c", "absent", NULL, NULL, INT64_MIN, -1, -1 },
    { "text.x", "absent", NULL, NULL, INT64_MIN, -1, -1 },
    { "", "absent", NULL, NULL, INT64_MIN, -1, -1 },
};

static void
test_getters(void **state)
{
    (void)state;
    CLEANUP(jdoc_freep) struct jdoc *doc = jdoc_parse(str_from(document), NULL);
    for (size_t i = 0; i < ARRAY_SIZE(getter_rows); i++) {
        const char *row = getter_rows[i].path;
        char digits[JDOC_DIGITS_SIZE];
        struct jdoc_node node = jdoc_path(jdoc_root(doc), row);
        struct str text = STR_NONE;
        struct str id = STR_NONE;
        int64_t integer = INT64_MIN;
        double number = -1;
        bool flag = false;
        EXPECT_STR(row, str_from(jdoc_type_name(node)), str_from(getter_rows[i].type));
        EXPECT_INT(row, jdoc_get_str(node, &text), getter_rows[i].text != NULL);
        EXPECT_STR(row, text, str_from(getter_rows[i].text));
        EXPECT_INT(row, jdoc_get_id(node, digits, &id), getter_rows[i].id != NULL);
        EXPECT_STR(row, id, str_from(getter_rows[i].id));
        EXPECT_INT(row, jdoc_get_int(node, &integer), getter_rows[i].integer != INT64_MIN);
        EXPECT_INT(row, integer, getter_rows[i].integer);
        EXPECT_INT(row, jdoc_get_double(node, &number), getter_rows[i].number != -1);
        EXPECT(row, number == getter_rows[i].number);
        EXPECT_INT(row, jdoc_get_bool(node, &flag), getter_rows[i].flag >= 0);
        EXPECT_INT(row, flag, getter_rows[i].flag == 1);
        EXPECT_INT(row, jdoc_is_absent(node), strcmp(getter_rows[i].type, "absent") == 0);
        EXPECT_INT(row, jdoc_is_null(node), strcmp(getter_rows[i].type, "null") == 0);
        EXPECT_INT(row, jdoc_is_object(node), strcmp(getter_rows[i].type, "object") == 0);
        EXPECT_INT(row, jdoc_is_array(node), strcmp(getter_rows[i].type, "array") == 0);
    }
}

static void
test_walk(void **state)
{
    (void)state;
    const char *const names[] = { "z", "a", "m" };
    CLEANUP(jdoc_freep) struct jdoc *doc = jdoc_parse(STR("{\"z\":0,\"a\":1,\"m\":2}"), NULL);
    void *iterator = NULL;
    struct str name;
    struct jdoc_node value;
    int64_t number;
    for (int i = 0; i < 3; i++) {
        assert_true(jdoc_next(jdoc_root(doc), &iterator, &name, &value));
        EXPECT_STR("stored order", name, str_from(names[i]));
        assert_true(jdoc_get_int(value, &number));
        assert_int_equal(number, i);
    }
    assert_false(jdoc_next(jdoc_root(doc), &iterator, &name, &value));

    struct jdoc_node nothing = { NULL };
    iterator = NULL;
    assert_false(jdoc_next(nothing, &iterator, &name, &value));
    assert_int_equal(jdoc_size(nothing), 0);
    assert_int_equal(jdoc_size(jdoc_root(doc)), 0);
    assert_true(jdoc_is_absent(jdoc_at(jdoc_root(doc), 0)));
    assert_true(jdoc_is_absent(jdoc_member(nothing, "a")));
    jdoc_free(NULL);
}

/* A value of a Go server that may be null; what only looks like one stays what it is. */
static void
test_values_of_go(void **state)
{
    static const struct {
        const char *json, *type; /* of member "a" */
    } rows[] = {
        { "{\"a\":{\"String\":\"x\",\"Valid\":true}}", "string" },
        { "{\"a\":{\"Valid\":true,\"Int64\":7}}", "integer" },
        { "{\"a\":{\"Float64\":0.5,\"Valid\":true}}", "number" },
        { "{\"a\":{\"Bool\":false,\"Valid\":true}}", "boolean" },
        { "{\"a\":{\"Time\":\"2026-11-20T08:00:00Z\",\"Valid\":true}}", "string" },
        { "{\"a\":{\"V\":[1],\"Valid\":true}}", "array" },
        { "{\"a\":{\"String\":\"\",\"Valid\":false}}", "absent" },
        { "{\"a\":{\"String\":\"x\",\"Valid\":true,\"b\":1}}", "object" },
        { "{\"a\":{\"String\":\"x\",\"Valid\":\"yes\"}}", "object" },
        { "{\"a\":{\"Name\":\"x\",\"Valid\":true}}", "object" },
        { "{\"a\":{\"Valid\":true}}", "object" },
        { "{\"a\":{\"String\":\"x\",\"valid\":true}}", "object" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP(jdoc_freep) struct jdoc *doc = jdoc_parse(str_from(rows[i].json), NULL);
        struct jdoc_node root = jdoc_root(doc);
        EXPECT_STR(rows[i].json, str_from(jdoc_type_name(jdoc_member(root, "a"))),
                   str_from(rows[i].type));
        EXPECT_STR(rows[i].json, str_from(jdoc_type_name(jdoc_path(root, "a"))),
                   str_from(rows[i].type));
        /* A path that goes on into it finds what stands there. */
        if (i == 0)
            EXPECT_STR("path", str_from(jdoc_type_name(jdoc_path(root, "a.String"))),
                       STR("string"));
    }
}

/* What jdoc_parse() was given may go. */
static void
test_owns_its_bytes(void **state)
{
    (void)state;
    char *bytes = xstrdup("[\"abc\"]");
    CLEANUP(jdoc_freep) struct jdoc *doc = jdoc_parse(str_from(bytes), NULL);
    assert_string_equal(bytes, "[\"abc\"]");
    memset(bytes, '?', strlen(bytes));
    free(bytes);
    struct str text;
    assert_true(jdoc_get_str(jdoc_at(jdoc_root(doc), 0), &text));
    assert_string_equal(text.p, "abc");
}

int
main(void)
{
    jdoc_init(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_repairs),         cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_too_many_broken), cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_getters),         cmocka_unit_test(test_walk),
        cmocka_unit_test(test_values_of_go),    cmocka_unit_test(test_owns_its_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
