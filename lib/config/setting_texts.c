/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The types of settings that are texts (target: struct str, a copy in the arena that ends in NUL):
 * names, ids, dates, addresses, paths. The stricter the type, the earlier a slip is found.
 */

#include "config/setting.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/parse.h"
#include "base/utf8.h"
#include "base/when.h"

#define TEXT_MOST   1000
#define NAME_MOST   64
#define ID_MOST     128
#define HANDLE_MOST 100
#define MEMBER_MOST 60 /* source/fields.h: FIELD_PATH_MAX */
/* Of the words of a mapping: one, what it is, and all. Printed, the latter may be four times as
 * long: config_out.c has room for that. */
#define WORDS_WORD_MOST  100
#define WORDS_VALUE_MOST 500
#define WORDS_MOST       8192

/* C0, DEL, C1, line and paragraph separators, byte order mark: not for a name or a terminal.
 * The text is valid UTF-8, so that something follows a first byte. */
static bool
holds_control(struct str text)
{
    static const char *const others[] = { "\u2028", "\u2029", "\ufeff" };
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        bool is_c1 = c == 0xc2 && (unsigned char)text.p[i + 1] < 0xa0;
        if (c < 0x20 || c == 0x7f || is_c1)
            return true;
    }
    for (size_t i = 0; i < ARRAY_SIZE(others); i++)
        if (str_find(text, str_from(others[i]), 0) != SIZE_MAX)
            return true;
    return false;
}

static bool
text_keep(struct str text, void *target, struct arena *arena, struct error *err)
{
    struct str copy;
    if (!arena_str(arena, text, &copy))
        return error_set(err, ERROR_LIMIT, "no room is left for texts");
    memcpy(target, &copy, sizeof(copy));
    return true;
}

static bool
text_check(const struct setting *setting, struct str text, struct error *err)
{
    bool bounded = setting->min != 0 || setting->max != 0;
    size_t most = bounded ? (size_t)setting->max : TEXT_MOST;
    if (text.n == 0 && (setting->flags & SETTING_REQUIRED) != 0)
        return error_set(err, ERROR_CONFIG, "may not be empty");
    if (!utf8_is_valid(text) || holds_control(text)) {
        setting_refuse(err, text, "holds a control character");
        return error_hint(err, "Type it again, on one line and without invisible characters.");
    }
    if (text.n > most) {
        setting_refuse(err, text, "is too long");
        return error_hint(err, "It has %zu bytes, %zu are allowed.", text.n, most);
    }
    if (bounded && text.n < (size_t)setting->min) {
        setting_refuse(err, text, "is too short");
        return error_hint(err, "It has %zu bytes, %" PRId64 " are needed.", text.n, setting->min);
    }
    return true;
}

static bool
text_parse(const struct setting *setting, struct str text, void *target, struct arena *arena,
           struct error *err)
{
    return text_check(setting, text, err) && text_keep(text, target, arena, err);
}

static bool
text_format(const struct setting *setting, const void *target, struct buf *out)
{
    (void)setting;
    struct str value;
    memcpy(&value, target, sizeof(value));
    return str_is_none(value) || setting_quote(value, out);
}

/* Letters, digits and what others holds; begins with a letter or digit where strict. */
static bool
is_made_of(struct str text, const char *others, bool strict)
{
    if (text.n == 0 || (strict && !ascii_is_alphanumeric(text.p[0])))
        return false;
    for (size_t i = 0; i < text.n; i++)
        if (!ascii_is_alphanumeric(text.p[i]) &&
            (text.p[i] == '\0' || strchr(others, text.p[i]) == NULL))
            return false;
    return true;
}

static bool
name_parse(const struct setting *setting, struct str text, void *target, struct arena *arena,
           struct error *err)
{
    (void)setting;
    if (!is_made_of(text, "._-", true) || text.n > NAME_MOST) {
        setting_refuse(err, text, "is not a name");
        return error_hint(err,
                          "A name has up to %d letters, digits, \".\", \"_\" and \"-\", and begins "
                          "with a letter or digit.",
                          NAME_MOST);
    }
    return text_keep(text, target, arena, err);
}

static bool
handle_parse(const struct setting *setting, struct str text, void *target, struct arena *arena,
             struct error *err)
{
    (void)setting;
    bool clean = utf8_is_valid(text) && !holds_control(text);
    if (!clean || text.n == 0 || text.n > HANDLE_MOST || text.p[0] == '@' ||
        memchr(text.p, ' ', text.n) != NULL || memchr(text.p, '/', text.n) != NULL) {
        setting_refuse(err, text, "is not a handle");
        return error_hint(err,
                          "Write the short name alone: no \"@\" before it, no blank, no address.");
    }
    return text_keep(text, target, arena, err);
}

static bool
region_parse(const struct setting *setting, struct str text, void *target, struct arena *arena,
             struct error *err)
{
    (void)setting;
    bool province = text.n == 2;
    bool regency =
        text.n == 5 && text.p[2] == '.' && ascii_is_digit(text.p[3]) && ascii_is_digit(text.p[4]);
    if (!(province || regency) || !ascii_is_digit(text.p[0]) || !ascii_is_digit(text.p[1])) {
        setting_refuse(err, text, "is not a region code");
        return error_hint(err,
                          "The ministry's code has two digits for a province (32), and a dot and "
                          "two more for a regency or city (32.75).");
    }
    return text_keep(text, target, arena, err);
}

/* Two or four digits; false for anything else. */
static bool
digits_value(struct str text, int *ret_value)
{
    int value = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (!ascii_is_digit(text.p[i]))
            return false;
        value = value * 10 + (text.p[i] - '0');
    }
    *ret_value = value;
    return true;
}

static bool
date_parse(const struct setting *setting, struct str text, void *target, struct arena *arena,
           struct error *err)
{
    (void)setting;
    int year;
    int month;
    int day;
    int64_t days;
    if (text.n != 10 || text.p[4] != '-' || text.p[7] != '-' ||
        !digits_value(str_sub(text, 0, 4), &year) || !digits_value(str_sub(text, 5, 2), &month) ||
        !digits_value(str_sub(text, 8, 2), &day) || !when_days(year, month, day, &days)) {
        setting_refuse(err, text, "is not a date");
        return error_hint(err, "Write year, month and day: 2025-01-02.");
    }
    return text_keep(text, target, arena, err);
}

/* Port of "host:port" behind the host; true when there is none or it is one. */
static bool
is_port(struct str text)
{
    int64_t port;
    return text.n == 0 ||
           (text.p[0] == ':' && is_made_of(str_sub(text, 1, SIZE_MAX), "", true) &&
            parse_int(str_sub(text, 1, SIZE_MAX), &port) && port > 0 && port < 65536);
}

/* host, host:port, [::1]:port */
static bool
is_authority(struct str text)
{
    size_t end =
        str_starts(text, STR("[")) ? str_find(text, STR("]"), 0) : str_find(text, STR(":"), 0);
    if (str_starts(text, STR("["))) {
        return end != SIZE_MAX && is_made_of(str_sub(text, 1, end - 1), ":.", false) &&
               is_port(str_sub(text, end + 1, SIZE_MAX));
    }
    struct str host = str_sub(text, 0, end);
    return is_made_of(host, ".-_", true) && is_port(str_sub(text, host.n, SIZE_MAX));
}

/* What is wrong with an address that has no query, or NULL. */
static const char *
url_fault(struct str text)
{
    size_t scheme = str_starts(text, STR("https://"))  ? 8
                    : str_starts(text, STR("http://")) ? 7
                                                       : 0;
    if (scheme == 0)
        return "does not begin with https:// or http://";
    struct str rest = str_sub(text, scheme, SIZE_MAX);
    if (memchr(rest.p, '?', rest.n) != NULL || memchr(rest.p, '#', rest.n) != NULL)
        return "has a query or a fragment";
    struct str authority = str_sub(rest, 0, str_find(rest, STR("/"), 0));
    if (!is_authority(authority))
        return "has no usable host and port";
    if (rest.n > authority.n &&
        !is_made_of(str_sub(rest, authority.n, SIZE_MAX), "/-._~%!$&'()*+,;=:", false))
        return "has a path with characters that must be escaped";
    return NULL;
}

/* The address of a website's list, which may have a query. */
static bool
is_site(struct str text)
{
    size_t mark = str_find(text, STR("?"), 0);
    struct str query = mark == SIZE_MAX ? STR("") : str_sub(text, mark + 1, SIZE_MAX);
    return url_fault(str_sub(text, 0, mark)) == NULL &&
           (query.n == 0 || is_made_of(query, "/-._~%!$&'()*+,;=:?", false));
}

static bool
id_parse(const struct setting *setting, struct str text, void *target, struct arena *arena,
         struct error *err)
{
    (void)setting;
    bool known = is_made_of(text, "._:@=+-", false) || is_site(text);
    if (!known || text.n > ID_MOST) {
        setting_refuse(err, text, "is not an id");
        return error_hint(err,
                          "Give the id that the platform uses itself (often a long number), not "
                          "a name or an address.");
    }
    return text_keep(text, target, arena, err);
}

static bool
url_parse(const struct setting *setting, struct str text, void *target, struct arena *arena,
          struct error *err)
{
    if (!text_check(setting, text, err))
        return false;
    if (memchr(text.p, '@', text.n) != NULL) {
        /* The value is not repeated: it may be a password, and messages are logged. */
        error_set(err, ERROR_CONFIG, "an address may not hold a user or a password");
        return error_hint(err, "Secrets stand in files of their own: see credentials.");
    }
    const char *fault = text.n > 0 ? url_fault(text) : NULL;
    if (fault != NULL) {
        setting_refuse(err, text, fault);
        return error_hint(err,
                          "An address looks like https://host/path; secrets go into credentials.");
    }
    while (str_ends(text, STR("/")))
        text.n--;
    return text_keep(text, target, arena, err);
}

static bool
path_parse(const struct setting *setting, struct str text, void *target, struct arena *arena,
           struct error *err)
{
    if (!text_check(setting, text, err))
        return false;
    if (text.n > 0 && text.p[0] != '/') {
        setting_refuse(err, text, "is not an absolute path");
        return error_hint(err, "A path begins with \"/\".");
    }
    return text_keep(text, target, arena, err);
}

/* What a path into JSON cannot hold, or NULL: there are no patterns and no expressions. */
static const char *
member_fault(struct str text)
{
    struct str part;
    if (text.p[0] == '$')
        return "begins with \"$\"";
    if (str_find(text, STR("["), 0) != SIZE_MAX)
        return "has brackets";
    for (size_t i = 0; i < text.n; i++)
        if (strchr("]*?()|\"\\", text.p[i]) != NULL)
            return "is more than names joined by dots";
    while (str_split(&text, '.', &part))
        if (part.n == 0)
            return "has an empty name";
    return NULL;
}

static bool
member_parse(const struct setting *setting, struct str text, void *target, struct arena *arena,
             struct error *err)
{
    const struct setting bounds = { .path = setting->path,
                                    .max = MEMBER_MOST,
                                    .flags = setting->flags };
    if (!text_check(&bounds, text, err))
        return false;
    const char *fault = text.n > 0 ? member_fault(text) : NULL;
    if (fault != NULL) {
        setting_refuse(err, text, fault);
        return error_hint(err, "Write the names from the outside in, with dots between them, and "
                               "numbers for elements of lists: lokasi.0.lat.");
    }
    return text_keep(text, target, arena, err);
}

/* Words: "word\0value\0" for each, in their order. */

bool
setting_words_next(struct str *rest, struct str *ret_word, struct str *ret_value)
{
    return str_split(rest, '\0', ret_word) && str_split(rest, '\0', ret_value);
}

struct str
setting_words_find(struct str words, struct str wanted)
{
    struct str word;
    struct str value;
    while (setting_words_next(&words, &word, &value)) {
        if (str_equal_nocase(word, wanted))
            return value;
    }
    return STR_NONE;
}

static bool
words_parse(const struct setting *setting, struct str text, void *target, struct arena *arena,
            struct error *err)
{
    (void)setting;
    (void)target;
    (void)arena;
    setting_refuse(err, text, "stands where words with values are expected");
    return error_hint(err, "Write \"word: value\" below it, further to the right.");
}

static bool
words_value(const struct setting *setting, struct str text, struct str *ret_value,
            struct arena *arena, struct error *err)
{
    static const struct setting free_text = { .max = WORDS_VALUE_MOST };
    if (setting->choices != NULL)
        return setting_word.parse(setting, text, ret_value, arena, err);
    *ret_value = text;
    return text_check(&free_text, text, err);
}

/* A pair more, in a copy. */
static bool
words_add(struct str *words, struct str word, struct str value, struct arena *arena)
{
    size_t n = words->n + word.n + 1 + value.n + 1;
    char *all = arena_alloc(arena, n);
    if (all == NULL)
        return false;
    memset(all, 0, n);
    if (words->n > 0)
        memcpy(all, words->p, words->n);
    memcpy(all + words->n, word.p, word.n);
    if (value.n > 0)
        memcpy(all + words->n + word.n + 1, value.p, value.n);
    *words = (struct str){ all, n };
    return true;
}

static bool
words_entry(const struct setting *setting, struct str word, struct str value, void *target,
            struct arena *arena, struct error *err)
{
    static const struct setting word_bounds = { .min = 1, .max = WORDS_WORD_MOST };
    struct str words;
    struct str kept;
    memcpy(&words, target, sizeof(words));
    word = str_trim(word);
    if (!text_check(&word_bounds, word, err) || !words_value(setting, value, &kept, arena, err))
        return false;
    if (!str_is_none(setting_words_find(words, word))) {
        error_set(err, ERROR_CONFIG, "the word stands there already");
        return error_hint(err, "Small and capital letters are the same here: leave one out.");
    }
    if (words.n + word.n + kept.n + 2 > WORDS_MOST) {
        error_set(err, ERROR_CONFIG, "there are too many words");
        return error_hint(err, "Together they may have %d bytes.", WORDS_MOST);
    }
    if (!words_add(&words, word, kept, arena))
        return error_set(err, ERROR_LIMIT, "no room is left for texts");
    memcpy(target, &words, sizeof(words));
    return true;
}

static bool
words_format(const struct setting *setting, const void *target, struct buf *out)
{
    (void)setting;
    struct str words;
    struct str word;
    struct str value;
    memcpy(&words, target, sizeof(words));
    bool fits = true;
    const char *before = "{ ";
    while (fits && setting_words_next(&words, &word, &value)) {
        fits = buf_append_str(out, str_from(before)) && setting_quote(word, out) &&
               buf_append_str(out, STR(": ")) && setting_quote(value, out);
        before = ", ";
    }
    return fits && (before[0] == '{' || buf_append_str(out, STR(" }")));
}

const struct setting_type setting_words = { "words", 0, words_parse, words_format, words_entry };

#define TYPE(id, word, read) \
    const struct setting_type setting_##id = { (word), 0, (read), text_format, NULL }

TYPE(text, "text", text_parse);
TYPE(name, "name", name_parse);
TYPE(id, "id", id_parse);
TYPE(handle, "handle", handle_parse);
TYPE(region, "region code", region_parse);
TYPE(date, "date", date_parse);
TYPE(url, "address", url_parse);
TYPE(path, "path", path_parse);
TYPE(member, "member", member_parse);
