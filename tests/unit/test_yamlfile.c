/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * config/yamlfile: nodes with their places, and everything of YAML that is refused. Each row reads
 * a text and compares the list of nodes, one a line: what, key at its place, value at its place.
 */

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "config/yamlfile.h"

static void
put(struct buf *out, const struct yamlfile_node *node)
{
    static const char *const names[] = {
        "scalar", "mapping", "sequence", "close", "problem", "eof"
    };
    char key[100] = "";
    if (!str_is_none(node->key)) {
        snprintf(key, sizeof(key), " %.*s@%u:%u", STR_ARGS(node->key), node->key_line,
                 node->key_column);
    }
    assert_true(buf_printf(out, "%s%s", names[node->event], key));
    if (node->event == YAMLFILE_SCALAR) {
        assert_true(buf_printf(out, " %s%.*s%s", node->quoted ? "\"" : "", STR_ARGS(node->value),
                               node->quoted ? "\"" : ""));
        assert_int_equal(node->value.p[node->value.n], '\0');
    }
    if (node->event == YAMLFILE_PROBLEM) {
        assert_true(buf_printf(out, "%s: %s (%s)", node->fatal ? " fatal" : "", node->problem,
                               node->hint != NULL ? node->hint : ""));
    }
    if (node->event != YAMLFILE_CLOSE) {
        assert_true(buf_printf(out, " @%u:%u", node->line, node->column));
    }
    assert_true(buf_printf(out, "\n"));
}

static void
nodes_of(struct str bytes, struct buf *out)
{
    CLEANUP(yamlfile_freep) struct yamlfile *file = yamlfile_new(bytes);
    struct yamlfile_node node;
    for (yamlfile_next(file, &node); node.event != YAMLFILE_EOF; yamlfile_next(file, &node)) {
        put(out, &node);
    }
    yamlfile_next(file, &node);
    assert_int_equal(node.event, YAMLFILE_EOF); /* again and again */
}

static const char misindented[] =
    "Settings that belong together begin in one column; a text that holds \": \" needs quotes.";

#define OUT "(Write the value out where it is needed.)"

static const struct row {
    const char *text, *nodes;
} rows[] = {
    { "", "" },
    { "# only a comment\n", "" },
    { "a: 1\n", "mapping @1:1\nscalar a@1:1 1 @1:4\nclose\n" },
    { "\xef\xbb\xbf"
      "a: 1\n",
      "mapping @1:1\nscalar a@1:1 1 @1:4\nclose\n" },
    { "a:\n  b: x\nc:\n  - 1\n  - { d: e }\n",
      "mapping @1:1\nmapping a@1:1 @2:3\nscalar b@2:3 x @2:6\nclose\n"
      "sequence c@3:1 @4:3\nscalar 1 @4:5\nmapping @5:5\n"
      "scalar d@5:7 e @5:10\nclose\nclose\nclose\n" },
    { "a: \"\"\nb:\nc: ~\nd: 'x'\ne: |\n  y\n",
      "mapping @1:1\nscalar a@1:1 \"\" @1:4\nscalar b@2:1  @2:3\nscalar c@3:1 ~ @3:4\n"
      "scalar d@4:1 \"x\" @4:4\nscalar e@5:1 \"y\n\" @5:4\nclose\n" },
    { "é: 1\n", "mapping @1:1\nscalar é@1:1 1 @1:4\nclose\n" }, /* columns are characters */
    { "%YAML 1.1\n---\na: 1\n...\n", "mapping @3:1\nscalar a@3:1 1 @3:4\nclose\n" },
    { "text", "scalar text @1:1\n" },
    { "!!map { a: !!str 1, b: !!seq [ ] }",
      "mapping @1:1\nscalar a@1:9 1 @1:12\nsequence b@1:21 @1:24\nclose\nclose\n" },

    /* Keys given twice, also in quotes: told where the first stands; other mappings are free. */
    { "a: 1\n\"a\": { b: 1 }\nc: 2\n",
      "mapping @1:1\nscalar a@1:1 1 @1:4\n"
      "problem a@2:1: duplicate setting \"a\", first in line 1 (Leave one of them out.) @2:1\n"
      "scalar c@3:1 2 @3:4\nclose\n" },
    { "- { a: 1 }\n- { a: 1, a: 2 }\n",
      "sequence @1:1\nmapping @1:3\nscalar a@1:5 1 @1:8\nclose\n"
      "mapping @2:3\nscalar a@2:5 1 @2:8\n"
      "problem a@2:11: duplicate setting \"a\", first in line 2 (Leave one of them out.) @2:11\n"
      "close\nclose\n" },
    { "a: { b: 1 }\nb: 1\n", "mapping @1:1\nmapping a@1:1 @1:4\nscalar b@1:6 1 @1:9\nclose\n"
                             "scalar b@2:1 1 @2:4\nclose\n" },

    /* Anchors, aliases, tags: told, and the value is left out whole. */
    { "a: &x 1\nb: *x\nc: &y { d: *x, e: [ 1 ] }\nf: &z [ 1 ]\ng: 1\n",
      "mapping @1:1\n"
      "problem a@1:1: anchor \"&x\" is not supported " OUT " @1:4\n"
      "problem b@2:1: alias \"*x\" is not supported " OUT " @2:4\n"
      "problem c@3:1: anchor \"&y\" is not supported " OUT " @3:4\n"
      "problem f@4:1: anchor \"&z\" is not supported " OUT " @4:4\n"
      "scalar g@5:1 1 @5:4\nclose\n" },
    { "- !!int 1\n- !x { a: 1 }\n- !!python/list [ 1 ]\n",
      "sequence @1:1\n"
      "problem: tag \"tag:yaml.org,2002:int\" is not supported (Leave the tag out; put a text into "
      "quotes where that matters.) @1:3\n"
      "problem: tag \"!x\" is not supported (Leave the tag out; put a text into quotes where that "
      "matters.) @2:3\n"
      "problem: tag \"tag:yaml.org,2002:python/list\" is not supported (Leave the tag out; put a "
      "text into quotes where that matters.) @3:3\nclose\n" },

    /* What ends the reading. */
    { "? [ a ]\n: b\n",
      "mapping @1:1\nproblem fatal: the name of a setting must be a text (Write \"name: value\".) "
      "@1:3\n" },
    { "&x a: 1\n", "mapping @1:1\nproblem fatal: anchor \"&x\" is not supported " OUT " @1:1\n" },
    { "a: 1\n---\nb: 2\n",
      "mapping @1:1\nscalar a@1:1 1 @1:4\nclose\n"
      "problem fatal: a second document begins (Put them into files of their own, and name those "
      "under include:.) @2:1\n" },
    { "a: b: c\n",
      "mapping @1:1\nscalar a@1:1 b @1:4\nproblem fatal: mapping values are not allowed "
      "in this context ("
      "%s"
      ") @1:5\n" },
    { "a: 1\n\tb: 2\n",
      "mapping @1:1\nproblem fatal: found a tab character that violates indentation while scanning "
      "a plain scalar that begins in line 1 (Indent with blanks, not with tabs.) @2:1\n" },
    { "a:\n  - b\n - c\n",
      "mapping @1:1\nsequence a@1:1 @2:3\nscalar b @2:5\nclose\n"
      "problem fatal: did not find expected "
      "key while parsing a block mapping that begins in line 1 (Settings that belong together "
      "begin in one column.) @3:2\n" },
    { "a: [ 1\n",
      "mapping @1:1\nsequence a@1:1 @1:4\nscalar 1 @1:6\n"
      "problem fatal: did not find expected ',' or "
      "']' while parsing a flow sequence that begins in line 1 (A \"[\" was not closed, or a comma "
      "is missing.) @2:1\n" },
    { "}",
      "problem fatal: did not find expected node content while parsing a block node that begins "
      "in line 1 (Compare the line and those above it with an example in pantau.yaml(5).) @1:1\n" },
    { "a: 1\nb: \xff\n",
      "problem fatal: invalid leading UTF-8 octet (Save the file as UTF-8.) @2:4\n" },
    { "a: \x01\n",
      "problem fatal: control characters are not allowed (Is this a text file?) @1:4\n" },
};

static void
test_nodes(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP(buf_done) struct buf got = BUF_INIT(10000);
        CLEANUP(buf_done) struct buf want = BUF_INIT(10000);
        const char *gap = strstr(rows[i].nodes, "%s");
        size_t before = gap != NULL ? (size_t)(gap - rows[i].nodes) : strlen(rows[i].nodes);
        assert_true(buf_append(&want, rows[i].nodes, before));
        assert_true(gap == NULL || buf_printf(&want, "%s%s", misindented, gap + 2));
        nodes_of(str_from(rows[i].text), &got);
        EXPECT_STR(rows[i].text, got.used > 0 ? buf_str(&got) : STR(""),
                   want.used > 0 ? buf_str(&want) : STR(""));
    }
}

/* Sixteen containers within each other are read, one more ends the reading. */
static void
test_depth(void **state)
{
    (void)state;
    CLEANUP(buf_done) struct buf good = BUF_INIT(10000);
    CLEANUP(buf_done) struct buf deep = BUF_INIT(10000);
    CLEANUP(buf_done) struct buf hidden = BUF_INIT(10000);
    nodes_of(STR("[[[[[[[[[[[[[[[[ 1 ]]]]]]]]]]]]]]]]"), &good);
    assert_non_null(strstr(good.data, "scalar 1 @1:18\nclose\n"));
    nodes_of(STR("[[[[[[[[[[[[[[[[[ 1 ]]]]]]]]]]]]]]]]]"), &deep);
    assert_non_null(strstr(
        deep.data,
        "problem fatal: more than 16 levels within each other (No setting lies that deep: look at the brackets and indentation.) @1:17\n"));
    /* Also in a value that is left out. */
    nodes_of(STR("- &a [[[[[[[[[[[[[[[[ 1 ]]]]]]]]]]]]]]]]"), &hidden);
    assert_non_null(strstr(
        hidden.data,
        "problem fatal: more than 16 levels within each other (No setting lies that deep: look at the brackets and indentation.) @1:21\n"));
}

/* Texts may hold a NUL by an escape: it does not end them. Long names are cut in messages only. */
static void
test_strange_texts(void **state)
{
    (void)state;
    CLEANUP(yamlfile_freep) struct yamlfile *file = yamlfile_new(STR("\"a\\0b\": \"c\\0d\"\n"));
    struct yamlfile_node node;
    yamlfile_next(file, &node);
    yamlfile_next(file, &node);
    EXPECT_STR("key", node.key, ((struct str){ "a\0b", 3 }));
    EXPECT_STR("value", node.value, ((struct str){ "c\0d", 3 }));
    yamlfile_free(NULL);

    CLEANUP(buf_done) struct buf text = BUF_INIT(10000);
    CLEANUP(buf_done) struct buf got = BUF_INIT(10000);
    char name[101];
    memset(name, 'n', 100);
    name[100] = '\0';
    assert_true(buf_printf(&text, "%s: 1\n%s: 2\n", name, name));
    nodes_of(buf_str(&text), &got);
    name[63] = '\0';
    char want[200];
    snprintf(want, sizeof(want), "duplicate setting \"%s\", first in line 1", name);
    assert_non_null(strstr(got.data, want));
}

/* A file that ends anywhere is refused or read, and never more than that. */
static void
test_cut(void **state)
{
    (void)state;
    static const char text[] = "a: { b: [ 1, \"2\" ], c: 'd' }\ne:\n  - f: |\n      g\n    h: é\n";
    for (size_t n = 0; n < sizeof(text); n++) {
        CLEANUP(buf_done) struct buf got = BUF_INIT(10000);
        char *copy = malloc(n + 1); /* so that AddressSanitizer sees a read past the end */
        memcpy(copy, text, n);
        nodes_of((struct str){ copy, n }, &got);
        free(copy);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nodes),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_strange_texts),
        cmocka_unit_test(test_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
