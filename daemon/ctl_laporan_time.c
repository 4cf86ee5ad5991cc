/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A date is three words between blanks, commas, strokes, dots or hyphens, perhaps behind the name
 * of a weekday. Which of them is what, their letters and lengths say; where all are numbers the day
 * comes first, as people write it in Indonesia, unless the file shows that its spreadsheet did not.
 */

#include "ctl_laporan_time.h"

#include "base/ascii.h"
#include "base/parse.h"
#include "base/when.h"
#include "ctl_xlsx.h"

#define WORDS_MAX      4
#define SERIAL_DAY_MIN 25569 /* 1970-01-01: fewer are no date of a complaint */
#define CENTURY        2000  /* of years with two digits: the system began in 2012 */

/* First three letters, as English and Indonesian write them. */
static const struct month {
    const char *letters;
    int number;
} months[] = {
    { "jan", 1 },  { "feb", 2 },  { "mar", 3 },  { "apr", 4 },  { "may", 5 },  { "mei", 5 },
    { "jun", 6 },  { "jul", 7 },  { "aug", 8 },  { "agu", 8 },  { "ags", 8 },  { "sep", 9 },
    { "oct", 10 }, { "okt", 10 }, { "nov", 11 }, { "dec", 12 }, { "des", 12 },
};

static bool
is_mark(char c)
{
    return ascii_is_space(c) || c == ',' || c == '/' || c == '-' || c == '.';
}

/* How many there are; one more than fits when there are too many. */
static size_t
split_words(struct str text, struct str words[WORDS_MAX])
{
    size_t count = 0;
    size_t i = 0;

    while (i < text.n) {
        size_t start = i;

        while (i < text.n && !is_mark(text.p[i]))
            i++;
        if (i > start && count == WORDS_MAX)
            return WORDS_MAX + 1;
        if (i > start)
            words[count++] = str_sub(text, start, i - start);
        i += i < text.n ? 1 : 0;
    }
    return count;
}

static bool
is_word(struct str word)
{
    return !ascii_is_digit(word.p[0]);
}

static bool
parse_number(struct str text, int low, int high, int *ret_number)
{
    int64_t number;

    if (text.n > 4 || !parse_int(text, &number) || number < low || number > high)
        return false;
    *ret_number = (int)number;
    return true;
}

static bool
parse_month(struct str text, int *ret_month)
{
    if (!is_word(text))
        return parse_number(text, 1, 12, ret_month);
    for (size_t i = 0; i < ARRAY_SIZE(months); i++)
        if (str_equal_nocase(str_sub(text, 0, 3), str_from(months[i].letters))) {
            *ret_month = months[i].number;
            return true;
        }
    return false;
}

static bool
parse_year(struct str text, int *ret_year)
{
    if (text.n != 2)
        return parse_number(text, 1970, 2199, ret_year);
    if (!parse_number(text, 0, 99, ret_year))
        return false;
    *ret_year += CENTURY;
    return true;
}

/* The three words of a date, in the order day, month, year. */
static bool
find_parts(struct str text, bool month_first, struct str parts[3])
{
    struct str words[WORDS_MAX];
    size_t count = split_words(text, words);
    struct str *first = words;

    if (count == WORDS_MAX && is_word(words[0]) && !is_word(words[1]))
        first++, count--;
    if (count != 3)
        return false;
    if (first[0].n == 4) { /* a year */
        parts[0] = first[2];
        parts[1] = first[1];
        parts[2] = first[0];
        return true;
    }
    month_first = is_word(first[0]) || (month_first && !is_word(first[1]));
    parts[0] = first[month_first ? 1 : 0];
    parts[1] = first[month_first ? 0 : 1];
    parts[2] = first[2];
    return true;
}

int
ctl_laporan_day_place(struct str text)
{
    struct str words[WORDS_MAX];
    int number;

    if (split_words(text, words) < 3 || words[0].n > 2 || is_word(words[0]) || is_word(words[1]))
        return 0;
    if (parse_number(words[0], 13, 31, &number))
        return 1;
    return parse_number(words[1], 13, 31, &number) ? 2 : 0;
}

/* Two or three numbers with colons, or with dots, between them; "0.25" is a fraction of a day. */
static bool
parse_clock(struct str text, char mark, int64_t *ret_s)
{
    struct str rest = text;
    struct str part;
    int numbers[3] = { 0, 0, 0 };
    size_t count = 0;

    while (str_split(&rest, mark, &part)) {
        if (count == 3 || part.n > 2 || ((count > 0 || mark == '.') && part.n != 2) ||
            !parse_number(part, 0, count == 0 ? 23 : 59, &numbers[count]))
            return false;
        count++;
    }
    *ret_s = numbers[0] * 3600 + numbers[1] * 60 + numbers[2];
    return count >= 2;
}

/* Takes "AM" or "PM" off; 0: there is none. */
static char
take_half(struct str *text)
{
    char half = '\0';

    if (text->n > 3 && ascii_lower(text->p[text->n - 1]) == 'm')
        half = ascii_lower(text->p[text->n - 2]);
    if (half != 'a' && half != 'p')
        return '\0';
    *text = str_trim(str_sub(*text, 0, text->n - 2));
    return half;
}

static bool
parse_time(struct str text, int64_t *ret_s)
{
    char half = take_half(&text);
    int64_t seconds;

    if (!parse_clock(text, ':', &seconds) && !parse_clock(text, '.', &seconds))
        return false;
    if (half == '\0')
        *ret_s = seconds;
    else
        *ret_s = seconds % 43200 + (half == 'p' ? 43200 : 0);
    return half == '\0' || (seconds >= 3600 && seconds < 46800);
}

/* Where the time of day behind a date begins: behind the last blank or T before its colon. */
static size_t
find_clock(struct str text)
{
    size_t colon = str_find(text, STR(":"), 0);
    size_t at = colon;

    if (colon == SIZE_MAX)
        return SIZE_MAX;
    while (at > 0 && ascii_is_digit(text.p[at - 1]))
        at--;
    return at > 1 && (ascii_is_space(text.p[at - 1]) || text.p[at - 1] == 'T') ? at : SIZE_MAX;
}

bool
ctl_laporan_time(struct str text, int64_t *ret_s)
{
    size_t at = find_clock(text);
    double days;

    text = str_trim(text);
    if (at != SIZE_MAX)
        text = str_trim(str_sub(text, at, text.n));
    if (parse_time(text, ret_s))
        return true;
    if (!str_starts(text, STR("0.")) || !parse_double(text, &days) || days >= 1)
        return false;
    *ret_s = (int64_t)(days * 86400 + 0.5) % 86400;
    return true;
}

static bool
parse_serial(struct str text, bool is_1904, int64_t *ret_days, int64_t *ret_s)
{
    double days;
    int64_t us;

    if (!parse_double(text, &days) || (!is_1904 && days < SERIAL_DAY_MIN) ||
        !ctl_xlsx_serial(text, is_1904, &us))
        return false;
    *ret_days = us / WHEN_DAY;
    *ret_s = us % WHEN_DAY == 0 ? -1 : us % WHEN_DAY / WHEN_SECOND;
    return true;
}

bool
ctl_laporan_date(struct str text, const struct laporan_clock *clock, int64_t *ret_days,
                 int64_t *ret_s)
{
    size_t at = find_clock(text = str_trim(text));
    struct str parts[3];
    int day;
    int month;
    int year;

    if (parse_serial(text, clock->is_1904, ret_days, ret_s))
        return true;
    *ret_s = -1;
    if (at != SIZE_MAX && !parse_time(str_trim(str_sub(text, at, text.n)), ret_s))
        return false;
    if (at != SIZE_MAX)
        text = str_sub(text, 0, at - 1);
    return find_parts(text, clock->month_first, parts) && parse_number(parts[0], 1, 31, &day) &&
           parse_month(parts[1], &month) && parse_year(parts[2], &year) &&
           when_days(year, month, day, ret_days);
}
