/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * base/when, base/parse and base/utf8 over any bytes: what is accepted lies in range and is the
 * same after it was written and read again.
 */

#include "fuzz.h"

#include "base/parse.h"
#include "base/utf8.h"
#include "base/when.h"

static void
check_instant(int64_t us)
{
    char buf[WHEN_FORMAT_MAX];
    int64_t back;
    HOLDS(us >= WHEN_MIN && us < WHEN_MAX);
    HOLDS(when_parse_rfc3339(str_from(when_format(us, buf)), &back) && back == us);
    HOLDS(when_floor(us, WHEN_DAY) <= us && us - when_floor(us, WHEN_DAY) < WHEN_DAY);
}

static void
check_times(struct str text)
{
    bool (*const parsers[])(struct str, int64_t *) = { when_parse_rfc3339, when_parse_http,
                                                       when_parse_epoch };
    int64_t us;
    int precision_s;
    for (size_t i = 0; i < ARRAY_SIZE(parsers); i++) {
        if (parsers[i](text, &us)) {
            check_instant(us);
        }
    }
    if (when_parse_indonesian(text, 7 * 3600, &us, &precision_s)) {
        check_instant(us);
        HOLDS(precision_s == 1 || precision_s == 60 || precision_s == 86400);
    }
}

static void
check_values(struct str text)
{
    char buf[PARSE_FORMAT_MAX];
    int64_t value;
    int64_t back;
    double number;
    bool flag;
    if (parse_duration(text, &value)) {
        HOLDS(value >= 0);
        HOLDS(parse_duration(str_from(parse_format_duration(value, buf)), &back) && back == value);
    }
    if (parse_size(text, &value)) {
        HOLDS(value >= 0);
        HOLDS(parse_size(str_from(parse_format_size(value, buf)), &back) && back == value);
    }
    /* An integer is a decimal, and no word is both a number and a flag. */
    if (parse_int(text, &value) && text.n < 100) {
        HOLDS(parse_double(text, &number) && number == (double)value);
        HOLDS(!parse_bool(text, &flag));
    }
}

static void
check_text(struct str text)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(4 * text.n + 1);
    struct str repaired;
    bool valid = utf8_is_valid(text);
    HOLDS(utf8_repair(arena, text, &repaired));
    HOLDS(utf8_is_valid(repaired));
    HOLDS(!valid || repaired.p == text.p);
    for (size_t max = 0; max <= repaired.n && max < 16; max++) {
        struct str cut = utf8_cut(repaired, max);
        HOLDS(utf8_is_valid(cut) && cut.n <= max && max - cut.n < 4);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = { (const char *)data, size };
    check_times(text);
    check_values(text);
    check_text(text);
    return 0;
}
