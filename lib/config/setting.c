/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What every table of settings has in common; the types themselves are in setting_types.c.
 */

#include "config/setting.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"

#define GUESS_WORD_MAX 64

static void *
target_of(const struct setting *setting, void *target)
{
    return (char *)target + setting->offset;
}

static const void *
const_target_of(const struct setting *setting, const void *target)
{
    return (const char *)target + setting->offset;
}

bool
setting_defaults(const struct setting *table, void *target, struct arena *arena, struct error *err)
{
    for (const struct setting *setting = table; setting->path != NULL; setting++) {
        size_t size = setting->type->size > 0 ? setting->type->size : sizeof(struct str);
        memset(target_of(setting, target), 0, size);
        if (setting->fallback != NULL &&
            !setting_set(setting, str_from(setting->fallback), target, arena, err))
            return false;
    }
    return true;
}

const struct setting *
setting_find(const struct setting *table, struct str path)
{
    for (const struct setting *setting = table; setting != NULL && setting->path != NULL; setting++)
        if (str_equal_c(path, setting->path))
            return setting;
    return NULL;
}

bool
setting_set(const struct setting *setting, struct str text, void *target, struct arena *arena,
            struct error *err)
{
    if (setting->type->parse(setting, text, target_of(setting, target), arena, err))
        return true;
    if (setting->fallback != NULL)
        error_hint(err, "The default is %s.", setting->fallback);
    else if (setting->doc != NULL)
        error_hint(err, "%s", setting->doc);
    return error_wrap(err, "%s: ", setting->path);
}

bool
setting_set_entry(const struct setting *setting, struct str word, struct str value, void *target,
                  struct arena *arena, struct error *err)
{
    char shown[SETTING_SHOWN_MAX];
    if (setting->type->parse_entry(setting, word, value, target_of(setting, target), arena, err))
        return true;
    error_hint(err, "%s", setting->doc);
    return error_wrap(err, "%s.%s: ", setting->path, setting_shown(word, shown));
}

bool
setting_show(const struct setting *setting, const void *target, struct buf *out)
{
    if ((setting->flags & SETTING_SECRET) != 0)
        return buf_append_str(out, STR("\"***\""));
    return setting->type->format(setting, const_target_of(setting, target), out);
}

bool
setting_equal(const struct setting *setting, const void *a, const void *b)
{
    const void *left = const_target_of(setting, a);
    const void *right = const_target_of(setting, b);
    if (setting->type->size > 0)
        return memcmp(left, right, setting->type->size) == 0;
    struct str left_text;
    struct str right_text;
    memcpy(&left_text, left, sizeof(left_text));
    memcpy(&right_text, right, sizeof(right_text));
    return str_equal(left_text, right_text);
}

/* Words that other readers of YAML take for something else than text. */
static bool
is_yaml_word(struct str text)
{
    static const char *const words[] = {
        "y", "n", "yes", "no", "on", "off", "true", "false", "null"
    };
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (str_equal_nocase(text, str_from(words[i])))
            return true;
    return false;
}

/* Plain where no reader of YAML can take it for anything but text. */
static bool
is_plain(struct str text)
{
    if (text.n == 0 || !(ascii_is_letter(text.p[0]) || text.p[0] == '/') || is_yaml_word(text))
        return false;
    for (size_t i = 0; i < text.n; i++)
        if (!ascii_is_letter(text.p[i]) && strchr("0123456789/._-", text.p[i]) == NULL)
            return false;
    return true;
}

bool
setting_quote(struct str text, struct buf *out)
{
    if (is_plain(text))
        return buf_append_str(out, text);
    bool fits = buf_append_str(out, STR("\""));
    for (size_t i = 0; fits && i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c < 0x20 || c == 0x7f)
            fits = buf_printf(out, "\\x%02X", c);
        else if (c == '"' || c == '\\')
            fits = buf_printf(out, "\\%c", c);
        else
            fits = buf_append(out, &text.p[i], 1);
    }
    return fits && buf_append_str(out, STR("\""));
}

/* A byte of C0, DEL or, in UTF-8, C1: a terminal may obey them. */
static bool
is_control(struct str text, size_t at)
{
    unsigned char c = (unsigned char)text.p[at];
    unsigned char before = at > 0 ? (unsigned char)text.p[at - 1] : 0;
    unsigned char after = at + 1 < text.n ? (unsigned char)text.p[at + 1] : 0xff;
    return c < 0x20 || c == 0x7f || (c == 0xc2 && after < 0xa0) || (before == 0xc2 && c < 0xa0);
}

char *
setting_shown(struct str text, char *buf)
{
    struct str head = utf8_cut(text, SETTING_SHOWN_MAX - sizeof("…"));
    for (size_t i = 0; i < head.n; i++)
        buf[i] = is_control(head, i) ? '?' : head.p[i];
    snprintf(buf + head.n, SETTING_SHOWN_MAX - head.n, "%s", head.n < text.n ? "…" : "");
    return buf;
}

bool
setting_refuse(struct error *err, struct str text, const char *why)
{
    char shown[SETTING_SHOWN_MAX];
    return error_set(err, ERROR_CONFIG, "\"%s\" %s", setting_shown(text, shown), why);
}

static size_t
least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Edit distance; neighbours that changed places count once. Both words within GUESS_WORD_MAX. */
static size_t
distance_of(struct str a, struct str b)
{
    size_t rows[3][GUESS_WORD_MAX + 1];
    for (size_t j = 0; j <= b.n; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            bool same = ascii_lower(a.p[i - 1]) == ascii_lower(b.p[j - 1]);
            row[j] = least(above[j - 1] + (same ? 0 : 1), least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && ascii_lower(a.p[i - 1]) == ascii_lower(b.p[j - 2]) &&
                ascii_lower(a.p[i - 2]) == ascii_lower(b.p[j - 1]))
                row[j] = least(row[j], rows[(i + 1) % 3][j - 2] + 1);
        }
    }
    return rows[a.n % 3][b.n];
}

void
setting_guess(struct setting_guess *guess, struct str known)
{
    size_t n = guess->word.n;
    if (n > GUESS_WORD_MAX || known.n > GUESS_WORD_MAX)
        return;
    size_t limit = n <= 3 ? n / 2 : n < 9 ? 2 : n / 3;
    size_t longer = n > known.n ? n - known.n : known.n - n;
    if (longer > limit)
        return; /* as many edits at least */
    size_t distance = distance_of(guess->word, known);
    if (distance <= limit && distance < guess->distance) {
        guess->distance = distance;
        guess->nearest = known;
    }
}

const char *
setting_nearest(struct str word, const char *const *known, size_t count)
{
    struct setting_guess guess = SETTING_GUESS(word);
    const char *nearest = NULL;
    for (size_t i = 0; i < count; i++) {
        size_t before = guess.distance;
        setting_guess(&guess, str_from(known[i]));
        nearest = guess.distance < before ? known[i] : nearest;
    }
    return nearest;
}
