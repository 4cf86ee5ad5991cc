/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The types of settings that are no texts: numbers, durations, sizes, choices, zones. Each reads a
 * text into its target and writes it back as an operator would. A message begins with the value as
 * given; setting_set() puts the setting's name before it.
 */

#include "config/setting.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/parse.h"

/* Numbers: an int64 in the unit of the type, with bounds. */

typedef char *(*number_format_fn)(int64_t value, char *buf);

static char *
integer_format_to(int64_t value, char *buf)
{
    snprintf(buf, PARSE_FORMAT_MAX, "%" PRId64, value);
    return buf;
}

static bool
number_keep(const struct setting *setting, int64_t value, number_format_fn format, void *target,
            struct error *err)
{
    char min[PARSE_FORMAT_MAX];
    char max[PARSE_FORMAT_MAX];
    char given[PARSE_FORMAT_MAX];
    bool bounded = setting->min != 0 || setting->max != 0;
    if (bounded && (value < setting->min || value > setting->max)) {
        return error_set(err, ERROR_CONFIG, "%s is outside %s to %s", format(value, given),
                         format(setting->min, min), format(setting->max, max));
    }
    memcpy(target, &value, sizeof(value));
    return true;
}

static bool
number_show(const void *target, number_format_fn format, struct buf *out)
{
    int64_t value;
    char text[PARSE_FORMAT_MAX];
    memcpy(&value, target, sizeof(value));
    return buf_append_str(out, str_from(format(value, text)));
}

static bool
integer_parse(const struct setting *setting, struct str text, void *target, struct arena *arena,
              struct error *err)
{
    (void)arena;
    int64_t value;
    if (!parse_int(text, &value)) {
        setting_refuse(err, text, "is not a whole number");
        return error_hint(err, "Write digits alone, without unit, dot or blank.");
    }
    return number_keep(setting, value, integer_format_to, target, err);
}

static bool
integer_format(const struct setting *setting, const void *target, struct buf *out)
{
    (void)setting;
    return number_show(target, integer_format_to, out);
}

static bool
duration_parse(const struct setting *setting, struct str text, void *target, struct arena *arena,
               struct error *err)
{
    (void)arena;
    int64_t value;
    if (!parse_duration(text, &value)) {
        setting_refuse(err, text, "is not a duration");
        return error_hint(err, "A duration is a whole number with its unit: 500ms, 15s, 15m, 24h, "
                               "7d or 2w.");
    }
    return number_keep(setting, value, parse_format_duration, target, err);
}

static bool
duration_format(const struct setting *setting, const void *target, struct buf *out)
{
    (void)setting;
    return number_show(target, parse_format_duration, out);
}

static bool
size_parse(const struct setting *setting, struct str text, void *target, struct arena *arena,
           struct error *err)
{
    (void)arena;
    int64_t value;
    if (!parse_size(text, &value)) {
        setting_refuse(err, text, "is not a size");
        return error_hint(err, "A size is a whole number of bytes or with its unit: 512B, 64KiB, "
                               "8MiB or 1GiB.");
    }
    return number_keep(setting, value, parse_format_size, target, err);
}

static bool
size_format(const struct setting *setting, const void *target, struct buf *out)
{
    (void)setting;
    return number_show(target, parse_format_size, out);
}

static bool
boolean_parse(const struct setting *setting, struct str text, void *target, struct arena *arena,
              struct error *err)
{
    (void)setting;
    (void)arena;
    bool value;
    if (!parse_bool(text, &value)) {
        setting_refuse(err, text, "is neither true nor false");
        return error_hint(err, "Write true or false.");
    }
    memcpy(target, &value, sizeof(value));
    return true;
}

static bool
boolean_format(const struct setting *setting, const void *target, struct buf *out)
{
    (void)setting;
    bool value;
    memcpy(&value, target, sizeof(value));
    return buf_append_str(out, value ? STR("true") : STR("false"));
}

/* Choices. */

static size_t
choice_count(const struct setting *setting)
{
    size_t count = 0;
    while (setting->choices[count] != NULL)
        count++;
    return count;
}

/* The index of text among the choices, or false with all of them in the hint. */
static bool
choice_find(const struct setting *setting, struct str text, size_t *ret_index, struct error *err)
{
    size_t count = choice_count(setting);
    char list[160] = "";
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        if (str_equal_c(text, setting->choices[i])) {
            *ret_index = i;
            return true;
        }
        int n = snprintf(list + used, sizeof(list) - used, "%s%s", i > 0 ? ", " : "",
                         setting->choices[i]);
        used = used + (size_t)n < sizeof(list) ? used + (size_t)n : sizeof(list) - 1;
    }
    setting_refuse(err, text, "is not one of its values");
    const char *nearest = setting_nearest(text, setting->choices, count);
    if (nearest != NULL)
        return error_hint(err, "Did you mean \"%s\"?", nearest);
    return error_hint(err, "It is one of %s.", list);
}

static bool
choice_parse(const struct setting *setting, struct str text, void *target, struct arena *arena,
             struct error *err)
{
    (void)arena;
    size_t index = 0;
    if (!choice_find(setting, text, &index, err))
        return false;
    int value = (int)index;
    memcpy(target, &value, sizeof(value));
    return true;
}

static bool
choice_format(const struct setting *setting, const void *target, struct buf *out)
{
    int value;
    memcpy(&value, target, sizeof(value));
    return setting_quote(str_from(setting->choices[value]), out);
}

/* The choices are constants, so the text is a view of one. */
static bool
word_parse(const struct setting *setting, struct str text, void *target, struct arena *arena,
           struct error *err)
{
    (void)arena;
    size_t index = 0;
    if (!choice_find(setting, text, &index, err))
        return false;
    struct str value = str_from(setting->choices[index]);
    memcpy(target, &value, sizeof(value));
    return true;
}

static bool
word_format(const struct setting *setting, const void *target, struct buf *out)
{
    (void)setting;
    struct str value;
    memcpy(&value, target, sizeof(value));
    return str_is_none(value) || setting_quote(value, out);
}

/* Zones: fixed offsets, because the four of Indonesia have no summer time. */

static const struct zone {
    const char *name;
    int64_t offset_s;
} zones[] = {
    { "Asia/Jakarta", 25200 },
    { "Asia/Pontianak", 25200 },
    { "Asia/Makassar", 28800 },
    { "Asia/Jayapura", 32400 },
    { "UTC", 0 },
};

static bool
offset_parse(struct str text, int64_t *ret_offset_s)
{
    static const char form[] = "+00:00";
    int digits[sizeof(form)] = { 0 };
    if (text.n != sizeof(form) - 1 || (text.p[0] != '+' && text.p[0] != '-'))
        return false;
    for (size_t i = 1; i < text.n; i++) {
        bool digit = ascii_is_digit(text.p[i]);
        if (form[i] == '0' ? !digit : text.p[i] != form[i])
            return false;
        digits[i] = text.p[i] - '0';
    }
    int hours = digits[1] * 10 + digits[2];
    int minutes = digits[4] * 10 + digits[5];
    *ret_offset_s = (text.p[0] == '-' ? -60 : 60) * (int64_t)(hours * 60 + minutes);
    return hours <= 14 && minutes <= 59;
}

static bool
zone_parse(const struct setting *setting, struct str text, void *target, struct arena *arena,
           struct error *err)
{
    (void)setting;
    (void)arena;
    struct setting_guess guess = SETTING_GUESS(text);
    int64_t offset_s;
    bool found = offset_parse(text, &offset_s);
    for (size_t i = 0; i < ARRAY_SIZE(zones); i++) {
        if (str_equal_c(text, zones[i].name)) {
            offset_s = zones[i].offset_s;
            found = true;
        }
        setting_guess(&guess, str_from(zones[i].name));
    }
    if (!found) {
        setting_refuse(err, text, "is not a time zone");
        return str_is_none(guess.nearest)
                   ? error_hint(err, "It is Asia/Jakarta, Asia/Pontianak, Asia/Makassar, "
                                     "Asia/Jayapura, UTC or an offset such as +07:00.")
                   : error_hint(err, "Did you mean \"%s\"?", guess.nearest.p);
    }
    memcpy(target, &offset_s, sizeof(offset_s));
    return true;
}

static bool
zone_format(const struct setting *setting, const void *target, struct buf *out)
{
    (void)setting;
    int64_t offset_s;
    memcpy(&offset_s, target, sizeof(offset_s));
    for (size_t i = 0; i < ARRAY_SIZE(zones); i++)
        if (zones[i].offset_s == offset_s)
            return setting_quote(str_from(zones[i].name), out);
    int64_t minutes = (offset_s < 0 ? -offset_s : offset_s) / 60;
    return buf_printf(out, "\"%c%02d:%02d\"", offset_s < 0 ? '-' : '+', (int)(minutes / 60),
                      (int)(minutes % 60));
}

#define TYPE(id, word, bytes, read, write) \
    const struct setting_type setting_##id = { (word), (bytes), (read), (write), NULL }

TYPE(integer, "integer", sizeof(int64_t), integer_parse, integer_format);
TYPE(duration, "duration", sizeof(int64_t), duration_parse, duration_format);
TYPE(size, "size", sizeof(int64_t), size_parse, size_format);
TYPE(boolean, "boolean", sizeof(bool), boolean_parse, boolean_format);
TYPE(choice, "choice", sizeof(int), choice_parse, choice_format);
TYPE(word, "choice", 0, word_parse, word_format);
TYPE(zone, "time zone", sizeof(int64_t), zone_parse, zone_format);
