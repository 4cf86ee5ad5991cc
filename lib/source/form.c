/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "source/form.h"

#include "http/url.h"

/* The next part of a path that is not empty. */
static bool
next_part(struct str *path, struct str *ret_part)
{
    struct str part;

    while (str_split(path, '/', &part)) {
        if (part.n > 0) {
            *ret_part = part;
            return true;
        }
    }
    return false;
}

static bool
is_word(struct str part, struct str words)
{
    struct str word;

    while (str_split(&words, ',', &word)) {
        if (str_equal_c(word, "*") || str_equal_c(word, "#") || str_equal_nocase(word, part))
            return true;
    }
    return false;
}

bool
form_fits(const char *form, struct str path, struct str query, struct str *ret_value)
{
    struct str words = str_from(form);
    size_t mark = str_find(words, STR("?"), 0);
    struct str value = STR_NONE;
    struct str wanted;
    struct str part;

    if (mark != SIZE_MAX) {
        value = url_parameter(query, str_sub(words, mark + 1, words.n));
        words = str_sub(words, 0, mark);
    }
    while (str_split(&words, '/', &wanted)) {
        if (!next_part(&path, &part) || !is_word(part, wanted))
            return false;
        if (str_equal_c(wanted, "#"))
            value = part;
    }
    *ret_value = value;
    return true;
}
