# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Open311, of which nobody gave us recordings: the samples of tests/source/open311, made after the
specification and the servers' own documentation, served to pantaud --once, a feed for each. Every request of
each arrives with what was written beside it by hand, and what it tells of a time."""

import datetime
import json

import pytest

from recorded import causes
from served import Served
from stand import SOURCE, Daemon

SAMPLES = SOURCE / "tests" / "source" / "open311" / "complaints"
FEED = """
  - name: {name}
    kind: open311
    government: "32.98"
    base_url: "http://127.0.0.1:{{port}}/{name}"
    timezone: Asia/Jakarta
"""
TIMES = ("received_at", "verified_at", "disposed_at", "closed_at", "last_activity_at")


def value_of(text):
    if text[0] == '"':
        return json.loads(text)
    if text[-1] == "Z" and "T" in text:
        return datetime.datetime.fromisoformat(text[:-1] + "+00:00")
    return text


def records(path):
    """The blocks of an expectation: (kind, {name: value}); names of times without their unit."""
    made = []
    for line in path.read_text().splitlines():
        name, _, rest = line.strip().partition(" ")
        if not line.startswith(" "):
            made.append((line, {}))
        elif rest and made[-1][0] in ("complaint", "complaint_event"):
            made[-1][1][name.removesuffix("_us")] = value_of(rest)
    return made


def asked_first(path):
    """Asked for as a daemon without settings asks first."""
    lines = path.read_text().splitlines()
    given = {line.split()[1] for line in lines if line.startswith("given")}
    return given <= {"base", "account"} and any("/requests.json?start_date" in line for line in lines)


def outcome(path):
    """(verdict, cause)"""
    words = next(line for line in path.read_text().splitlines() if line.startswith("outcome")).split()
    return words[1], words[3]


FIRST = [path for path in sorted(SAMPLES.glob("*.expect")) if asked_first(path)]
NAMES = [path.stem for path in FIRST if "complaint" in path.read_text().splitlines()]
REFUSALS = [path.stem for path in FIRST if outcome(path)[0] in ("denied", "gone", "limited", "busy", "malformed")]


class World:
    def __init__(self, folder, cluster):
        rules, files, more = [], {}, "feeds:"
        for name in NAMES:
            files[f"{name}.http"] = (SAMPLES / f"{name}.http").read_bytes()
            rules += [{"path": f"/{name}/requests.json", "file": f"{name}.http", "times": 1},
                      {"path": f"/{name}/*", "body": []}]
            more += FEED.format(name=name)
        self.database = cluster.database("samples_open311")
        with Served(folder, "777", rules, files, more) as served:
            self.done = Daemon(served, self.database).once()
        self.cases, self.events = {}, {}
        for row in self.database.dicts("select a.external_id as feed, c.* from core.complaint as c "
                                       "join core.account as a using (government_id, account_id)"):
            self.cases.setdefault(row.pop("feed"), {})[row["external_id"]] = row
        for feed, case, kind, at in self.database.rows(
                "select a.external_id, e.complaint_external_id, e.kind, e.at_latest from core.complaint_event as e "
                "join core.account as a using (government_id, account_id) where e.precision_s is not null"):
            self.events.setdefault(feed, set()).add((case, kind, at))


@pytest.fixture(scope="module")
def world(tmp_path_factory, cluster):
    return World(tmp_path_factory.mktemp("samples"), cluster)


def test_all_of_them_were_visited(world):
    assert len(NAMES) >= 15
    assert world.done.returncode == 0, world.done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_samples(world, name):
    told = records(SAMPLES / f"{name}.expect")
    wanted = {fields["external_id"]: fields for kind, fields in told if kind == "complaint"}
    found = world.cases.get(name, {})
    assert set(found) == set(wanted)
    for key, fields in wanted.items():
        row = found[key]
        for column in ("status", "status_raw", "title", "text", "topic", "visibility", "unit_ref", "closed_by", "permalink", *TIMES):
            assert row[column] == fields.get(column), (key, column)
    events = {(fields["complaint_external_id"], fields["kind"], fields["at_latest"]) for kind, fields in told
              if kind == "complaint_event" and "precision_s" in fields}
    assert world.events.get(name, set()) == events


def test_refusals_are_of_many_causes():
    assert len({outcome(SAMPLES / f"{name}.expect")[1] for name in REFUSALS}) >= 6, REFUSALS


@pytest.mark.parametrize("name", REFUSALS)
def test_refusals(collect, database, name):
    done = collect("777", [{"path": f"/{name}/*", "file": f"{name}.http"}],
                   files={f"{name}.http": (SAMPLES / f"{name}.http").read_bytes()}, more="feeds:" + FEED.format(name=name))
    assert done.returncode == 1, done.stderr
    told = causes(database)
    assert {stream: words[:2] for stream, words in told.items()} == {"complaints": outcome(SAMPLES / f"{name}.expect")}
