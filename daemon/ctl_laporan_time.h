/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Dates and times of day as exports have them: as the site writes them, and as spreadsheets make
 * others of them when somebody opens and saves the file.
 */

#ifndef DAEMON_CTL_LAPORAN_TIME_H
#define DAEMON_CTL_LAPORAN_TIME_H

#include "base/str.h"

struct laporan_clock {
    bool month_first; /* "5/29/2023" */
    bool is_1904;     /* how days are counted that are only a number */
};

/*
 * "29 May 2023", "Senin, 29 Mei 2023", "29-May-23", "2023-05-29", "29/05/2023", "45075", each with
 * a time of day behind it or without. *ret_s is that time, -1 without.
 */
bool ctl_laporan_date(struct str text, const struct laporan_clock *clock, int64_t *ret_days,
                      int64_t *ret_s) MUST_CHECK;
/* "02:13:45", "02:13", "02.13.45", "2:13:45 AM", "0.0929", also behind a date: seconds. */
bool ctl_laporan_time(struct str text, int64_t *ret_s) MUST_CHECK;
/* Of a date that is all numbers: which of the first two can only be the day; 0: any. */
int ctl_laporan_day_place(struct str text);

#endif
