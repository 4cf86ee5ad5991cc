# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""The figures of posts a second time, from the facts alone, to compare the database with.

Shares no formula with sql/: ratios are exact fractions, logarithms have 40 digits, working days are walked
day by day, the weights of DerSimonian and Laird are those of their paper. Reads core alone; of calendars
only whether a day is one of work.

    differences(connection, as_of)   what the views say otherwise; [] is good
"""

import collections
import datetime
import decimal
import fractions
import math
import zoneinfo

WINDOWS = (7, 28, 91, 364)
DAY = datetime.timedelta(days=1)
WEEK = datetime.timedelta(days=7)
EARLY, LATE = datetime.date(1900, 1, 1), datetime.date(2900, 1, 1)
FORMATS = ("text", "photo", "video", "reel", "link", "event", "other")
decimal.getcontext().prec = 40


def rows(connection, sql):
    """Each row as a namespace; infinite dates are EARLY and LATE."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        kind = collections.namedtuple("Row", [column.name for column in cursor.description])
        return [kind(*row) for row in cursor.fetchall()]


def mean(values):
    return sum(values) / fractions.Fraction(len(values)) if values else None


def median(values):
    values, n = sorted(values), len(values)
    return (values[(n - 1) // 2] + values[n // 2]) / 2 if n else None


def log(value):
    value = 1 + value
    return (decimal.Decimal(value.numerator) / value.denominator).ln()


def entropy(counts, kinds):
    total = sum(counts)
    return -sum(c / total * math.log(c / total) for c in counts) / math.log(kinds) if total else None


def burstiness(gaps):
    n = len(gaps)
    if n < 5:
        return None
    mu = fractions.Fraction(sum(gaps), n)
    r = math.sqrt(sum((gap - mu) ** 2 for gap in gaps) / n) / float(mu)
    return (math.sqrt(n + 1) * r - math.sqrt(n - 1)) / ((math.sqrt(n + 1) - 2) * r + math.sqrt(n - 1))


def prior(groups):
    """(mu, tau2, s2) of lists of numbers, as in DerSimonian and Laird 1986; None where there is none."""
    k, n = len(groups), sum(map(len, groups))
    if k < 2 or n == k:
        return None
    means = [sum(group) / len(group) for group in groups]
    s2 = sum((y - m) ** 2 for group, m in zip(groups, means) for y in group) / (n - k)
    if s2 < decimal.Decimal("1e-10"):
        return None
    weights = [len(group) / s2 for group in groups]
    fixed = sum(w * m for w, m in zip(weights, means)) / sum(weights)
    q = sum(w * (m - fixed) ** 2 for w, m in zip(weights, means))
    tau2 = max(decimal.Decimal(0), (q - (k - 1)) / (sum(weights) - sum(w * w for w in weights) / sum(weights)))
    weights = [1 / (1 / w + tau2) for w in weights]
    return sum(w * m for w, m in zip(weights, means)) / sum(weights), tau2, s2


class Post:
    """One post, what it counts as, and its figures."""

    def __init__(self, facts, row):
        self.row, at = row, row.published_at
        account = facts.accounts[row.government_id, row.account_id]
        zone = facts.zones[row.government_id]
        local = at.astimezone(zone)
        self.day, self.hour, self.format = local.date(), local.hour, row.format
        self.channel, self.leader = account.channel, account.leader
        self.unit = next((o.unit_id for o in facts.owners[row.government_id, row.account_id]
                          if o.valid_from <= self.day <= o.valid_to), 0)
        midnight = datetime.datetime.combine(self.day + DAY, datetime.time(), zone)
        self.sample = max((s for s in facts.samples[row.post_id] if s.observed_at <= min(at + WEEK, facts.as_of)),
                          key=lambda s: s.observed_at, default=None)
        crowd = max((s for s in facts.crowds[row.government_id, row.account_id]
                     if s.observed_at < midnight and s.observed_at <= facts.as_of),
                    key=lambda s: s.observed_at, default=None)
        self.followers = crowd.followers if crowd else None
        seen = facts.visits.get((row.government_id, row.account_id, row.external_id))
        self.held = seen is not None and seen >= at + WEEK
        said = [m for m in facts.messages[row.government_id, row.account_id, row.external_id]
                if m.sent_at <= at + WEEK and (m.gone_by is None or m.gone_by > at + WEEK)]
        self.citizens = sum(m.role in ("citizen", "unknown") for m in said)
        self.officials = sum(m.role == "official" for m in said)
        self.state = self.judge(facts)
        self.posted = self.state not in ("story", "hidden", "excluded") and (
            row.removed_at is None or row.removed_at > at + DAY)
        self.measure()

    def judge(self, facts):
        row = self.row
        removed = row.removed_at is not None and row.removed_at <= row.published_at + WEEK
        for state, applies in (
                ("story", row.format == "story"), ("hidden", row.hidden),
                ("excluded", facts.is_out(row.government_id, self.unit, self.channel, self.day)),
                ("removed", removed), ("young", row.published_at + WEEK > facts.as_of),
                ("not_measured", self.sample is None), ("no_followers", not self.followers)):
            if applies:
                return state
        return "measured"

    def measure(self):
        sample, self.popularity, self.commitment, self.virality = self.sample, None, None, None
        self.with_shares = self.without = self.terms = self.views_with = self.views_without = None
        if self.state not in ("measured", "no_followers"):
            return
        comments = self.citizens if self.held else sample.comments
        if sample.likes is not None and comments is not None:
            self.terms = "lc" if sample.shares is None else "lcs"
            shares = sample.shares or 0
            if sample.views:
                self.views_without = fractions.Fraction(sample.likes + comments, sample.views)
                self.views_with = fractions.Fraction(sample.likes + comments + shares, sample.views)
        if self.state == "measured":
            of = [None if n is None else fractions.Fraction(n * 1000, self.followers)
                  for n in (sample.likes, comments, sample.shares)]
            self.popularity, self.commitment, self.virality = of
            if self.terms:
                self.without = of[0] + of[1]
                self.with_shares = self.without + (of[2] or 0)

    def keys(self):
        """Rows of figures it belongs to."""
        yield self.unit, "account", self.row.account_id, self.channel
        if self.unit and not self.leader:
            yield self.unit, "unit", 0, self.channel
            yield self.unit, "unit", 0, "all"


class Facts:
    """core, as far as posts go."""

    def __init__(self, connection, as_of):
        self.as_of = as_of
        self.zones = {g.government_id: zoneinfo.ZoneInfo(g.timezone)
                      for g in rows(connection, "select government_id, timezone from core.government")}
        self.accounts = {(a.government_id, a.account_id): a for a in rows(
            connection, "select government_id, account_id, channel, leader_position is not null as leader, active "
                        "from core.account where access in ('owned', 'public')")}
        self.owners = self.gather(rows(
            connection, "select government_id, account_id, unit_id, greatest(valid_from, '1900-01-01') as valid_from, "
                        "least(coalesce(valid_to, 'infinity'), '2900-01-01') as valid_to from core.account_owner"), 2)
        self.exclusions = rows(connection, "select government_id, unit_id, channel, first_on, last_on "
                                           "from core.exclusion where revoked_at is null")
        self.crowds = self.gather(rows(connection, "select government_id, account_id, observed_at, followers "
                                                   "from core.account_sample where followers is not null"), 2)
        self.samples = self.gather(rows(connection, "select post_id, observed_at, likes, comments, shares, views "
                                                    "from core.post_sample"), 1)
        self.messages = self.gather(rows(
            connection, "select government_id, account_id, post_external_id, sent_at, gone_by, role from core.message "
                        "where kind in ('comment', 'reply')"), 3)
        self.visits = {tuple(v[:3]): v.last_success_at for v in rows(
            connection, "select government_id, account_id, external_id, last_success_at from ops.target "
                        "where stream = 'comments'")}
        self.calendars = self.gather(rows(
            connection, "select government_id, unit_id, greatest(valid_from, '1900-01-01') as valid_from, calendar "
                        "from core.unit_calendar"), 2)
        self.usual = dict(rows(connection, "select government_id, calendar from core.government"))
        self.working = {(d.calendar, d.day) for d in rows(
            connection, "select calendar, day from core.calendar_day where workday")}
        self.units = rows(connection, "select government_id, unit_id from core.unit where active_to is null")
        self.targets = rows(
            connection, "select government_id, unit_id, channel, valid_from, coalesce(valid_to, '2900-01-01') as valid_to, "
                        "posts_per_week from core.posting_target")
        self.posts = [Post(self, p) for p in rows(
            connection, "select government_id, account_id, external_id, post_id, published_at, format, "
                        "coalesce(hidden, false) as hidden, removed_at from core.post where published_at is not null")
            if p.published_at <= as_of]

    @staticmethod
    def gather(found, width):
        lists = collections.defaultdict(list)
        for row in found:
            lists[tuple(row[:width]) if width > 1 else row[0]].append(row)
        return lists

    def is_out(self, government, unit, channel, day):
        return any(e.government_id == government and e.unit_id in (None, unit) and e.channel in (None, channel)
                   and e.first_on <= day <= e.last_on for e in self.exclusions)

    def is_work(self, government, unit, day):
        own = max((c for c in self.calendars[government, unit] if c.valid_from <= day),
                  key=lambda c: c.valid_from, default=None)
        return (own.calendar if own else self.usual[government], day) in self.working

    def today(self, government):
        return self.as_of.astimezone(self.zones[government]).date()


def engagement(facts, government, posts):
    """Figures of the posts of one row and window."""
    measured = [p for p in posts if p.state == "measured"]
    counted = [p for p in posts if p.state in ("measured", "young", "not_measured", "no_followers")]
    told = [p for p in posts if p.terms]
    shares = bool(told) and all(p.terms == "lcs" for p in told)
    of = [p.with_shares if shares else p.without for p in measured if p.terms]
    views = [p.views_with if shares else p.views_without for p in told if p.views_with is not None]
    held = [p for p in counted if p.held and p.state != "young"]
    figures = {
        "n_posts": len(counted), "n_measured": len(measured), "n_engagement": len(of), "n_by_views": len(views),
        "n_young": sum(p.state == "young" for p in posts), "n_excluded": sum(p.state == "excluded" for p in posts),
        "n_removed": sum(p.state == "removed" for p in posts), "n_comments_held": len(held),
        "engagement_terms": ("lcs" if shares else "lc") if told else None,
        "engagement_mean": mean(of), "engagement_median": median(of),
        "engagement_by_views_mean": mean(views), "engagement_by_views_median": median(views),
        "interactivity": fractions.Fraction(sum(p.officials for p in held), sum(p.citizens for p in held))
        if sum(p.citizens for p in held) else None,
    }
    for name in ("popularity", "commitment", "virality"):
        values = [getattr(p, name) for p in measured if getattr(p, name) is not None]
        figures |= {"n_" + name: len(values), name + "_mean": mean(values), name + "_median": median(values)}
    figures["logs"] = [log(value) for value in of]
    return figures


def posting(facts, government, key, window, posts):
    unit, grain, account, channel = key
    today = facts.today(government)
    tenures = [o for (place, number), owners in facts.owners.items() for o in owners
               if place == government and o.unit_id == unit and (place, number) in facts.accounts
               and (number == account if grain == "account" else
                    not facts.accounts[place, number].leader
                    and channel in ("all", facts.accounts[place, number].channel))]
    channels = {facts.accounts[government, o.account_id].channel for o in tenures}
    first = max(today - (window - 1) * DAY, min((o.valid_from for o in tenures), default=LATE))
    last = min(today, max((o.valid_to for o in tenures), default=EARLY))

    def out(day):
        if channel == "all":
            return bool(channels) and all(facts.is_out(government, unit, c, day) for c in channels)
        return facts.is_out(government, unit, channel, day)

    days = [first + n * DAY for n in range((last - first).days + 1)]
    days = [day for day in days if not out(day)]
    work = [day for day in days if facts.is_work(government, unit, day)]
    active = set()
    for post in posts:
        day = post.day
        while not facts.is_work(government, unit, day):
            day += DAY
        active |= set([later for later in work if later >= day][:1]) if day >= first else set()
    marks = [0] + [1 + work.index(day) for day in sorted(active)] + [1 + len(work)]
    gaps = [later - before for before, later in zip(marks, marks[1:])]
    inside = [p for p in posts if first <= p.day <= last]
    bursty = burstiness(gaps) if work else None
    wanted = [(t, [day for day in days if t.valid_from <= day <= t.valid_to]) for t in facts.targets
              if grain == "unit" and (t.government_id, t.unit_id, t.channel) == (government, unit, channel)]
    asked = sum(fractions.Fraction(t.posts_per_week) * len(part) / 7 for t, part in wanted)
    met = sum(t.valid_from <= p.day <= t.valid_to for t, _ in wanted for p in inside)
    newest = max((p.row.published_at for p in posts), default=None)
    return {
        "posts": len(inside), "n_days": len(days), "n_working_days": len(work), "n_active_days": len(active),
        "posts_per_week": fractions.Fraction(7 * len(inside), len(days)) if days else None,
        "active_day_share": fractions.Fraction(len(active), len(work)) if work else None,
        "longest_silence_days": max(max(gaps) - 1, 0) if work else None,
        "regularity": None if bursty is None else -bursty,
        "hour_entropy": entropy(collections.Counter(p.hour for p in inside).values(), 24),
        "format_entropy": entropy(collections.Counter(p.format for p in inside).values(), len(FORMATS)),
        "photo_share": fractions.Fraction(sum(p.format == "photo" for p in inside), len(inside)) if inside else None,
        "target_reached_share": met / asked if asked else None,
        "last_post_at": newest,
    }


def priors(facts):
    """{(government, channel, month, terms): (mu, tau2, s2)} of the month of as_of and the two before it."""
    found = collections.defaultdict(lambda: collections.defaultdict(list))
    for post in facts.posts:
        today = facts.today(post.row.government_id)
        months_ago = 12 * (today.year - post.day.year) + today.month - post.day.month
        if post.terms and post.state == "measured" and post.unit and not post.leader and months_ago <= 2:
            found[post.row.government_id, post.channel, post.day.replace(day=1)][post.row.account_id].append(post)
    result = {}
    for key, accounts in found.items():
        for terms, groups in (
                ("lc", [[log(p.without) for p in posts] for posts in accounts.values()]),
                ("lcs", [[log(p.with_shares) for p in posts] for posts in accounts.values()
                         if all(p.terms == "lcs" for p in posts)])):
            made = prior(groups)
            if made:
                result[(*key, terms)] = made
    return result


def frozen(facts, key):
    following = (key[2] + 31 * DAY).replace(day=1)
    return facts.as_of >= datetime.datetime.combine(following + 8 * DAY, datetime.time(), facts.zones[key[0]])


def same(mine, theirs):
    if mine is None or theirs is None or isinstance(mine, (str, datetime.datetime)):
        return mine == theirs
    return math.isclose(float(mine), float(theirs), rel_tol=1e-9, abs_tol=1e-9)


def compare(view, connection, mine, which="true"):
    """Rows of a view against {(government, unit, grain, account, channel, window): figures}."""
    wrong, seen = [], set()
    for row in rows(connection, f"select * from metrics.{view} where {which}"):
        key = (row.government_id, row.unit_id, row.grain, row.account_id, row.channel, row.window_days)
        seen.add(key)
        for name, value in mine.get(key, {}).items():
            if name != "logs" and not same(value, getattr(row, name)):
                wrong.append(f"{view} {key} {name}: {getattr(row, name)}, the reference {value}")
        if key not in mine:
            wrong.append(f"{view} {key}: the reference has no such row")
    return wrong + [f"{view} {key}: there is no such row" for key in mine if key not in seen]


def places(facts):
    """Rows that must be there without posts, too."""
    for (government, account), a in facts.accounts.items():
        today = facts.today(government)
        unit = next((o.unit_id for o in facts.owners[government, account] if o.valid_from <= today <= o.valid_to), 0)
        if a.active:
            yield government, (unit, "account", account, a.channel)
            if unit and not a.leader:
                yield government, (unit, "unit", 0, a.channel)
    for unit in facts.units:
        yield unit.government_id, (unit.unit_id, "unit", 0, "all")


def tenures(facts):
    """Rows of posting that must be there, for a unit had the account once."""
    for (government, account), owners in facts.owners.items():
        for owner in owners if (government, account) in facts.accounts else ():
            a = facts.accounts[government, account]
            yield government, (owner.unit_id, "account", account, a.channel)
            if not a.leader:
                yield government, (owner.unit_id, "unit", 0, a.channel)
                yield government, (owner.unit_id, "unit", 0, "all")


def differences(connection, as_of):
    facts = Facts(connection, as_of)
    of = collections.defaultdict(list)
    for post in facts.posts:
        for key in post.keys():
            of[post.row.government_id, key].append(post)
    must = set(places(facts))
    engaged, posted = {}, {}
    for government, key in must | set(of):
        today = facts.today(government)
        for window in WINDOWS:
            inside = [p for p in of[government, key] if today - (window - 1) * DAY <= p.day <= today]
            if inside or (government, key) in must:
                engaged[(government, *key, window)] = engagement(facts, government, inside)
    # Accounts that nobody owns have a row, too, over days that no tenure bounds: not computed here.
    for government, key in must | set(tenures(facts)):
        for window in WINDOWS if key[0] else ():
            posted[(government, *key, window)] = posting(
                facts, government, key, window, [p for p in of[government, key] if p.posted])
    made = priors(facts)
    for (government, unit, _, account, channel, _), figures in engaged.items():
        figures["engagement_shrunk"] = None
        ours = [k for k in made if k[:2] == (government, channel) and k[3] == figures["engagement_terms"]]
        if ours and figures["n_engagement"] and unit and not (account and facts.accounts[government, account].leader):
            mu, tau2, s2 = made[max(ours, key=lambda k: (frozen(facts, k), k[2]))]
            n = figures["n_engagement"]
            weight = tau2 / (tau2 + s2 / n)
            figures["engagement_shrunk"] = (weight * sum(figures["logs"]) / n + (1 - weight) * mu).exp() - 1
    wrong = compare("engagement_rolling", connection, engaged)
    return wrong + compare("posting_rolling", connection, posted, "unit_id > 0")
