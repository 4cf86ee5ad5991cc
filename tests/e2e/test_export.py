# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""The admin site's exports of a city that lives, imported one after the other: complaints, the intervals of
their states and their inquiries against the truth; and a feed that is polled and imported has nothing twice."""

import datetime
import json
import os
import subprocess

import compare_case
import pytest
from compare import differences, epochs
from sheets import Book, as_csv

PANTAUCTL = os.environ.get("PANTAUCTL", "pantauctl")
DAY = 86400
INSTITUTION = "ID Instansi Terdisposisi"
FEEDS = {"lapor": ("flat", 17), "lapor-arsip": ("stages", 20)}


def utc(at):
    return datetime.datetime.fromtimestamp(at, datetime.timezone.utc)


class Export:
    """One file: the cases of a period as they stood at a moment, and between which moments it was made, as far
    as it shows that itself."""

    def __init__(self, city, feed, at, since, packed):
        shape, columns = FEEDS[feed]
        rows = city.export(shape, columns=columns, **{"from": since, "to": at + 1})
        self.at, self.packed, self.columns = at, packed, columns
        head = next(i for i, row in enumerate(rows) if row[0] == "Tracking ID")
        assert len(rows[head]) == columns
        truth = city.truth()
        self.cases = {case["external_id"]: case for case in truth["complaints"]
                      if case["feed"] == feed and not case["secret"] and case["received_at"] >= since}
        assert sorted(self.cases) == sorted(row[0] for row in rows[head + 1:])
        # Its id where there is a column of ids: that is what the feed's map has.
        place = rows[head].index(INSTITUTION if columns == 20 else INSTITUTION[3:])
        self.units = {row[0]: row[place] for row in rows[head + 1:]}
        made = utc(at).strftime("%Y-%m-%dT%H:%M:%SZ")
        book = Book().sheet("Laporan Ringkas", [[value or None for value in row] for row in rows])
        self.bytes = book.properties(made, made).bytes() if packed else as_csv(rows)
        day = at - at % DAY
        newest = max((case["received_at"] for case in self.cases.values()), default=day)
        self.not_before = at if packed else max(day, newest)
        self.not_after = at if packed else day + DAY


def lived(city, feed, moments, overlap):
    """An export at each of these moments, of what came since the one before the last: periods overlap. The last
    one has everything."""
    made, begin = [], city.state()["begin"]
    for number, at in enumerate(moments):
        city.reveal(at)
        since = 0 if number in (0, len(moments) - 1) else moments[max(0, number - overlap)]
        made.append(Export(city, feed, at, since, packed=number % 2 == 1))
    assert begin < moments[0]
    return made


def moments_of(city, number):
    state = city.state()
    return [int(state["begin"] + (state["end"] - state["begin"]) * k / number) for k in range(1, number + 1)]


def configure(city, database):
    """The city's units and feeds, as a daemon would tell them, without one."""
    government = city.config["governments"][0]
    database.rows("select ops.sync_config(%s::jsonb, 'abc', 'here')", json.dumps({
        "governments": [government], "accounts": [],
        "units": [{**{key: unit[key] for key in ("code", "name", "kind")}, "government": government["code"]}
                  for unit in city.config["units"]],
        "feeds": [{"government": government["code"], "name": feed["name"], "kind": "lapor", "units": feed["units"],
                   "streams": {"complaints": 600}} for feed in city.config["feeds"]],
    }))


def run(database, *words, stdin=b""):
    done = subprocess.run([PANTAUCTL, "import", *map(str, words), "--dsn", database.dsn()], input=stdin,
                          capture_output=True, timeout=600, check=False)
    assert b"Sanitizer" not in done.stderr and b"runtime error" not in done.stderr, done.stderr.decode()
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def complaints(exports, database):
    """Each as the last export that has it shows it: no time but that of its arrival, to the second."""
    last = {key: case for export in exports for key, case in export.cases.items()}
    wanted = {
        key: {**{name: case[name] for name in ("status", "status_raw", "title", "text", "topic", "class", "visibility",
                                               "unit", "received_at")},
              "precision_s": 1, "truncated": False, "rating": None, "verified_at": None, "disposed_at": None,
              "closed_at": None, "first_reply_at": None, "substantive_reply_at": None, "last_activity_at": None,
              "district_name": "Mekarsari" if exports[0].columns == 20 else None, "village_name": None, "language": "id"}
        for key, case in last.items()
    }
    rows = database.dicts("select c.*, u.code as unit from core.complaint as c left join core.unit as u on "
                          "(u.government_id, u.unit_id) = (c.government_id, c.unit_id)")
    assert len(rows) == len(wanted)
    return differences("complaint", wanted, {row["external_id"]: epochs(row, "received_at") for row in rows})


KINDS = {"verified": "verified", "disposed": "disposed", "in_process": "status_seen", "awaiting_reporter": "status_seen"}


def sights(exports):
    """{(case, state, to whom): (kind, the last moment at which it was in another state, the first at which it is in
    this one)}: of "disposed" each institution is one more. And who is named beside other states, by None."""
    seen, first = {}, {}
    for export in exports:
        for key, case in export.cases.items():
            here, raw = seen.setdefault(key, []), case["status_raw"]
            known = any(state == raw for state, _ in here)
            low = max([case["received_at"], *(moment for _, moment in here)])
            here.append((raw, export.not_before))
            if case["status"] == "unverified":
                continue
            kind = KINDS.get(case["status"], case["status"].split("_")[0])
            to = export.units[key] if kind == "disposed" else None
            first.setdefault((key, raw, to), (kind, case["received_at"] if known else low, export.not_after))
            if kind != "disposed" and export.units[key]:
                first.setdefault((key, None, export.units[key]), ("disposed", case["received_at"], export.not_after))
    return first


def intervals(exports, truth, codes, database):
    """What only a state tells: between which two exports it came, and that it did come there."""
    wanted = {key: dict(zip(("kind", "at_earliest", "at_latest"), sight)) for key, sight in sights(exports).items()}
    found, said = {}, []
    for row in database.dicts("select * from core.complaint_event where rule = 'status.1'"):
        key = row["complaint_external_id"], row["text"], row["unit_ref"]
        said += [f"{key} is there twice"] if key in found else []
        found[key] = epochs(row, "at_earliest", "at_latest")
        # A case that was given back is verified once more.
        kinds = (*compare_case.STATES[row["kind"]], *(["returned"] if row["kind"] == "verified" else []))
        steps = [event["at"] for event in truth["complaint_events"] if event["complaint"] == key[0]
                 and event["kind"] in kinds and (key[2] is None or event["unit"] == codes.get(key[2]))]
        if not any(row["at_earliest"].timestamp() <= at <= row["at_latest"].timestamp() for at in steps):
            said.append(f"{key}: nothing such from {row['at_earliest']} to {row['at_latest']}")
    return said + differences("state", wanted, found)


def inquiries(exports, codes, database):
    """Who was asked, as far as exports show it: who is seen with a disposed case, then who is named instead of him;
    at the latest at that moment. How it ended; that somebody answered is never to be seen."""
    made, holding, turns, ended = {}, {}, {}, set()
    for export in exports:
        for key, case in export.cases.items():
            name, status = export.units[key], case["status"]
            here = made.get(holding.get(key))
            if name and key not in ended and (status == "disposed" or here) and (not here or here["name"] != name):
                if here:
                    here.update(state="handed_over", ended_latest_at=export.not_after)
                turns[key, name] = turns.get((key, name), 0) + 1
                holding[key] = key, codes.get(name), turns[key, name]
                here = made[holding[key]] = {"name": name, "state": "waiting", "opened_at": export.not_after,
                                             "ended_latest_at": None}
            if status.startswith(("closed", "archived")) and key not in ended:
                ended.add(key)
                if here:
                    here.update(state="withdrawn" if status.endswith("reporter") else "closed_unanswered",
                                ended_latest_at=export.not_after)
    wanted = {key: {**{column: value for column, value in stint.items() if column != "name"}, "timing": "interval",
                    "first_reply_at": None, "answered_at": None}
              for key, stint in made.items() if key[1] is not None}
    rows = database.dicts("select i.*, u.code as unit from core.inquiry as i left join core.unit as u "
                          "using (government_id, unit_id) where u.code is not null")
    found = {(row["source_id"], row["unit"], row["turn"]): epochs(row, "opened_at", "ended_latest_at") for row in rows}
    assert len(found) == len(rows) > 20
    return differences("inquiry", wanted, found)


@pytest.fixture
def town(make_city):
    return lambda feed: make_city("--channels", "facebook", "--feeds", feed, "--reveal", "hand")


@pytest.mark.parametrize("feed", list(FEEDS))
@pytest.mark.parametrize("order", [1, -1], ids=["as they came", "newest first"])
def test_exports_alone(town, database, tmp_path, feed, order):
    """Nobody polls. Of both forms and both numbers of columns; some by name, some through the watched folder."""
    city = town(feed)
    configure(city, database)
    exports = lived(city, feed, moments_of(city, 8), overlap=2)
    codes = next(entry["units"] for entry in city.config["feeds"] if entry["name"] == feed)
    for number, export in enumerate(exports[::order]):
        if number in (3, 4):
            (tmp_path / f"Laporan {number}.{'xlsx' if export.packed else 'csv'}").write_bytes(export.bytes)
        else:
            run(database, "--feed", feed, "-", stdin=export.bytes)
    said = run(database, "--feed", feed, "--folder", tmp_path)
    assert said.count(f": {feed}: ") == 2 and " 0 refused" in said
    truth = city.truth()
    differing = [*complaints(exports, database), *intervals(exports, truth, codes, database),
                 *inquiries(exports, codes, database)]
    assert not differing, f"{len(differing)} differences:\n" + "\n".join(differing[:20])
    assert len(exports[-1].cases) > 60 and len(exports[3].cases) < len(exports[-1].cases) / 2


@pytest.mark.parametrize("feed", list(FEEDS))
@pytest.mark.parametrize("order", ["between", "before", "after"])
def test_a_feed_that_is_polled_too(town, make_daemon, database, feed, order):
    """Exports before, between and after the visits of the daemon: what the feed tells exactly stays as exact."""
    city = town(feed)
    daemon = make_daemon(city)
    if order != "after":
        configure(city, database)
    files = []
    for number, at in enumerate(moments_of(city, 5)):
        city.reveal(at)
        files.append(Export(city, feed, at, 0, packed=number % 2 == 1).bytes)
        if order == "between":
            run(database, "--feed", feed, "-", stdin=files.pop())
            assert daemon.once().returncode == 0
    if order == "after":
        assert daemon.once().returncode == 0
    for file in files:
        run(database, "--feed", feed, "-", stdin=file)
    if order == "before":
        assert daemon.once().returncode == 0
    differing = compare_case.everything(city.truth(), database)
    assert not differing, f"{len(differing)} differences:\n" + "\n".join(differing[:20])
