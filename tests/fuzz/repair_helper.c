/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * For repair_compare.py: reads documents (a line with the number of bytes, then the bytes) and
 * writes for each one line: what was cut, what was replaced, and the tree as jdoc gives it, as JSON
 * in which each text is "s" and its bytes in hexadecimal, each number "i" or "d" and the number. A
 * document that is refused is "!" and why.
 */

#include "base/buf.h"
#include "json/jdoc.h"
#include "json/jout.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define SIZE_MOST ((size_t)1 << 20)

/* What a name or value becomes. buf is reused; its text is valid until the next call. */
static struct str
hexadecimal(struct buf *buf, struct str text)
{
    buf_clear(buf);
    must(buf_append_str(buf, STR("s")));
    for (size_t i = 0; i < text.n; i++) {
        must(buf_printf(buf, "%02x", (unsigned)(unsigned char)text.p[i]));
    }
    return buf_str(buf);
}

static void
put_leaf(struct jout *out, const char *name, struct jdoc_node node)
{
    CLEANUP(buf_done) struct buf buf = BUF_INIT(SIZE_MOST);
    struct str text;
    int64_t integer;
    double number;
    bool flag;
    if (jdoc_get_str(node, &text)) {
        jout_str(out, name, hexadecimal(&buf, text));
    } else if (jdoc_get_int(node, &integer)) {
        must(buf_printf(&buf, "i%" PRId64, integer));
        jout_str(out, name, buf_str(&buf));
    } else if (jdoc_get_double(node, &number)) {
        must(buf_printf(&buf, "d%.17g", number));
        jout_str(out, name, buf_str(&buf));
    } else if (jdoc_get_bool(node, &flag)) {
        jout_bool(out, name, flag);
    } else {
        jout_str(out, name, STR_NONE);
    }
}

static void
put_value(struct jout *out, const char *name, struct jdoc_node node)
{
    if (jdoc_is_array(node)) {
        jout_array(out, name);
        for (size_t i = 0; i < jdoc_size(node); i++) {
            put_value(out, NULL, jdoc_at(node, i));
        }
        jout_close_array(out);
    } else if (jdoc_is_object(node)) {
        void *iterator = NULL;
        struct str member;
        struct jdoc_node value;
        jout_object(out, name);
        while (jdoc_next(node, &iterator, &member, &value)) {
            CLEANUP(buf_done) struct buf buf = BUF_INIT(SIZE_MOST);
            hexadecimal(&buf, member);
            put_value(out, buf.data, value);
        }
        jout_close_object(out);
    } else {
        put_leaf(out, name, node);
    }
}

static void
answer(struct str bytes)
{
    struct error err = ERROR_INIT;
    CLEANUP(jdoc_freep) struct jdoc *doc = jdoc_parse(bytes, &err);
    if (doc == NULL) {
        printf("!%s\n", err.text);
        return;
    }
    CLEANUP(buf_done) struct buf text = BUF_INIT(8 * SIZE_MOST);
    struct jout out;
    jout_init(&out, &text);
    put_value(&out, NULL, jdoc_root(doc));
    must(jout_end(&out));
    printf("%zu %zu %s\n", jdoc_rejected(doc), jdoc_repaired(doc), text.data);
}

int
main(void)
{
    size_t size;
    jdoc_init(1);
    while (scanf("%zu", &size) == 1 && size <= SIZE_MOST && getchar() == '\n') {
        char *bytes = xmalloc(size);
        bool whole = fread(bytes, 1, size, stdin) == size;
        if (whole) {
            answer((struct str){ bytes, size });
        }
        free(bytes);
        if (!whole) {
            return 1;
        }
    }
    return feof(stdin) ? 0 : 1;
}
