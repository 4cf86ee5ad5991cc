# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Answers that nobody recorded and a platform might give: every item of each arrives at a real pantaud
--once, with its time, role, thread and counters. What must come of them stands beside them, by hand."""

import datetime
import re

import pytest

import variants_facebook as facebook
import variants_lapor as lapor
from served import Served, rule
from stand import Daemon

FEED = """
  - name: f{number}
    kind: lapor
    government: "32.98"
    base_url: "http://127.0.0.1:{{port}}/feed"
    timezone: Asia/Jakarta
    token_place: none
    path: /{number}
    {settings}
    units: {{{{ "Dinas Jalan": jalan, "14637": jalan }}}}
"""
UNIT = """
  - { code: jalan, government: "32.98", name: "Dinas Jalan", kind: dinas }
"""


def moment(value):
    return None if value is None else int(value.timestamp())


def paged(path, pages, files, prefix):
    """One rule a page: each is asked for in the place that the one before it named."""
    rules = []
    for number, bytes_ in enumerate(pages):
        name = f"{prefix}-{number}.json"
        files[name] = bytes_
        query = {"after": None, "until": None, "offset": None}
        if number > 0:
            before = pages[number - 1].decode()
            place = re.search(r"(after|until|offset)=([\w%]+)", before)
            query = {place.group(1): place.group(2).replace("%3D", "=")}
        rules.append({"path": path, "query": query, "file": name})
    return rules


class World:
    """Every variant at once: a post for each list of comments, one page of posts."""

    def __init__(self, folder, cluster):
        files, rules, items = {}, [], []
        self.post_of = {}
        for number, (name, (pages, _)) in enumerate(facebook.COMMENTS.items()):
            self.post_of[name] = f"{facebook.PAGE}_7{number:03d}"
            items.append({"id": self.post_of[name], "created_time": facebook.ISO, "message": "x"})
            rules += paged(f"/v26.0/{self.post_of[name]}/comments", pages, files, f"c{number}")
        for more, _ in facebook.POSTS.values():
            items += more
        rules.append(rule(f"{facebook.PAGE}/published_posts", {"data": items}))
        self.database = cluster.database("variants")
        with Served(folder, facebook.PAGE, rules, files) as served:
            self.done = Daemon(served, self.database).once()
        self.messages = {}
        for row in self.database.dicts("select * from core.message"):
            row["sent_at"] = moment(row["sent_at"])
            self.messages.setdefault(row["post_external_id"], {})[row["external_id"]] = row
        self.posts = {
            row["external_id"]: {**row, "published_at": moment(row["published_at"])}
            for row in self.database.dicts(
                "select p.*, s.likes, s.comments, s.shares from core.post as p "
                "left join core.post_sample as s using (government_id, account_id, post_id)"
            )
        }


@pytest.fixture(scope="module")
def world(tmp_path_factory, cluster):
    return World(tmp_path_factory.mktemp("variants"), cluster)


def check(wanted, found):
    assert set(found) == set(wanted)
    for key, columns in wanted.items():
        assert {name: found[key][name] for name in columns} == columns, key


def test_all_of_it_was_visited(world):
    assert world.done.returncode == 0, world.done.stderr
    assert len(facebook.COMMENTS) >= 25


@pytest.mark.parametrize("name", list(facebook.COMMENTS))
def test_comments(world, name):
    check(facebook.COMMENTS[name][1], world.messages.get(world.post_of[name], {}))


@pytest.mark.parametrize("name", list(facebook.POSTS))
def test_posts(world, name):
    wanted = facebook.POSTS[name][1]
    check(wanted, {key: row for key, row in world.posts.items() if key in wanted})


class Feeds:
    """A feed for each variant, all of one government."""

    def __init__(self, folder, cluster):
        files, rules, more = {}, [], UNIT.replace("{", "{{").replace("}", "}}") + "feeds:"
        for number, (settings, page, _, _) in enumerate(lapor.FEEDS.values()):
            files[f"f{number}.json"] = page
            rules.append({"path": f"/feed/{number}", "file": f"f{number}.json"})
            more += FEED.format(number=number, settings=settings.replace(", ", "\n    "))
        self.database = cluster.database("variants_lapor")
        with Served(folder, facebook.PAGE, rules, files, more) as served:
            self.done = Daemon(served, self.database).once()
        times = "received_at disposed_at last_activity_at closed_at first_reply_at substantive_reply_at".split()
        self.cases, self.events = {}, {}
        for row in self.database.dicts(
            "select c.*, u.code as unit from core.complaint as c left join core.unit as u using (government_id, unit_id)"
        ):
            row.update({name: moment(row[name]) for name in times})
            self.cases.setdefault(row["feed"], {})[row["external_id"]] = row
        for feed, case, kind, at, unit in self.database.rows(
            "select a.external_id, e.complaint_external_id, e.kind, e.at_latest, u.code from core.complaint_event as e "
            "join core.account as a using (government_id, account_id) "
            "left join core.unit as u using (government_id, unit_id) "
            "where e.rule is distinct from 'status.1' order by e.at_latest, e.ordinal nulls first, e.kind desc"
        ):
            self.events.setdefault((feed, case), []).append((kind, moment(at), unit))


@pytest.fixture(scope="module")
def feeds(tmp_path_factory, cluster):
    return Feeds(tmp_path_factory.mktemp("feeds"), cluster)


def test_all_feeds_were_visited(feeds):
    assert feeds.done.returncode == 0, feeds.done.stderr


@pytest.mark.parametrize("number, name", enumerate(lapor.FEEDS))
def test_complaints(feeds, number, name):
    _, _, cases, events = lapor.FEEDS[name]
    check(cases, feeds.cases.get(f"f{number}", {}))
    for case, wanted in events.items():
        assert feeds.events[f"f{number}", case] == wanted


def test_an_answer_below_a_mention_ends_the_wait(collect, database):
    """Of two that tag the page one is answered below his post, where somebody else asks too."""

    def comment(number, minute, author):
        return {"id": f"31_{number}", "created_time": f"2026-01-02T03:{minute:02d}:00+0000",
                "from": {"id": author}, "message": "Kapan jalan diperbaiki?"}

    def tagged(post, author, comments):
        return {"id": f"{author}_{post}", "created_time": "2026-01-02T03:00:00+0000", "from": {"id": author},
                "message": "Kapan jalan diperbaiki?", "comments": {"data": comments}}

    done = collect("777", [rule("777/tagged", {"data": [
        tagged(31, "901", [comment(3, 9, "777"), comment(2, 7, "777"), comment(1, 5, "903")]),
        tagged(32, "902", []),
    ]})])
    assert done.returncode == 0, done.stderr
    assert database.rows("select external_id, thread_key, kind, role from core.message order by 1") == [
        ("31", "31", "mention", "citizen"), ("31_2", "31", "reply", "official"),
        ("31_3", "31", "reply", "official"), ("32", "32", "mention", "citizen"),
    ]
    assert database.rows("select source_id, state, answered_at - opened_at from core.inquiry order by 1") == [
        ("31", "answered", datetime.timedelta(minutes=7)), ("32", "waiting", None),
    ]


def test_a_delegate_answers_on_his_days(collect, database):
    """Nobody polls him; before the first of his days he is one more citizen who asks."""

    def comment(number, day, author, parent=None):
        return {"id": f"41_{number}", "created_time": f"2026-01-0{day}T03:00:00+0000", "from": {"id": author},
                "message": "Kapan diperbaiki?", **({"parent": {"id": f"41_{parent}"}} if parent else {})}

    post = {"id": "777_41", "created_time": "2026-01-01T03:00:00+0000", "message": "Jalan"}
    done = collect("777", [
        rule("777/published_posts", {"data": [post]}),
        rule("777_41/comments", {"data": [
            comment(1, 2, "901"), comment(2, 3, "903", 1), comment(3, 5, "903", 1), comment(4, 6, "902"),
        ]}),
    ], more='    delegates: [ {{ platform: facebook, id: "903", handle: jubir, from: 2026-01-04 }} ]\n')
    assert done.returncode == 0, done.stderr
    assert database.rows("select external_id, role from core.message order by 1") == [
        ("41_1", "citizen"), ("41_2", "citizen"), ("41_3", "official"), ("41_4", "citizen")]
    assert database.rows("select opening_id, state, answer_id, messages from core.inquiry order by 1") == [
        ("41_1", "answered", "41_3", 2), ("41_4", "waiting", None, 1)]
    assert database.rows("select access, active from core.account where external_id = '903'") == [("delegate", True)]
    assert database.one("select count(*)::int from ops.stream as s join core.account as a "
                        "using (government_id, account_id) where a.external_id = '903'") == 0


def test_once_ends_though_what_is_missing_cannot_be_looked_up(collect, database):
    """An answer that names nothing speaks neither for a deletion nor against it: a few tries, then an end."""
    def visit(numbers, *more):
        comments = [{"id": f"51_{n}", "created_time": f"2026-01-02T03:0{n}:00+0000", "from": {"id": f"90{n}"},
                     "message": "Kapan diperbaiki?"} for n in numbers]
        return collect("777", [rule("777/published_posts", {"data": [post]}),
                               rule("777_51/comments", {"data": comments}), *more])

    post = {"id": "777_51", "created_time": "2026-01-01T03:00:00+0000", "message": "Jalan"}
    assert visit([1, 2]).returncode == 0
    assert visit([1], rule("51_2", {"x": 1})).returncode == 1
    assert database.one("select count(*)::int from ops.run where target = '51_2' and verdict <> 'done'") == 3
    assert database.one("select count(*)::int from core.message where gone_by is not null") == 0
