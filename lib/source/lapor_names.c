/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The institutions that a log sentence names. Several stay one text as they stand there, because a
 * comma or "dan" may be part of a name: which they are, the names that the feed's map has decide
 * (core.feed_units).
 */

#include "source/lapor.h"

#include <string.h>

#include "base/ascii.h"

/* Words that end the name of an institution. */
static const char name_ends[] =
    "oleh|dari|ke|kepada|untuk|agar|guna|pada|dengan|karena|dan ditindaklanjuti|sebagai";

static size_t
first_of(struct str text, const char *words, size_t from)
{
    struct str rest = str_from(words);
    struct str word;
    size_t first = SIZE_MAX;

    while (str_split(&rest, '|', &word)) {
        size_t at = lapor_find_word(text, word, from);
        if (at < first)
            first = at;
    }
    return first;
}

/* "dan ke", ", kepada": another name of the same sentence follows. */
static bool
joins(struct str lower, size_t at, size_t end)
{
    struct str before = str_trim(str_sub(lower, at, end - at));
    struct str word = str_sub(lower, end, lower.n);

    return (str_starts(word, STR("ke ")) || str_starts(word, STR("kepada "))) &&
           (str_ends(before, STR(",")) || str_ends(before, STR(";")) ||
            str_ends(before, STR(" dan")) || str_ends(before, STR(" serta")));
}

static size_t
word_end(struct str lower, size_t at)
{
    size_t end = first_of(lower, name_ends, at);

    while (end < lower.n && joins(lower, at, end))
        end = first_of(lower, name_ends, end + strlen("ke"));
    return end;
}

/* A list with numbers begins so: "1. Dinas …". */
static bool
is_numbered(struct str list)
{
    return list.n > 2 && ascii_is_digit(list.p[0]) &&
           (list.p[1] == '.' || (ascii_is_digit(list.p[1]) && list.p[2] == '.'));
}

/* The full stop that ends the sentence; in a list with numbers not the one behind a number. */
static size_t
sentence_end(struct str text, size_t at)
{
    bool numbered = is_numbered(str_trim(str_sub(text, at, text.n)));
    size_t end = str_find(text, STR(". "), at);

    while (numbered && end < text.n && end > at && ascii_is_digit(text.p[end - 1]))
        end = str_find(text, STR(". "), end + 1);
    return end;
}

/* Without the quotes and marks around it. */
static struct str
bare_name(struct str name)
{
    while (name.n > 0 && strchr(" ,;\"'", name.p[0]) != NULL)
        name = str_sub(name, 1, name.n);
    while (name.n > 0 && strchr(" .,;:\"'", name.p[name.n - 1]) != NULL)
        name.n--;
    return name;
}

/*
 * The name behind a marker ("ke", "oleh"): up to a word or a mark that ends it. text and lower have
 * the same bytes but for case.
 */
static struct str
name_after(struct str text, struct str lower, const char *markers)
{
    struct str rest = str_from(markers);
    struct str marker;

    while (str_split(&rest, '|', &marker)) {
        size_t at = lapor_find_word(lower, marker, 0);
        size_t end;
        size_t stop;
        struct str name;
        if (at == SIZE_MAX)
            continue;
        at += marker.n;
        end = word_end(lower, at);
        stop = sentence_end(lower, at);
        end = stop < end ? stop : end;
        end = end > text.n ? text.n : end;
        name = bare_name(str_sub(text, at, end - at));
        if (name.n > 0)
            return name;
    }
    return STR_NONE;
}

void
lapor_names_read(enum lapor_names names, struct str text, struct str lower,
                 struct lapor_reading *reading)
{
    if (names == LAPOR_NAMES_NONE)
        return;
    if (names == LAPOR_NAMES_BY) {
        reading->unit = name_after(text, lower, "oleh|dari");
        return;
    }
    reading->unit = name_after(text, lower, "ke instansi|kepada instansi|ke|kepada");
    reading->from_unit = name_after(text, lower, "dari");
    if (str_is_none(reading->from_unit))
        reading->from_unit = name_after(text, lower, "oleh");
}
