/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Brackets and strings are all that is looked at; the text inside strings, which is most of a page,
 * is passed over by memchr().
 */

#include "json/jlist.h"

#include <string.h>

#define ELEMENTS_FIRST_SIZE 128u

struct scan {
    const char *p;
    size_t n, at;
};

/* The byte at hand after any space, '\0' at the end. */
static char
peek(struct scan *scan)
{
    while (scan->at < scan->n && memchr(" \t\n\r", scan->p[scan->at], 4) != NULL)
        scan->at++;
    return scan->at < scan->n ? scan->p[scan->at] : '\0';
}

static bool
skip_byte(struct scan *scan, char byte)
{
    if (peek(scan) != byte)
        return false;
    scan->at++;
    return true;
}

/* The quote at `at` ends its string: an even number of backslashes stands before it. */
static bool
is_end(const struct scan *scan, size_t first, size_t at)
{
    size_t before = at;

    while (before > first && scan->p[before - 1] == '\\')
        before--;
    return (at - before) % 2 == 0;
}

/* From the opening quote to behind the closing one. */
static bool
skip_string(struct scan *scan)
{
    size_t first = scan->at + 1;

    for (size_t at = first; at < scan->n; at++) {
        const char *quote = memchr(scan->p + at, '"', scan->n - at);
        if (quote == NULL)
            return false;
        at = (size_t)(quote - scan->p);
        if (is_end(scan, first, at)) {
            scan->at = at + 1;
            return true;
        }
    }
    return false;
}

/* From an opening bracket to behind the one that closes it. */
static bool
skip_nested(struct scan *scan)
{
    size_t depth = 0;

    while (scan->at < scan->n) {
        char c = scan->p[scan->at];
        if (c == '"') {
            if (!skip_string(scan))
                return false;
            continue;
        }
        scan->at++;
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
        if (depth == 0)
            return true;
    }
    return false;
}

static bool
skip_value(struct scan *scan)
{
    size_t from;
    char first = peek(scan);

    if (first == '"')
        return skip_string(scan);
    if (first == '{' || first == '[')
        return skip_nested(scan);
    for (from = scan->at; scan->at < scan->n; scan->at++)
        if (memchr(",]} \t\n\r", scan->p[scan->at], 7) != NULL)
            break;
    return scan->at > from;
}

static bool
add(struct jlist *list, size_t *size, struct arena *arena, struct str element)
{
    if (list->count == JLIST_ELEMENTS_MAX)
        return false;
    if (list->count == *size) {
        size_t grown = *size == 0 ? ELEMENTS_FIRST_SIZE : *size * 2;
        list->elements = arena_grow(arena, list->elements, *size * sizeof(*list->elements),
                                    grown * sizeof(*list->elements));
        if (list->elements == NULL)
            return false;
        *size = grown;
    }
    list->elements[list->count++] = element;
    return true;
}

static bool
read_list(struct scan *scan, struct arena *arena, struct jlist *list)
{
    size_t size = 0;

    if (!skip_byte(scan, '['))
        return false;
    list->from = scan->at;
    if (peek(scan) != ']') {
        do {
            size_t from;
            (void)peek(scan);
            from = scan->at;
            if (!skip_value(scan) ||
                !add(list, &size, arena, (struct str){ scan->p + from, scan->at - from }))
                return false;
        } while (skip_byte(scan, ','));
    }
    (void)peek(scan);
    list->to = scan->at;
    return skip_byte(scan, ']');
}

/* One member of the document; *found when it was the list. */
static bool
read_member(struct scan *scan, struct str name, struct arena *arena, struct jlist *list,
            bool *found)
{
    struct str own;
    size_t from;

    if (peek(scan) != '"')
        return false;
    from = scan->at + 1;
    if (!skip_string(scan))
        return false;
    own = (struct str){ scan->p + from, scan->at - 1 - from };
    if (memchr(own.p, '\\', own.n) != NULL || !skip_byte(scan, ':'))
        return false;
    if (!str_equal(own, name))
        return skip_value(scan);
    if (*found)
        return false;
    *found = true;
    return read_list(scan, arena, list);
}

bool
jlist_find(struct str text, struct str member, struct arena *arena, struct jlist *ret_list)
{
    struct scan scan = { text.p, text.n, 0 };
    bool found = false;

    *ret_list = (struct jlist){ .text = text };
    if (!skip_byte(&scan, '{'))
        return false;
    do {
        if (!read_member(&scan, member, arena, ret_list, &found))
            return false;
    } while (skip_byte(&scan, ','));
    return skip_byte(&scan, '}') && peek(&scan) == '\0' && scan.at == scan.n && found;
}

static char *
put(char *to, const char *from, size_t n)
{
    memcpy(to, from, n);
    return to + n;
}

bool
jlist_keep(const struct jlist *list, const bool *kept, struct arena *arena, struct str *ret_text)
{
    char *bytes = arena_alloc(arena, list->text.n);
    char *to = bytes;
    bool first = true;

    if (bytes == NULL)
        return false;
    to = put(to, list->text.p, list->from);
    for (size_t i = 0; i < list->count; i++) {
        if (!kept[i])
            continue;
        if (!first)
            *to++ = ',';
        first = false;
        to = put(to, list->elements[i].p, list->elements[i].n);
    }
    to = put(to, list->text.p + list->to, list->text.n - list->to);
    *ret_text = (struct str){ bytes, (size_t)(to - bytes) };
    return true;
}
