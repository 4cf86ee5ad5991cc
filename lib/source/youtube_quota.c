/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * When the units of the day come back: at midnight Pacific time. The library knows no zones with
 * names, and this one has had the same rule since 2007: summer time from the second Sunday in March
 * to the first Sunday in November, changing at 2 in the morning. Should California give it up, the
 * first try after a used-up day comes an hour early or late.
 */

#include "source/youtube.h"

#define SUMMER_HOURS 7 /* behind UTC */
#define WINTER_HOURS 8
#define EPOCH_YEAR   1970

/* The first Sunday on that day or after it; 1970-01-01 was a Thursday. */
static int64_t
sunday_from(int year, int month, int day)
{
    int64_t days = 0;

    must(when_days(year, month, day, &days));
    return days + (10 - days % 7) % 7;
}

/* The year of a day, of which the program knows 1900 to 2199. */
static int
year_of(int64_t days)
{
    int year = EPOCH_YEAR + (int)(days / 366);
    int64_t next = 0;

    must(when_days(year + 1, 1, 1, &next));
    while (next <= days) {
        year++;
        must(when_days(year + 1, 1, 1, &next));
    }
    return year;
}

/* On the days of the change midnight comes before it. */
static int64_t
midnight_us(int64_t days)
{
    int year = year_of(days);
    bool summer = days > sunday_from(year, 3, 8) && days <= sunday_from(year, 11, 1);

    return days * WHEN_DAY + (summer ? SUMMER_HOURS : WINTER_HOURS) * WHEN_HOUR;
}

int64_t
youtube_units_reset_us(int64_t now_us)
{
    int64_t days = now_us / WHEN_DAY;
    int64_t today_us = midnight_us(days);

    return today_us > now_us ? today_us : midnight_us(days + 1);
}
