/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Single values: a scalar as a word, what a word is by the map, and the forms of time. The form
 * "any" is the reader that SP4N-LAPOR! has; the others are those it would take for something else.
 */

#include "source/mapped.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/ascii.h"
#include "base/parse.h"
#include "base/utf8.h"
#include "config/setting.h"
#include "source/fields.h"

#define FORM_MAX 64

struct jdoc_node
mapped_value_node(const struct mapped_settings *map, enum mapped_field field, struct jdoc_node item)
{
    const struct jdoc_node none = { NULL };
    struct str path = field == MAPPED_EVENTS ? map->events.list : map->fields[field];

    return path.n == 0 ? none : jdoc_path(item, path.p);
}

bool
mapped_value_word(struct arena *arena, struct jdoc_node node, struct str *ret_word)
{
    char digits[JDOC_DIGITS_SIZE];
    struct str word = STR_NONE;
    bool flag;

    *ret_word = STR_NONE;
    if (jdoc_get_bool(node, &flag))
        word = flag ? STR("true") : STR("false");
    else if (!jdoc_get_id(node, digits, &word))
        return true;
    if (lapor_is_nothing(word))
        return true;
    return arena_str(arena, utf8_cut(str_trim(word), RECORD_ID_MAX), ret_word);
}

/* Once on a page, and no more than a report has room for. */
bool
mapped_value_told(struct mapped_page *page, struct str word)
{
    for (size_t i = 0; i < page->told_count; i++) {
        if (str_equal(page->told[i], word))
            return true;
    }
    if (page->told_count == ARRAY_SIZE(page->told))
        return true;
    page->told[page->told_count++] = word;
    return false;
}

struct str
mapped_value_map(struct mapped_page *page, struct str words, struct str word, const char *setting,
                 const char *at)
{
    struct str value = setting_words_find(words, word);

    if (word.n > 0 && str_is_none(value) && !mapped_value_told(page, word))
        batch_reject(page->batch, str_from(at), "the word \"%.*s\" is not in \"%s\"",
                     STR_ARGS(word), setting);
    return value;
}

struct str
mapped_value_person(struct mapped_page *page, struct str words, struct str word,
                    const char *setting, const char *at)
{
    struct str value = setting_words_find(words, word);

    if (word.n > 0 && str_is_none(value) && !mapped_value_told(page, str_from(setting)))
        batch_reject(page->batch, str_from(at), "who is named is not in \"%s\"", setting);
    return value;
}

/* "20261120", "202611200830", "20261120083000" as "2026-11-20 08:30:00". */
static bool
spread_compact(struct str text, char form[FORM_MAX])
{
    for (size_t i = 0; i < text.n; i++) {
        if (!ascii_is_digit(text.p[i]))
            return false;
    }
    if (text.n != 8 && text.n != 12 && text.n != 14)
        return false;
    snprintf(form, FORM_MAX, "%.4s-%.2s-%.2s", text.p, text.p + 4, text.p + 6);
    if (text.n >= 12)
        snprintf(form + 10, FORM_MAX - 10, " %.2s:%.2s", text.p + 8, text.p + 10);
    if (text.n == 14)
        snprintf(form + 16, FORM_MAX - 16, ":%.2s", text.p + 12);
    return true;
}

/* "11/20/2026 08:30" as "20/11/2026 08:30": month and day change places. */
static bool
swap_month(struct str text, char form[FORM_MAX])
{
    size_t first = 0;
    size_t second;

    while (first < text.n && ascii_is_digit(text.p[first]))
        first++;
    second = first + 1;
    while (second < text.n && ascii_is_digit(text.p[second]))
        second++;
    if (first == 0 || first > 2 || second >= text.n || second == first + 1 ||
        text.p[first] != text.p[second] || text.n >= FORM_MAX - 1)
        return false;
    snprintf(form, FORM_MAX, "%.*s%c%.*s%.*s", (int)(second - first - 1), text.p + first + 1,
             text.p[first], (int)first, text.p, (int)(text.n - second), text.p + second);
    return true;
}

/* The number of seconds or milliseconds, whatever its size. */
static bool
count_time(int64_t number, int64_t unit_us, struct lapor_instant *instant)
{
    if (number < 0 || number > WHEN_MAX / unit_us)
        return false;
    *instant =
        (struct lapor_instant){ number == 0 ? WHEN_NONE : number * unit_us, number == 0 ? -1 : 1 };
    return true;
}

static bool
read_unix(const struct mapped_settings *map, struct jdoc_node node, struct lapor_instant *instant)
{
    int64_t unit_us = map->times == MAPPED_TIMES_UNIX ? WHEN_SECOND : WHEN_SECOND / 1000;
    struct str text;
    int64_t number;

    if (!fields_get_whole(node, &number) &&
        (!jdoc_get_str(node, &text) || !parse_int(str_trim(text), &number)))
        return false;
    return count_time(number, unit_us, instant);
}

/* A text, in the form that the reader of SP4N-LAPOR! takes; a number of digits too. */
static bool
read_text(const struct lapor_settings *clock, const struct mapped_settings *map, struct str text,
          struct lapor_instant *instant)
{
    char form[FORM_MAX];
    bool ok =
        map->times == MAPPED_TIMES_COMPACT ? spread_compact(text, form) : swap_month(text, form);

    return ok && lapor_time_text(clock, LAPOR_RECEIVED, str_from(form), instant);
}

bool
mapped_value_time(const struct mapped_settings *map, struct jdoc_node node,
                  struct lapor_instant *ret_instant)
{
    const struct lapor_settings clock = { .zone_s = map->zone_s };
    char digits[JDOC_DIGITS_SIZE];
    struct str text;

    *ret_instant = (struct lapor_instant){ WHEN_NONE, -1 };
    if (jdoc_is_absent(node) || jdoc_is_null(node))
        return true;
    if (jdoc_get_str(node, &text) && lapor_is_nothing(text))
        return true;
    if (map->times == MAPPED_TIMES_ANY)
        return lapor_time_read(&clock, LAPOR_RECEIVED, node, ret_instant);
    if (map->times == MAPPED_TIMES_UNIX || map->times == MAPPED_TIMES_UNIX_MS)
        return read_unix(map, node, ret_instant);
    return jdoc_get_id(node, digits, &text) && read_text(&clock, map, str_trim(text), ret_instant);
}
