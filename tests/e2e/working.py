# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Working time from the intervals of each day alone: no running totals, no function of the
database. Times are epoch seconds."""

import datetime
import zoneinfo


class Working:
    def __init__(self, database):
        zone, self.calendar = database.rows("select timezone, calendar from core.government")[0]
        self.zone = zoneinfo.ZoneInfo(zone)
        self.intervals = {
            day: list(zip(starts, ends))
            for day, starts, ends in database.rows(
                "select day, starts_s, ends_s from core.calendar_day "
                "where calendar = %s and day between current_date - 400 and current_date + 40",
                self.calendar,
            )
        }

    def day(self, moment):
        """The local day."""
        return None if moment is None else datetime.datetime.fromtimestamp(moment, self.zone).date()

    def midnight(self, day):
        return int(datetime.datetime.combine(day, datetime.time(), self.zone).timestamp())

    def seconds(self, start, end):
        """Working seconds between two moments; None where one of them is."""
        if start is None or end is None:
            return None
        day, total = self.day(start), 0
        while day <= self.day(end):
            midnight = self.midnight(day)
            for opens, closes in self.intervals[day]:
                total += max(0, min(midnight + closes, end) - max(midnight + opens, start))
            day += datetime.timedelta(days=1)
        return total

    def deadline(self, start, days):
        """The end of the k-th working day after the local day of the start."""
        day = self.day(start)
        while days > 0:
            day += datetime.timedelta(days=1)
            days -= bool(self.intervals[day])
        return self.midnight(day + datetime.timedelta(days=1))
