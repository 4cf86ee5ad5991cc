/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * json/ over any bytes: a document that is given holds only text that PostgreSQL takes, and is the
 * same after it was written and read again; repair is done after one pass and stays in its memory.
 */

#include "fuzz.h"

#include "base/utf8.h"
#include "json/jdoc.h"
#include "json/jout.h"
#include "json/jrepair.h"

#include <string.h>

#define TEXT_MAX ((size_t)1 << 24)

static void put_value(struct jout *out, const char *name, struct jdoc_node node);

static void
put_members(struct jout *out, const char *name, struct jdoc_node object)
{
    void *iterator = NULL;
    struct str member;
    struct jdoc_node value;
    jout_object(out, name);
    while (jdoc_next(object, &iterator, &member, &value)) {
        HOLDS(utf8_is_valid(member));
        put_value(out, member.p, value);
    }
    jout_close_object(out);
}

static void
put_elements(struct jout *out, const char *name, struct jdoc_node array)
{
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
    check_document(bytes);
    return 0;
}
