/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Parsing goes in three steps: the bytes are copied and repaired in one pass that also counts what
 * they would become (jansson allocates up to 80 bytes for each byte of "{},{},…", so the bounds
 * must come first); jansson parses; where it stops in a broken item, that item is cut out and it
 * parses again. What jansson says about a text is not passed on: it quotes the text, which may be a
 * citizen's words.
 */

#include "json/jdoc.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/parse.h"
#include "json/jrepair.h"

struct jdoc {
    json_t *root;
    size_t rejected, repaired;
};

void
jdoc_init(size_t seed)
{
    json_set_alloc_funcs(xmalloc, free);
    json_object_seed(seed);
}

static const char *
describe(const json_error_t *error)
{
    switch (json_error_code(error)) {
    case json_error_invalid_utf8:
        return "bytes that are no UTF-8";
    case json_error_premature_end_of_input:
        return "it ends too early";
    case json_error_end_of_input_expected:
        return "more follows after its end";
    case json_error_duplicate_key:
        return "the same name twice in one object";
    default:
        return "invalid syntax";
    }
}

/* True when the text was changed so that another attempt makes sense. */
static bool
repair(char *bytes, size_t *n, const json_error_t *error)
{
    size_t position = (size_t)error->position;
    if (jrepair_cut(bytes, n, position))
        return true;
    if (json_error_code(error) != json_error_numeric_overflow)
        return false;
    return jrepair_drop_number(bytes, *n, position);
}

static json_t *
load(char *bytes, size_t n, size_t *ret_rejected, struct error *err)
{
    for (size_t rejected = 0;; rejected++) {
        json_error_t error;
        json_t *root = json_loadb(bytes, n, JSON_REJECT_DUPLICATES, &error);
        if (root != NULL) {
            *ret_rejected = rejected;
            return root;
        }
        if (rejected == JDOC_REPAIRS_MAX) {
            error_set(err, ERROR_PEER, "not JSON: more than %u broken items", JDOC_REPAIRS_MAX);
            return NULL;
        }
        if (!repair(bytes, &n, &error)) {
            error_set(err, ERROR_PEER, "not JSON: %s (byte %d)", describe(&error), error.position);
            return NULL;
        }
    }
}

static bool
check_bounds(const struct jrepair_report *report, struct error *err)
{
    if (report->values > JDOC_VALUES_MAX) {
        return error_set(err, ERROR_LIMIT, "JSON of %zu values, more than %u", report->values,
                         JDOC_VALUES_MAX);
    }
    if (report->depth > JDOC_DEPTH_MAX) {
        return error_set(err, ERROR_LIMIT, "JSON nested %zu deep, more than %u", report->depth,
                         JDOC_DEPTH_MAX);
    }
    return true;
}

struct jdoc *
jdoc_parse(struct str bytes, struct error *err)
{
    if (str_starts(bytes, STR("\xEF\xBB\xBF"))) /* byte order mark */
        bytes = str_sub(bytes, 3, SIZE_MAX);
    if (bytes.n > JDOC_BYTES_MAX) {
        error_set(err, ERROR_LIMIT, "JSON of %zu bytes, more than %u", bytes.n, JDOC_BYTES_MAX);
        return NULL;
    }
    char *copy = xmalloc(bytes.n + (size_t)JDOC_REPAIRS_MAX * JREPAIR_ROOM);
    if (bytes.n != 0)
        memcpy(copy, bytes.p, bytes.n);
    struct jrepair_report report;
    jrepair_scan(copy, bytes.n, &report);
    size_t rejected = 0;
    json_t *root = check_bounds(&report, err) ? load(copy, bytes.n, &rejected, err) : NULL;
    free(copy);
    if (root == NULL)
        return NULL;
    struct jdoc *doc = xmalloc(sizeof(*doc));
    *doc = (struct jdoc){ root, rejected, report.replaced };
    return doc;
}

void
jdoc_free(struct jdoc *doc)
{
    if (doc == NULL)
        return;
    json_decref(doc->root);
    free(doc);
}

size_t
jdoc_rejected(const struct jdoc *doc)
{
    return doc->rejected;
}

size_t
jdoc_repaired(const struct jdoc *doc)
{
    return doc->repaired;
}

static struct jdoc_node
node_of(const json_t *value)
{
    return (struct jdoc_node){ value };
}

/* jansson reads through pointers that are not const. */
static json_t *
tree_of(struct jdoc_node node)
{
    return (json_t *)(uintptr_t)node.value;
}

struct jdoc_node
jdoc_root(const struct jdoc *doc)
{
    return node_of(doc->root);
}

bool
jdoc_is_absent(struct jdoc_node node)
{
    return node.value == NULL;
}

bool
jdoc_is_null(struct jdoc_node node)
{
    return json_is_null(tree_of(node));
}

bool
jdoc_is_object(struct jdoc_node node)
{
    return json_is_object(tree_of(node));
}

bool
jdoc_is_array(struct jdoc_node node)
{
    return json_is_array(tree_of(node));
}

static struct jdoc_node
member(struct jdoc_node object, struct str name)
{
    return node_of(json_object_getn(tree_of(object), name.p, name.n));
}

/*
 * What Go's database/sql makes of a column that may be null, where nobody wrote a form for it:
 * {"String": "Dinas Air", "Valid": true} is the text, and with false there is none. Such an object
 * has these two members and no more.
 */
static struct jdoc_node
settle(struct jdoc_node node)
{
    static const char *const names[] = { "String", "Time",    "Int64", "Int32", "Int16",
                                         "Byte",   "Float64", "Bool",  "V" };
    json_t *valid = json_object_get(tree_of(node), "Valid");

    if (json_object_size(tree_of(node)) != 2 || !json_is_boolean(valid))
        return node;
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        struct jdoc_node value = member(node, str_from(names[i]));
        if (!jdoc_is_absent(value))
            return json_typeof(valid) == JSON_TRUE ? value : node_of(NULL);
    }
    return node;
}

struct jdoc_node
jdoc_member(struct jdoc_node object, const char *name)
{
    return settle(member(object, str_from(name)));
}

struct jdoc_node
jdoc_path(struct jdoc_node object, const char *path)
{
    struct jdoc_node node = object;
    struct str rest = str_from(path);
    struct str name;
    while (str_split(&rest, '.', &name)) {
        int64_t index;
        if (!jdoc_is_array(node))
            node = member(node, name);
        else if (parse_int(name, &index) && index >= 0)
            node = jdoc_at(node, (size_t)index);
        else
            node = node_of(NULL);
    }
    return settle(node);
}

size_t
jdoc_size(struct jdoc_node array)
{
    return json_array_size(tree_of(array));
}

struct jdoc_node
jdoc_at(struct jdoc_node array, size_t index)
{
    return node_of(json_array_get(tree_of(array), index));
}

bool
jdoc_next(struct jdoc_node object, void **iterator, struct str *ret_name,
          struct jdoc_node *ret_value)
{
    json_t *json = tree_of(object);
    void *next =
        *iterator == NULL ? json_object_iter(json) : json_object_iter_next(json, *iterator);
    if (next == NULL)
        return false;
    *iterator = next;
    *ret_name = (struct str){ json_object_iter_key(next), json_object_iter_key_len(next) };
    *ret_value = node_of(json_object_iter_value(next));
    return true;
}

bool
jdoc_get_str(struct jdoc_node node, struct str *ret_text)
{
    json_t *json = tree_of(node);
    if (!json_is_string(json))
        return false;
    *ret_text = (struct str){ json_string_value(json), json_string_length(json) };
    return true;
}

bool
jdoc_get_int(struct jdoc_node node, int64_t *ret_value)
{
    struct str text;
    if (jdoc_get_str(node, &text))
        return parse_int(text, ret_value);
    if (!json_is_integer(tree_of(node)))
        return false;
    *ret_value = json_integer_value(tree_of(node));
    return true;
}

bool
jdoc_get_double(struct jdoc_node node, double *ret_value)
{
    struct str text;
    if (jdoc_get_str(node, &text))
        return parse_double(text, ret_value);
    if (!json_is_number(tree_of(node)))
        return false;
    *ret_value = json_number_value(tree_of(node));
    return true;
}

bool
jdoc_get_bool(struct jdoc_node node, bool *ret_value)
{
    if (!json_is_boolean(tree_of(node)))
        return false;
    *ret_value = json_typeof(tree_of(node)) == JSON_TRUE;
    return true;
}

bool
jdoc_get_id(struct jdoc_node node, char digits[JDOC_DIGITS_SIZE], struct str *ret_id)
{
    if (jdoc_get_str(node, ret_id))
        return true;
    if (!json_is_integer(tree_of(node)))
        return false;
    snprintf(digits, JDOC_DIGITS_SIZE, "%" JSON_INTEGER_FORMAT, json_integer_value(tree_of(node)));
    *ret_id = str_from(digits);
    return true;
}

const char *
jdoc_type_name(struct jdoc_node node)
{
    if (jdoc_is_absent(node))
        return "absent";
    switch (json_typeof(tree_of(node))) {
    case JSON_OBJECT:
        return "object";
    case JSON_ARRAY:
        return "array";
    case JSON_STRING:
        return "string";
    case JSON_INTEGER:
        return "integer";
    case JSON_REAL:
        return "number";
    case JSON_NULL:
        return "null";
    default:
        return "boolean";
    }
}
