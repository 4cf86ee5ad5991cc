/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * json/ over any bytes: a document that is given holds only text that PostgreSQL takes, and is the
 * same after it was written and read again; repair is done after one pass and stays in its memory;
 * a list that is found without a parser is the parser's, whole and without some elements.
 */

#include "fuzz.h"

#include "base/utf8.h"
#include "json/jdoc.h"
#include "json/jlist.h"
#include "json/jout.h"
#include "json/jrepair.h"

#include <string.h>

#define TEXT_MAX    ((size_t)1 << 24)
#define ARENA_BYTES (64u << 20)

static void put_value(struct jout *out, const char *name, struct jdoc_node node);

/* What a getter gives agrees with what the others say of the value. */
static void
check_value(struct jdoc_node node)
{
    struct str text = STR_NONE;
    char digits[JDOC_DIGITS_SIZE];
    int64_t integer;
    double number;
    bool is_text = jdoc_get_str(node, &text);
    bool is_id = jdoc_get_id(node, digits, &text);
    bool is_integer = jdoc_get_int(node, &integer);

    HOLDS(is_id ? utf8_is_valid(text) : !is_text && !is_integer);
    HOLDS(!is_integer || (jdoc_get_double(node, &number) && number == (double)integer));
    HOLDS((strcmp(jdoc_type_name(node), "string") == 0) == is_text);
    HOLDS(strcmp(jdoc_type_name(node), "integer") != 0 || (is_id && is_integer));
}

/* The value itself, or what Go's form of one that may be null stands for. */
static bool
is_found(struct jdoc_node found, struct jdoc_node value)
{
    return found.value == value.value || !jdoc_is_absent(jdoc_member(value, "Valid"));
}

static void
put_members(struct jout *out, const char *name, struct jdoc_node object)
{
    void *iterator = NULL;
    struct str member;
    struct jdoc_node value;
    jout_object(out, name);
    while (jdoc_next(object, &iterator, &member, &value)) {
        HOLDS(utf8_is_valid(member));
        HOLDS(memchr(member.p, '.', member.n) != NULL || member.n == 0 ||
              is_found(jdoc_path(object, member.p), value));
        put_value(out, member.p, value);
    }
    jout_close_object(out);
}

static void
put_elements(struct jout *out, const char *name, struct jdoc_node array)
{
    HOLDS(is_found(jdoc_path(array, "0"), jdoc_at(array, 0)));
    HOLDS(jdoc_is_absent(jdoc_path(array, "satu.0")));
    jout_array(out, name);
    for (size_t i = 0; i < jdoc_size(array); i++) {
        put_value(out, NULL, jdoc_at(array, i));
    }
    jout_close_array(out);
}

/* Depth is bounded by the parser. A fraction is written as a text. */
static void
put_value(struct jout *out, const char *name, struct jdoc_node node)
{
    struct str text;
    int64_t integer;
    bool flag;
    check_value(node);
    if (jdoc_is_object(node)) {
        put_members(out, name, node);
    } else if (jdoc_is_array(node)) {
        put_elements(out, name, node);
    } else if (jdoc_get_str(node, &text)) {
        HOLDS(utf8_is_valid(text));
        jout_str(out, name, text);
    } else if (jdoc_get_int(node, &integer)) {
        jout_int(out, name, integer);
    } else if (jdoc_get_bool(node, &flag)) {
        jout_bool(out, name, flag);
    } else {
        jout_str(out, name, jdoc_is_null(node) ? STR_NONE : STR("fraction"));
    }
}

static bool
write_document(const struct jdoc *doc, struct buf *text)
{
    struct jout out;
    jout_init(&out, text);
    put_value(&out, NULL, jdoc_root(doc));
    return jout_end(&out);
}

/* Every second element of a list, by the two of them. */
static void
check_half(const struct jlist *list, struct jdoc_node nodes, struct str name, struct arena *arena)
{
    bool *kept = arena_array(arena, list->count + 1, sizeof(*kept));
    struct error err = ERROR_INIT;
    struct str text;

    HOLDS(kept != NULL);
    for (size_t i = 0; i < list->count; i++)
        kept[i] = i % 2 == 0;
    HOLDS(jlist_keep(list, kept, arena, &text));
    CLEANUP(jdoc_freep) struct jdoc *doc = jdoc_parse(text, &err);
    HOLDS(doc != NULL);
    struct jdoc_node half = jdoc_member(jdoc_root(doc), name.p);
    HOLDS(jdoc_size(half) == (jdoc_size(nodes) + 1) / 2);
    for (size_t i = 0; i < jdoc_size(half); i++)
        HOLDS(strcmp(jdoc_type_name(jdoc_at(half, i)), jdoc_type_name(jdoc_at(nodes, 2 * i))) == 0);
}

/* bytes are valid JSON as they are. */
static void
check_lists(const struct jdoc *doc, struct str bytes)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(ARENA_BYTES);
    void *iterator = NULL;
    struct str name;
    struct jdoc_node value;
    struct jlist list;

    while (jdoc_next(jdoc_root(doc), &iterator, &name, &value)) {
        if (!jlist_find(bytes, name, arena, &list))
            continue; /* names that are written with escapes */
        HOLDS(jdoc_is_array(value) && jdoc_size(value) == list.count);
        check_half(&list, value, name, arena);
    }
}

/* Whatever the bytes are: elements follow each other within the list's brackets. */
static void
check_places(struct str bytes)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(ARENA_BYTES);
    struct jlist list;
    size_t at;

    if (!jlist_find(bytes, STR("data"), arena, &list))
        return;
    HOLDS(bytes.p[list.from - 1] == '[' && bytes.p[list.to] == ']');
    at = list.from;
    for (size_t i = 0; i < list.count; i++) {
        HOLDS(list.elements[i].n > 0 && list.elements[i].p >= bytes.p + at);
        at = (size_t)(list.elements[i].p - bytes.p) + list.elements[i].n;
        HOLDS(at <= list.to);
    }
}

static void
check_document(struct str bytes)
{
    struct error err = ERROR_INIT;
    CLEANUP(jdoc_freep) struct jdoc *doc = jdoc_parse(bytes, &err);
    HOLDS((doc == NULL) == error_is_set(&err));
    if (doc == NULL) {
        HOLDS(err.kind == ERROR_PEER || err.kind == ERROR_LIMIT);
        HOLDS(utf8_is_valid(str_from(err.text)));
        return;
    }
    HOLDS(jdoc_rejected(doc) <= JDOC_REPAIRS_MAX);
    if (jdoc_rejected(doc) == 0 && jdoc_repaired(doc) == 0)
        check_lists(doc, bytes);
    CLEANUP(buf_done) struct buf text = BUF_INIT(TEXT_MAX);
    if (!write_document(doc, &text)) { /* deeper than what we write */
        return;
    }
    CLEANUP(jdoc_freep) struct jdoc *again = jdoc_parse(buf_str(&text), &err);
    CLEANUP(buf_done) struct buf second = BUF_INIT(TEXT_MAX);
    HOLDS(again != NULL && jdoc_repaired(again) == 0 && jdoc_rejected(again) == 0);
    HOLDS(write_document(again, &second));
    HOLDS(str_equal(buf_str(&text), buf_str(&second)));
}

static void
check_repair(struct str bytes)
{
    char *copy = xmalloc(bytes.n + JREPAIR_ROOM);
    struct jrepair_report first;
    struct jrepair_report second;
    if (bytes.n > 0) {
        memcpy(copy, bytes.p, bytes.n);
    }
    jrepair_scan(copy, bytes.n, &first);
    jrepair_scan(copy, bytes.n, &second);
    HOLDS(second.replaced == 0);
    HOLDS(first.values == second.values && first.depth == second.depth);
    size_t n = bytes.n;
    size_t position =
        n > 1 ? ((size_t)(unsigned char)bytes.p[0] << 8 | (unsigned char)bytes.p[1]) : 0;
    bool cut = jrepair_cut(copy, &n, position % (n + 1));
    HOLDS(cut ? n - bytes.n <= JREPAIR_ROOM : n == bytes.n);
    free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = { (const char *)data, size };
    jdoc_init(1); /* the same hash tables in every run */
    check_repair(bytes);
    check_places(bytes);
    check_document(bytes);
    return 0;
}
