# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""The response figures a second time, from the facts alone, to compare the database with.

Shares no formula with sql/: survival curves are exact fractions, built item by item; working time is
summed interval by interval; windows are counted day by day. Three curves: the answer, the first reply of any class, the
first substantive one. Reads core.inquiry (starts and ends, never
the waits derived from them), core.government, core.unit, core.account, core.calendar_day,
core.exclusion, metrics.complaint_joined, ops.target and ops.stream.

    differences(connection, as_of)   what metrics.response_rolling_all says otherwise; [] is good
    figures(connection, as_of)       {(government_id, unit_id, scope, channel, opener, population,
                                       clock, window_days): {column: value}}
"""

import bisect
import collections
import datetime
import decimal
import fractions
import functools
import math
import zoneinfo

WINDOWS = (7, 28, 91, 364)
TOLERANCE = fractions.Fraction(1, 10**9)
HALF = fractions.Fraction(1, 2) + TOLERANCE
TENTH = fractions.Fraction(1, 10) + TOLERANCE
FOR_EVER = 10**12
FROM_START = -1
MARKS = {
    ("calendar", False): (3600, 14400, 86400, 259200),
    ("working", False): (3600, 14400, 27000, 81000),
    ("calendar", True): (3 * 86400, 5 * 86400, 10 * 86400, 14 * 86400),
    ("working", True): (3 * 27000, 5 * 27000, 10 * 27000, 14 * 27000),
}
CURVE = {
    "calendar": (
        900, 1800, 3600, 7200, 10800, 14400, 21600, 28800, 43200, 64800, 86400, 129600, 172800, 259200,
        432000, 604800, 864000, 1209600, 1814400, 2419200, 5184000),
    "working": (
        900, 1800, 3600, 7200, 10800, 14400, 20700, 27000, 54000, 81000, 108000, 135000, 189000, 270000,
        378000, 540000, 1620000),
}
RATE_WITHIN = {"calendar": 72 * 3600, "working": 3 * 27000}

Inquiry = collections.namedtuple(
    "Inquiry",
    "government_id inquiry_id unit_id channel kind opened_by opened_at needed_at ended_at state "
    "removed timing undecided correction_id provisional source_account_id source_id "
    "post_external_id calendar deadline_at reply_class first_reply_at substantive_at ended_earliest_at",
)
Item = collections.namedtuple(
    "Item", "inquiry start day wait age counts ripe in_time entry late_out left reply substantive"
)


class Facts:
    """All rows the figures rest on, read at once."""

    def __init__(self, connection):
        def rows(sql):
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall()

        self.inquiries = [
            Inquiry(*row)
            for row in rows("select " + ", ".join(Inquiry._fields) + " from core.inquiry")
        ]
        self.lead_of = {
            row[:3]: row[3]
            for row in rows(
                "select own.government_id, own.account_id, own.external_id, (lead.account_id, lead.external_id)::text "
                "from metrics.complaint_joined as own join metrics.complaint_joined as lead "
                "on lead.government_id = own.government_id and lead.complaint_id = own.lead_complaint_id"
            )
        }
        self.leading = {
            (government, account, external)
            for government, account, external in rows(
                "select government_id, account_id, external_id from metrics.complaint_joined "
                "where complaint_id = lead_complaint_id"
            )
        }
        self.zone = {
            government: zoneinfo.ZoneInfo(zone)
            for government, zone in rows("select government_id, timezone from core.government")
        }
        self.parent = {
            (government, unit): parent
            for government, unit, parent in rows(
                "select government_id, unit_id, parent_unit_id from core.unit"
            )
        }
        self.feeds = set(
            rows("select government_id, channel from core.account where access = 'feed'")
        )
        self.silent = set(
            rows("select government_id, account_id from core.account where not shows_answers")
        )
        self.intervals = {
            (calendar, day): list(zip(starts, ends))
            for calendar, day, starts, ends in rows(
                "select calendar, day, starts_s, ends_s from core.calendar_day "
                "where calendar in (select calendar from core.inquiry) "
                "and day >= (select min(opened_on) - 1 from core.inquiry)"
            )
        }
        self.open_alone = {
            (government, account): first
            for government, account, first in rows(
                "select a.government_id, a.account_id, s.first_success_at from core.account as a "
                "join ops.stream as s using (government_id, account_id) "
                "where not a.shows_ended and s.stream = 'complaints'"
            )
        }
        self.worked = {}
        self.exclusions = rows(
            "select government_id, unit_id, channel, first_on, last_on from core.exclusion"
        )
        self.seen = {
            row[:4]: row[4]
            for row in rows(
                "select government_id, account_id, stream, external_id, last_success_at "
                "from ops.target "
                "union all "
                "select government_id, account_id, stream, null, last_complete_at from ops.stream"
            )
        }

    def observed_to(self, inquiry):
        """Last complete visit of what would have shown an answer; None when there was none."""
        if inquiry.kind == "complaint":
            stream, target = "complaints", None
        elif inquiry.post_external_id is not None:
            stream, target = "comments", inquiry.post_external_id
        elif inquiry.kind == "direct_message":
            stream, target = "direct_messages", None
        else:
            stream, target = "mentions", None
        return self.seen.get((inquiry.government_id, inquiry.source_account_id, stream, target))

    def working_seconds(self, inquiry, start, end):
        """Working seconds from start to end, interval by interval; 0 when end comes first."""
        place = (inquiry.government_id, inquiry.calendar, start, end)
        if place not in self.worked:
            self.worked[place] = self.sum_worked(*place)
        return self.worked[place]

    def sum_worked(self, government, calendar, start, end):
        zone = self.zone[government]
        start, end = start.astimezone(zone), end.astimezone(zone)
        day, total = start.date(), 0
        while day <= end.date():
            midnight = datetime.datetime.combine(day, datetime.time(), zone)
            for opens, closes in self.intervals[calendar, day]:
                opens = max(midnight + datetime.timedelta(seconds=opens), start)
                closes = min(midnight + datetime.timedelta(seconds=closes), end)
                total += max(0, whole_seconds(closes - opens))
            day += datetime.timedelta(days=1)
        return total

    def between(self, inquiry, clock, start, end):
        if clock == "working":
            return self.working_seconds(inquiry, start, end)
        return max(0, whole_seconds(end - start))

    def ancestors(self, government, unit):
        above = []
        while unit and unit not in above:
            above.append(unit)
            unit = self.parent.get((government, unit))
        return above

    def excluded(self, inquiry, day):
        source = (inquiry.government_id, inquiry.source_account_id)
        return source in self.silent or any(
            government == inquiry.government_id
            and unit in (None, inquiry.unit_id)
            and channel in (None, inquiry.channel)
            and first <= day <= last
            for government, unit, channel, first, last in self.exclusions
        )


def case_of(inquiry):
    return inquiry.government_id, inquiry.source_account_id, inquiry.source_id


def least(values, default=None):
    return min((value for value in values if value is not None), default=default)


def together(facts):
    """Waits of complaints that are one case in several feeds: one for each inquiry of the case that leads."""
    groups = collections.defaultdict(list)
    for inquiry in facts.inquiries:
        lead = facts.lead_of.get(case_of(inquiry)) if inquiry.kind == "complaint" else None
        tells = (inquiry.government_id, inquiry.source_account_id) not in facts.silent
        if lead is not None and (tells or case_of(inquiry) in facts.leading):
            groups[inquiry.government_id, lead].append(inquiry)
    for members in groups.values():
        members.sort(key=lambda one: (one.opened_at, str(one.inquiry_id)))
        first = [one for one in members if case_of(one) in facts.leading]
        others = [one for one in members if case_of(one) not in facts.leading]
        for turn in first:
            yield one_wait(turn, [one for one in first if one.unit_id == turn.unit_id], others)


def one_wait(turn, turns, others):
    """A turn of the case that leads with what the unit was asked elsewhere meanwhile, and how it ended."""
    place = turns.index(turn)
    since = turn.opened_at if place else None
    until = turns[place + 1].opened_at if place + 1 < len(turns) else None
    parts = [turn] + [
        one
        for one in others
        if one.unit_id == turn.unit_id
        and (since is None or one.opened_at >= since)
        and (until is None or one.opened_at < until)
    ]
    opened = min(one.opened_at for one in parts)
    gone = [one for one in parts if one.state in ("withdrawn", "handed_over")]
    out_at = max(one.ended_at for one in gone) if gone and all(one.state != "waiting" for one in parts) else None
    ends = [(one.ended_at, one.state, one.ended_earliest_at) for one in parts if one.state in ("answered", "helped")]
    ends += [
        (one.ended_at, "helped", one.ended_earliest_at)
        for one in others
        if one.unit_id != turn.unit_id and one.state == "answered" and one.ended_at >= opened
        and (out_at is None or one.ended_at <= out_at)
    ]
    closed = [one.ended_at for one in parts if one.state == "closed_unanswered"]
    if ends:
        far = datetime.datetime.max.replace(tzinfo=datetime.timezone.utc)
        ended, state, early = min(ends, key=lambda end: (end[0], end[1], end[2] or far))
    elif closed:
        ended, state, early = min(closed), "closed_unanswered", None
    elif any(one.state == "waiting" for one in parts):
        ended, state, early = None, "waiting", None
    else:
        last = max(one.ended_at for one in gone)
        state = min(one.state for one in gone if one.ended_at == last)
        ended, early = last, None
    return turn._replace(
        opened_at=opened,
        needed_at=least(one.needed_at for one in parts),
        ended_at=ended,
        state=state,
        ended_earliest_at=early,
        removed=any(one.removed for one in parts),
        timing="interval" if any(one.timing == "interval" for one in parts) else "exact",
        undecided=any(one.undecided for one in parts),
        correction_id=max((one.correction_id for one in parts if one.correction_id), default=None),
        provisional=any(one.provisional for one in parts),
        deadline_at=least(one.deadline_at for one in parts),
        first_reply_at=least(one.first_reply_at for one in parts),
        substantive_at=least(one.substantive_at for one in parts),
    )


def whole_seconds(delta):
    return delta // datetime.timedelta(seconds=1)


def item_of(facts, inquiry, start, clock, as_of):
    zone = facts.zone[inquiry.government_id]
    seen = facts.observed_to(inquiry)
    seen = None if seen is None else min(seen, as_of)
    age = 0 if seen is None or seen < start else facts.between(inquiry, clock, start, seen)
    wait = None
    if inquiry.state not in ("waiting", "closed_unanswered"):
        wait = facts.between(inquiry, clock, start, inquiry.ended_at)
    if clock == "calendar":
        counts = start <= as_of
    else:
        counts = start <= as_of and facts.working_seconds(inquiry, start, as_of) >= 1
    due = inquiry.deadline_at
    in_time = (
        due is not None
        and inquiry.state not in ("waiting", "closed_unanswered")
        and inquiry.ended_at <= due
    )
    ripe = due is not None and seen is not None and due <= seen
    day = start.astimezone(zone).date()

    # What opened before the first success of a source that lists open ones alone was seen from then on.
    begun = facts.open_alone.get((inquiry.government_id, inquiry.source_account_id))
    entry, late_out = FROM_START, False
    if inquiry.kind == "complaint" and begun is not None and start < begun <= as_of:
        entry = facts.between(inquiry, clock, start, begun)
        late_out = wait is not None and inquiry.ended_at <= begun

    def waited(at):
        return None if at is None else facts.between(inquiry, clock, start, at)

    # When the unit was out of it: helped ones at the lower end of what is known.
    out_at, left = None, wait
    if inquiry.state in ("helped", "withdrawn", "handed_over"):
        out_at = inquiry.ended_at
        if inquiry.state == "helped" and inquiry.ended_earliest_at is not None:
            out_at = inquiry.ended_earliest_at
            left = waited(out_at)
    replies = [
        waited(at) if at is not None and (out_at is None or at <= out_at) else None
        for at in (inquiry.first_reply_at, inquiry.substantive_at)
    ]
    return Item(
        inquiry, start, day, wait, age, counts, ripe, in_time, entry, late_out, left, *replies
    )


def leaves(item, whole, worst=False):
    """(entry, exit, answered) of one item on the curve of answers."""
    state = item.inquiry.state
    if state == "answered" or state == "helped" and whole:
        return item.entry, item.wait, True
    if state == "helped":
        return item.entry, item.left, False
    if state == "waiting":
        return item.entry, item.age, False
    if worst:
        return item.entry, FOR_EVER, False
    return item.entry, (item.age if state == "closed_unanswered" else item.wait), False


def replied(item, whole):
    """The same on the curve of first replies."""
    entry, left, event = leaves(item, whole)
    if item.reply is not None:
        return entry, min(item.reply, item.wait) if event else item.reply, True
    return entry, left, event


def explained(item, whole):
    """The same on the curve of first substantive replies."""
    entry, left, event = leaves(item, whole)
    by_nature = item.inquiry.kind == "complaint"
    kind = "substantive" if by_nature else item.inquiry.reply_class
    if event and item.inquiry.state == "answered":
        if kind == "substantive":
            return entry, left, True
        if item.substantive is not None:
            return entry, item.substantive, True
        return entry, max(item.age, item.wait) if kind else item.wait, False
    if item.substantive is not None:
        return entry, item.substantive, True
    if event and kind != "substantive":
        return entry, item.left, False
    return entry, left, event


def at_risk(exits):
    """Those who are at risk at any time at all: with entry < t <= exit."""
    return [one for one in exits if one[0] < one[1]]


def curve_of(exits):
    """Steps (t, S, Greenwood's sum) of the product-limit estimate, exact."""
    return steps_of(tuple(sorted(exits)))


@functools.lru_cache(maxsize=4096)  # the curves of a row are often the same, and those of its neighbours
def steps_of(exits):
    steps, share, spread = [], fractions.Fraction(1), fractions.Fraction(0)
    exits = at_risk(exits)
    leaving = sorted(left for _, left, _ in exits)
    entering = sorted(entry for entry, _, _ in exits)
    deaths = collections.Counter(left for _, left, event in exits if event)
    for t, died in sorted(deaths.items()):
        risk = len(leaving) - bisect.bisect_left(leaving, t)
        risk -= len(entering) - bisect.bisect_left(entering, t)
        share *= 1 - fractions.Fraction(died, risk)
        if died < risk:
            spread += fractions.Fraction(died, risk * (risk - died))
        steps.append((t, share, spread))
    return steps


def thin_from(exits):
    """The first answer with fewer than five at risk while entries are still to come."""
    exits = at_risk(exits)
    last = max((entry for entry, _, _ in exits), default=FROM_START)
    for t in sorted({left for _, left, event in exits if event and left <= last}):
        if sum(entry < t <= left for entry, left, _ in exits) < 5:
            return t
    return None


def first(steps, most):
    return next((t for t, share, _ in steps if share <= most), None)


def share_at(steps, t):
    return next((share for at, share, _ in reversed(steps) if at <= t), fractions.Fraction(1))


def followed(exits):
    """Until when anybody is at risk."""
    return max((left for _, left, _ in at_risk(exits)), default=FROM_START)


def known(exits, steps, t):
    return reaches(followed(exits), steps, t)


def reaches(last, steps, t):
    return last >= t or bool(steps) and steps[-1][1] == 0


def band_of(share, spread):
    """The two ends of the log-log band at one step, with 25 digits."""
    with decimal.localcontext() as context:
        context.prec = 25
        s = decimal.Decimal(share.numerator) / decimal.Decimal(share.denominator)
        v = decimal.Decimal(spread.numerator) / decimal.Decimal(spread.denominator)
        log = s.ln()
        e = decimal.Decimal("1.959963984540054") * v.sqrt() / log
        return sorted(fractions.Fraction(end) for end in ((log * e.exp()).exp(), (log * (-e).exp()).exp()))


def band_about(share, spread):
    """The same with the digits of a float: enough where neither end is near a half."""
    log = math.log(share)
    e = 1.959963984540054 * math.sqrt(spread) / log
    return sorted((math.exp(log * math.exp(e)), math.exp(log * math.exp(-e))))


def bands(steps):
    """[(t, lower)], [(t, upper)] of the log-log band, until the upper one is under a half; right on which side of a half."""
    low, high = [], []
    for t, share, spread in steps:
        if share in (0, 1):
            ends = share, share
        else:
            ends = band_about(share, spread)
            if any(abs(end - 0.5) < 1e-6 for end in ends):
                ends = band_of(share, spread)
        low.append((t, ends[0], 0))
        high.append((t, ends[1], 0))
        if share not in (0, 1) and ends[1] <= HALF:
            break
    return low, high


def area(steps, horizon):
    """Area under the curve up to the horizon."""
    total, at, share = fractions.Fraction(0), 0, fractions.Fraction(1)
    for t, after, _ in steps:
        if t >= horizon:
            break
        total += share * (t - at)
        at, share = t, after
    return total + share * (horizon - at)


def ratio(part, whole):
    return fractions.Fraction(part, whole) if whole else None


def middle(values):
    """The first value that half of them do not exceed."""
    return sorted(values)[(len(values) - 1) // 2] if values else None


def curve_figures(items, whole, marks, clock):
    exits = [leaves(item, whole) for item in items]
    worst = [leaves(item, whole, True) for item in items]
    steps, worst_steps = curve_of(exits), curve_of(worst)
    low, high = bands(steps)
    thin, last, worst_last = thin_from(exits), followed(exits), followed(worst)

    def sound(until, curve, t):
        return reaches(until, curve, t) and (thin is None or t < thin)

    row = {
        "median_s": first(steps, HALF),
        "p90_s": first(steps, TENTH),
        "median_low_s": first(low, HALF),
        "median_high_s": first(high, HALF),
        "median_worst_s": first(worst_steps, HALF),
    }
    if thin is not None:
        row = dict.fromkeys(row)
    row["mean_wait_s"] = area(steps, marks[3]) if sound(last, steps, marks[3]) else None
    row["horizon_s"] = marks[3]
    row["curve"] = [
        1 - share_at(steps, mark) if sound(last, steps, mark) else None for mark in CURVE[clock]
    ] if items else []
    for number, mark in enumerate(marks, 1):
        row[f"mark_{number}_s"] = mark
        row[f"answered_within_{number}"] = (
            1 - share_at(steps, mark) if sound(last, steps, mark) else None
        )
        row[f"answered_within_{number}_worst"] = (
            1 - share_at(worst_steps, mark) if sound(worst_last, worst_steps, mark) else None
        )
    return row


def reply_figures(items, whole):
    """The first reply of any class, the first substantive one, and what the answers are."""
    row = {}
    for column, count, rule in (
        ("first_reply_median_s", "n_first_reply", replied),
        ("substantive_median_s", "n_substantive", explained),
    ):
        exits = [rule(item, whole) for item in items]
        row[count] = sum(event for _, _, event in exits)
        row[column] = first(curve_of(exits), HALF) if thin_from(exits) is None else None
    kinds = collections.Counter(
        item.inquiry.reply_class
        for item in items
        if item.inquiry.state == "answered" and item.inquiry.kind != "complaint"
    )
    row["n_classified"] = sum(kinds.values()) - kinds[None]
    row["stock_share"] = ratio(kinds["stock"], row["n_classified"])
    row["redirect_share"] = ratio(kinds["redirect"], row["n_classified"])
    return row


def counts(items, whole):
    state = collections.Counter(item.inquiry.state for item in items)
    helped = 0 if whole else state["helped"]
    return {
        "n": len(items),
        "n_answered": state["answered"] + state["helped"] - helped,
        "n_helped": helped,
        "n_waiting": state["waiting"],
        "n_withdrawn": state["withdrawn"],
        "n_handed_over": state["handed_over"],
        "n_closed_unanswered": state["closed_unanswered"],
        "n_removed": sum(item.inquiry.removed for item in items),
        "n_interval_timed": sum(item.inquiry.timing == "interval" for item in items),
        "n_corrected": sum(item.inquiry.correction_id is not None for item in items),
        "n_provisional": sum(item.inquiry.provisional for item in items),
        "n_posts": len(
            {
                (i.source_account_id, i.post_external_id is None, i.post_external_id or i.source_id)
                for i in (item.inquiry for item in items)
            }
        ),
        "n_deadline": sum(item.ripe and item.entry == FROM_START for item in items),
        "n_no_rule": sum(item.inquiry.deadline_at is None for item in items),
        "oldest_waiting_at": min(
            (item.start for item in items if item.inquiry.state == "waiting"), default=None
        ),
    }


def row_of(items, excluded, whole, complaints, population, clock):
    """All figures of one key from its items."""
    n_late_out = sum(item.late_out for item in items)
    items = [item for item in items if not item.late_out]
    row = counts(items, whole)
    row["n_late_out"] = n_late_out
    row.update(reply_figures(items, whole))
    row["n_excluded"] = excluded
    row["n_undecided"] = sum(population == "needed" and item.inquiry.undecided for item in items)
    row.update(curve_figures(items, whole, MARKS[clock, complaints], clock))

    limit = RATE_WITHIN[clock]
    answers = ("answered", "helped") if whole else ("answered",)
    # Of those who entered late only the ones that waited were seen: no share rests on them.
    old = [item for item in items if item.age >= limit and item.entry == FROM_START]
    n_quick = sum(item.inquiry.state in answers and item.wait <= limit for item in old)
    gone = [item for item in old if item.wait is not None and item.inquiry.state not in answers]
    row["rate_within_s"] = limit
    row["n_rate"] = len(old) - sum(item.left <= limit for item in gone)
    row["response_rate"] = ratio(n_quick, row["n_rate"])
    row["ever_answered_rate"] = ratio(row["n_answered"], row["n"])
    row["within_sla"] = ratio(
        sum(i.ripe and i.in_time and i.entry == FROM_START for i in items), row["n_deadline"]
    )

    waits = [item.wait for item in items if item.inquiry.state in answers]
    row["answered_median_s"] = middle(waits)
    row["answered_mean_s"] = ratio(sum(waits), len(waits))
    row["enough"] = row["n"] >= 20 and row["n_answered"] >= 10 and row["n_posts"] >= 8
    return row


def groups_of(facts, as_of):
    """{key without window: [(item, excluded)]} of the last 364 local days."""
    groups = collections.defaultdict(list)
    listed = [
        (inquiry, (inquiry.channel,) if inquiry.kind == "complaint" and case_of(inquiry) in facts.lead_of
            else (inquiry.channel, "all"))
        for inquiry in facts.inquiries
    ]
    for inquiry, channels in listed + [(inquiry, ("all",)) for inquiry in together(facts)]:
        government = inquiry.government_id
        today = as_of.astimezone(facts.zone[government]).date()
        places = {(0, "own"), (0, "tree")}
        if inquiry.unit_id:
            places.add((inquiry.unit_id, "own"))
            places |= {(unit, "tree") for unit in facts.ancestors(government, inquiry.unit_id)}
        openers = {inquiry.opened_by} | ({"all"} if inquiry.opened_by != "leader" else set())
        for population, start in (("needed", inquiry.needed_at), ("all", inquiry.opened_at)):
            if start is None:
                continue
            for clock in ("calendar", "working"):
                day = start.astimezone(facts.zone[government]).date()
                if not 0 <= (today - day).days < max(WINDOWS):
                    continue
                item = item_of(facts, inquiry, start, clock, as_of)
                excluded = facts.excluded(inquiry, day)
                for unit, scope in places:
                    for channel in channels:
                        for opener in openers:
                            key = (government, unit, scope, channel, opener, population, clock)
                            groups[key].append((item, excluded))
    return groups


def figures(connection, as_of):
    facts = Facts(connection)
    result, made = {}, {}
    for key, members in groups_of(facts, as_of).items():
        government, unit, _, channel, _, population, clock = key
        today = as_of.astimezone(facts.zone[government]).date()
        for window in WINDOWS:
            inside = [
                (item, excluded)
                for item, excluded in members
                if (today - item.day).days < window and item.counts
            ]
            # Keys that hold the same items share their figures.
            complaints = (government, channel) in facts.feeds
            what = (unit == 0, complaints, population, clock)
            which = what + (tuple(id(item) for item, _ in inside),)
            if which not in made:
                made[which] = row_of(
                    [item for item, excluded in inside if not excluded],
                    sum(excluded for _, excluded in inside),
                    *what,
                )
            result[key + (window,)] = made[which]
    return result


def same(column, here, there):
    if isinstance(here, list):
        return len(here) == len(there) and all(same(column, *pair) for pair in zip(here, there))
    if here is None or there is None:
        return here is there
    if isinstance(here, fractions.Fraction):
        # Shares to 1e-9; means and areas, which are seconds, to a millionth.
        slack = 1e-6 if column in ("mean_wait_s", "answered_mean_s") else 1e-9
        return abs(float(here) - there) <= slack
    return here == there


KEY = "government_id, unit_id, scope, channel, opener, population, clock, window_days"


def differences(connection, as_of, most=20):
    """What the database says otherwise: readable lines, at most so many."""
    expected = figures(connection, as_of)
    with connection.cursor() as cursor:
        cursor.execute("select * from metrics.response_rolling_all")
        names = [column.name for column in cursor.description]
        stored = [dict(zip(names, row)) for row in cursor.fetchall()]
    found = {tuple(row[name] for name in KEY.split(", ")): row for row in stored}
    lines = [f"{key}: not in the database" for key in expected.keys() - found.keys()]
    lines += [f"{key}: should not be there" for key in found.keys() - expected.keys()]
    for key in sorted(expected.keys() & found.keys()):
        for column, value in expected[key].items():
            if not same(column, value, found[key][column]):
                shown = float(value) if isinstance(value, fractions.Fraction) else value
                lines.append(f"{key}: {column} is {found[key][column]}, should be {shown}")
    return lines[:most]
