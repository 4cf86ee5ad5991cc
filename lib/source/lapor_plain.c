/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Sentences without what an editor of the admin site leaves around their words: tags, the entities
 * that such editors write, the blank that does not break. No more of HTML is known here; what is no
 * tag stays as it is.
 */

#include "source/lapor.h"

#include <string.h>

#include "base/ascii.h"

/* What stands for one character, or for none that is read, in the texts of editors. */
static const struct markup {
    const char *written;
    char read;
} markups[] = {
    { "&nbsp;", ' ' }, { "&#160;", ' ' },  { "\xc2\xa0", ' ' }, { "&quot;", '"' }, { "&#34;", '"' },
    { "&#39;", '\'' }, { "&#039;", '\'' }, { "&apos;", '\'' },  { "&amp;", '&' },
};

/* Bytes of the tag that begins here, or 0; "<" before a number or a blank begins none. */
static size_t
tag_length(struct str text)
{
    char c = text.n > 1 ? text.p[1] : '\0';
    size_t end = 1;

    if (text.p[0] != '<' || !(ascii_is_letter(c) || c == '/'))
        return 0;
    while (end < text.n && text.p[end] != '<' && text.p[end] != '>')
        end++;
    return end < text.n && text.p[end] == '>' ? end + 1 : 0;
}

/* "<li>": what follows stands apart from what was before. */
static bool
is_item(struct str tag)
{
    return tag.n > 3 && (tag.p[1] == 'l' || tag.p[1] == 'L') &&
           (tag.p[2] == 'i' || tag.p[2] == 'I') && (tag.p[3] == '>' || tag.p[3] == ' ');
}

/* The character that the text begins with, read as a browser would, and the bytes it took. */
static char
read_character(struct str text, size_t *ret_length)
{
    char c = text.p[0];

    *ret_length = tag_length(text);
    if (*ret_length > 0)
        return is_item(str_sub(text, 0, *ret_length)) ? ';' : ' ';
    for (size_t i = 0; i < ARRAY_SIZE(markups); i++) {
        if (str_starts(text, str_from(markups[i].written))) {
            *ret_length = strlen(markups[i].written);
            return markups[i].read;
        }
    }
    *ret_length = 1;
    return ascii_is_space(c) ? ' ' : c;
}

bool
lapor_plain(struct arena *arena, struct str text, struct str *ret_plain)
{
    char *bytes = arena_alloc(arena, text.n + 1);
    size_t n = 0;
    size_t length;

    if (bytes == NULL)
        return false;
    for (size_t i = 0; i < text.n; i += length) {
        char c = read_character(str_sub(text, i, text.n), &length);
        if (c == ';' && length > 1 && n == 0)
            continue;
        if (c != ' ' || (n > 0 && bytes[n - 1] != ' '))
            bytes[n++] = c;
    }
    *ret_plain = str_trim((struct str){ bytes, n });
    return true;
}
