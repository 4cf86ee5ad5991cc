/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One pass over the bytes: each piece is a tag, an entity, or a byte of text. A piece is never
 * shorter than what it becomes, so the text fits where the HTML did.
 */

#include "source/html.h"

#include <string.h>

#include "base/ascii.h"
#include "base/base.h"

#define ENTITY_MAX 12u /* of what stands between "&" and ";" */

/* Named entities that editors write, with their UTF-8; the rest stays as it is written. */
static const struct entity {
    const char *name, *text;
} entities[] = {
    { "amp", "&" },
    { "lt", "<" },
    { "gt", ">" },
    { "quot", "\"" },
    { "apos", "'" },
    { "nbsp", " " },
    { "ensp", " " },
    { "emsp", " " },
    { "thinsp", " " },
    { "shy", "" },
    { "hellip", "\xe2\x80\xa6" },
    { "ndash", "\xe2\x80\x93" },
    { "mdash", "\xe2\x80\x94" },
    { "lsquo", "\xe2\x80\x98" },
    { "rsquo", "\xe2\x80\x99" },
    { "sbquo", "\xe2\x80\x9a" },
    { "ldquo", "\xe2\x80\x9c" },
    { "rdquo", "\xe2\x80\x9d" },
    { "bdquo", "\xe2\x80\x9e" },
    { "laquo", "\xc2\xab" },
    { "raquo", "\xc2\xbb" },
    { "bull", "\xe2\x80\xa2" },
    { "middot", "\xc2\xb7" },
    { "copy", "\xc2\xa9" },
    { "reg", "\xc2\xae" },
    { "trade", "\xe2\x84\xa2" },
    { "deg", "\xc2\xb0" },
    { "times", "\xc3\x97" },
    { "frac12", "\xc2\xbd" },
    { "sup2", "\xc2\xb2" },
    { "sup3", "\xc2\xb3" },
    { "eacute", "\xc3\xa9" },
    { "euro", "\xe2\x82\xac" },
};

/* What begins a new line for whoever reads; closing tags count like opening ones. */
static const char *const line_tags[] = { "br",      "p",       "div",        "li",        "ul",
                                         "ol",      "tr",      "h1",         "h2",        "h3",
                                         "h4",      "h5",      "h6",         "hr",        "table",
                                         "section", "article", "blockquote", "figcaption" };

/* Of these the content is for no reader. */
static const char *const silent_tags[] = { "script", "style" };

struct plain {
    char *bytes;
    size_t n;
};

/* White space runs together: a new line wins over a blank, nothing begins with either. */
static void
put_space(struct plain *out, char space)
{
    char *last = out->n > 0 ? &out->bytes[out->n - 1] : NULL;

    if (last == NULL || *last == '\n')
        return;
    if (*last == ' ')
        *last = space;
    else
        out->bytes[out->n++] = space;
}

static void
put_text(struct plain *out, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (ascii_is_space(text[i]))
            put_space(out, ' ');
        else
            out->bytes[out->n++] = text[i];
    }
}

/* The tag's name, from behind "<" or "</"; empty where it is no tag. */
static struct str
tag_name(struct str html)
{
    size_t from = html.n > 1 && html.p[1] == '/' ? 2 : 1;
    size_t to = from;

    while (to < html.n &&
           (ascii_is_letter(html.p[to]) || (to > from && ascii_is_digit(html.p[to]))))
        to++;
    return str_sub(html, from, to - from);
}

static bool
is_one_of(struct str name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal_nocase(name, str_from(names[i])))
            return true;
    }
    return false;
}

/* Bytes up to and with the words, from a place; all of them where the words do not follow. */
static size_t
length_to(struct str html, const char *words, size_t from)
{
    size_t at = str_find(html, str_from(words), from);

    return at == SIZE_MAX ? html.n : at + strlen(words);
}

/* Length of a script with its end. Its end tag is sought once: what has none ends the text. */
static size_t
silent_length(struct str html, struct str name)
{
    for (size_t i = name.n + 1; i + name.n + 2 <= html.n; i++) {
        if (html.p[i] == '<' && html.p[i + 1] == '/' &&
            str_equal_nocase(str_sub(html, i + 2, name.n), name))
            return length_to(html, ">", i);
    }
    return html.n;
}

/* Takes a tag or comment that begins here; 0 where none does. */
static size_t
take_tag(struct str html, struct plain *out)
{
    struct str name;

    if (str_starts(html, STR("<!--")))
        return length_to(html, "-->", 4);
    name = tag_name(html);
    if (name.n == 0)
        return 0;
    if (html.p[1] != '/' && is_one_of(name, silent_tags, ARRAY_SIZE(silent_tags)))
        return silent_length(html, name);
    if (is_one_of(name, line_tags, ARRAY_SIZE(line_tags)))
        put_space(out, '\n');
    return length_to(html, ">", 0);
}

/* UTF-8 of a character that texts may hold; 0 bytes for others. */
static size_t
encode(uint32_t c, char bytes[4])
{
    if (c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0xd800 && c < 0xe000) || c > 0x10ffff)
        return 0;
    if (c < 0x80) {
        bytes[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        bytes[0] = (char)(0xc0 | c >> 6);
        bytes[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        bytes[0] = (char)(0xe0 | c >> 12);
        bytes[1] = (char)(0x80 | (c >> 6 & 0x3f));
        bytes[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    bytes[0] = (char)(0xf0 | c >> 18);
    bytes[1] = (char)(0x80 | (c >> 12 & 0x3f));
    bytes[2] = (char)(0x80 | (c >> 6 & 0x3f));
    bytes[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

bool
html_number(struct str name, uint32_t *ret_value)
{
    bool hex = name.n > 1 && (name.p[1] == 'x' || name.p[1] == 'X');
    uint32_t value = 0;

    if (name.n < (hex ? 3u : 2u) || name.p[0] != '#')
        return false;
    for (size_t i = hex ? 2 : 1; i < name.n; i++) {
        int digit = ascii_hex(name.p[i]);
        if (digit < 0 || (!hex && digit > 9) || value > 0x10ffff)
            return false;
        value = value * (hex ? 16 : 10) + (uint32_t)digit;
    }
    *ret_value = value;
    return true;
}

/* Takes an entity that begins here; 0 where none does. */
static size_t
take_entity(struct str html, struct plain *out)
{
    size_t end = str_find(str_sub(html, 0, ENTITY_MAX + 2), STR(";"), 1);
    struct str name;
    char bytes[4];
    uint32_t value;

    if (end == SIZE_MAX)
        return 0;
    name = str_sub(html, 1, end - 1);
    if (html_number(name, &value)) {
        if (value == 0xa0)
            put_space(out, ' ');
        else
            put_text(out, bytes, encode(value, bytes));
        return end + 1;
    }
    for (size_t i = 0; i < ARRAY_SIZE(entities); i++) {
        if (str_equal_c(name, entities[i].name)) {
            put_text(out, entities[i].text, strlen(entities[i].text));
            return end + 1;
        }
    }
    return 0;
}

bool
html_plain(struct arena *arena, struct str html, struct str *ret_text)
{
    struct plain out = { .bytes = arena_alloc(arena, html.n + 1) };
    size_t last_tag_end = 0;

    if (out.bytes == NULL)
        return false;
    /* Behind the last ">" no tag ends: then none is sought, so that "<<<<" costs no square. */
    for (size_t i = html.n; i > 0 && last_tag_end == 0; i--)
        last_tag_end = html.p[i - 1] == '>' ? i : 0;
    for (size_t i = 0; i < html.n;) {
        struct str rest = str_sub(html, i, html.n);
        size_t taken = 0;
        if (html.p[i] == '<' && i < last_tag_end)
            taken = take_tag(rest, &out);
        else if (html.p[i] == '&')
            taken = take_entity(rest, &out);
        if (taken == 0)
            put_text(&out, &html.p[i], 1);
        i += taken > 0 ? taken : 1;
    }
    *ret_text = str_trim((struct str){ out.bytes, out.n });
    return true;
}

bool
html_is_rendered(struct str text)
{
    static const char *const marks[] = { "<br", "<a href=", "<p>", "&#39;", "&quot;", "&amp;" };

    for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
        if (str_find(text, str_from(marks[i]), 0) != SIZE_MAX)
            return true;
    }
    return false;
}
