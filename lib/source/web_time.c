/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Times of feeds. RSS wants those of mail (RFC 822: "Tue, 12 Nov 2024 01:00:00 -0800", two digits
 * of the year and names of American zones allowed), Atom those of RFC 3339, and sites write what
 * their templates hold. All but the Indonesian forms are turned into RFC 3339 and read there.
 */

#include "source/web.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/parse.h"

#define ZONED_MAX 48

static const char *const months[] = { "jan", "feb", "mar", "apr", "may", "jun",
                                      "jul", "aug", "sep", "oct", "nov", "dec" };

/* RFC 822, 5.1; a military letter means nothing certain and is none of these. */
static const struct zone {
    const char *name, *offset;
} zones[] = {
    { "gmt", "Z" },      { "ut", "Z" },        { "utc", "Z" },      { "z", "Z" },
    { "est", "-05:00" }, { "edt", "-04:00" },  { "cst", "-06:00" }, { "cdt", "-05:00" },
    { "mst", "-07:00" }, { "mdt", "-06:00" },  { "pst", "-08:00" }, { "pdt", "-07:00" },
    { "wib", "+07:00" }, { "wita", "+08:00" }, { "wit", "+09:00" },
};

/* Takes a word off the front: what stands before a blank or a comma. */
static struct str
take_word(struct str *rest)
{
    size_t n = 0;
    struct str word;

    *rest = str_trim(*rest);
    while (n < rest->n && !ascii_is_space(rest->p[n]) && rest->p[n] != ',')
        n++;
    word = str_sub(*rest, 0, n);
    while (n < rest->n && rest->p[n] == ',')
        n++;
    *rest = str_sub(*rest, n, rest->n);
    return word;
}

static bool
small_number(struct str word, int64_t most, int64_t *ret_value)
{
    return word.n >= 1 && word.n <= 4 && ascii_is_digit(word.p[0]) && parse_int(word, ret_value) &&
           *ret_value <= most;
}

/* Two digits are of 1970 to 2069, three are years since 1900: what broken clocks write. */
static int64_t
full_year(int64_t year, size_t digits)
{
    if (digits == 4)
        return year;
    return year < 70 ? year + 2000 : year + 1900;
}

static int
month_of(struct str word)
{
    for (size_t i = 0; i < ARRAY_SIZE(months); i++) {
        if (str_equal_nocase(str_sub(word, 0, 3), str_from(months[i])))
            return (int)i + 1;
    }
    return 0;
}

/* Seconds east of Greenwich as RFC 3339 writes them. */
static void
format_offset(int64_t zone_s, char offset[8])
{
    int minutes = abs((int)(zone_s / 60));

    snprintf(offset, 8, "%c%02d:%02d", zone_s < 0 ? '-' : '+', minutes / 60 % 24, minutes % 60);
}

/* "-0800", "GMT"; absent: that of the settings. False for a word that is none. */
static bool
read_zone(struct str word, int64_t zone_s, char offset[8])
{
    if (word.n == 0) {
        format_offset(zone_s, offset);
        return true;
    }
    if ((word.p[0] == '+' || word.p[0] == '-') && word.n <= 6) {
        snprintf(offset, 8, "%.*s", STR_ARGS(word));
        return true;
    }
    for (size_t i = 0; i < ARRAY_SIZE(zones); i++) {
        if (str_equal_nocase(word, str_from(zones[i].name))) {
            snprintf(offset, 8, "%s", zones[i].offset);
            return true;
        }
    }
    return false;
}

/* "8:05" and "08:05" lack their seconds. */
static bool
read_clock(struct str word, char clock[12])
{
    struct str hour;
    struct str minute;
    struct str second = word;
    int64_t value;

    if (word.n > 8 || !str_split(&second, ':', &hour) || !str_split(&second, ':', &minute) ||
        !small_number(hour, 23, &value) || minute.n != 2)
        return false;
    snprintf(clock, 12, "%02d:%.2s:%.2s", (int)value, minute.p, second.n == 2 ? second.p : "00");
    return str_is_none(second) || second.n == 2;
}

/* Of mail: the weekday may be missing, and lies often enough. */
static bool
parse_mail(struct str text, int64_t zone_s, int64_t *ret_us)
{
    struct str word = take_word(&text);
    char zoned[ZONED_MAX];
    char clock[12];
    char offset[8];
    int64_t day;
    int64_t year;
    int month;
    int n;

    if (word.n > 0 && !ascii_is_digit(word.p[0]))
        word = take_word(&text);
    if (!small_number(word, 31, &day))
        return false;
    month = month_of(take_word(&text));
    word = take_word(&text);
    if (month == 0 || word.n < 2 || !small_number(word, 9999, &year))
        return false;
    year = full_year(year, word.n);
    if (!read_clock(take_word(&text), clock) || !read_zone(take_word(&text), zone_s, offset))
        return false;
    n = snprintf(zoned, sizeof(zoned), "%04d-%02d-%02dT%s%s", (int)year, month, (int)day, clock,
                 offset);
    return when_parse_rfc3339((struct str){ zoned, (size_t)n }, ret_us);
}

/* "2024-11-12", "2024-11-12T08:00", "2024-11-12 08:00:00": each without a zone. */
static bool
parse_zoneless(struct str text, int64_t zone_s, int64_t *ret_us)
{
    static const char *const rests[] = { "", ":00", "T00:00:00" };
    char zoned[ZONED_MAX];
    char offset[8];

    format_offset(zone_s, offset);
    for (size_t i = 0; i < ARRAY_SIZE(rests) && text.n <= 30; i++) {
        int n = snprintf(zoned, sizeof(zoned), "%.*s%s%s", STR_ARGS(text), rests[i], offset);
        if (when_parse_rfc3339((struct str){ zoned, (size_t)n }, ret_us))
            return true;
    }
    return false;
}

bool
web_parse_time(struct str text, int64_t zone_s, int64_t *ret_us)
{
    int precision_s;

    text = str_trim(text);
    return when_parse_rfc3339(text, ret_us) || parse_mail(text, zone_s, ret_us) ||
           parse_zoneless(text, zone_s, ret_us) ||
           when_parse_indonesian(text, (int)zone_s, ret_us, &precision_s);
}
