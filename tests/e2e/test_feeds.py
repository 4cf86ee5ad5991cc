# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Complaint feeds that say something else than they did: one that lists nothing any more proves nothing."""

import datetime
import json

import compare_case
import pytest

from network import Front
from stand import Daemon, wait_for

CONFIG = """
credentials: {{ directory: "{out}/credentials" }}
state_directory: "{out}/state"
governments: [ {{ code: "32.98", name: "Kota Contoh", kind: city, timezone: Asia/Jakarta }} ]
units:
  - {{ code: jalan, government: "32.98", name: "Dinas Jalan", kind: dinas }}
feeds:
  - name: lapor
    kind: lapor
    government: "32.98"
    base_url: "{origin}"
    timezone: Asia/Jakarta
    token_place: none
    page_parameter: {pages}
    units: {{ "Dinas Jalan": jalan }}
"""
STREAM = "select last_success_at, last_complete_at, verdict, cause, error, hint, fail_count from ops.stream"


def case(number, entries=0):
    log = [{"date": "22 Februari 2026, 09:00", "keterangan": "Laporan didisposisikan ke Dinas Jalan oleh Admin."}]
    log += [{"date": f"23 Februari 2026, 09:{n:02d}", "keterangan": f"Tanggapan ke-{n}."} for n in range(entries)]
    return {"id": str(number), "status": "Ditindaklanjuti oleh Instansi", "date": "21 Februari 2026, 09:00", "log": log}


class Feed:
    """A feed of one's own: whatever stands in cases, in pages of `size` or as one answer."""

    def __init__(self, folder):
        self.out, self.cases, self.body, self.size = folder, [], None, None
        self.type = "application/json"
        self.front = Front(None, answer=self.answer)
        credentials = folder / "credentials"
        credentials.mkdir(mode=0o700)
        (credentials / "pseudonym-key").write_text("0123456789abcdef" * 4)
        (credentials / "pseudonym-key").chmod(0o600)

    def answer(self, request, _):
        shown = self.cases
        if "page=" in request.path:
            first = (int(request.path.split("page=")[1]) - 1) * self.size
            shown = shown[first:first + self.size]
        body = self.body or json.dumps({"data": shown}).encode()
        return 200, [("Content-Type", self.type)], body

    def daemon(self, database, more="", pages='""'):
        text = CONFIG.format(out=self.out, origin=self.front.origin, pages=pages)
        (self.out / "pantau.yaml").write_text(text + (f"    {more}\n" if more else ""))
        return Daemon(self, database)


@pytest.fixture
def feed(tmp_path):
    made = Feed(tmp_path)
    yield made
    made.front.close()


@pytest.mark.parametrize("size", [None, 2], ids=["one answer", "pages"])
def test_an_emptied_feed_proves_nothing(feed, database, size):
    pages = '""' if size is None else "page"
    feed.size = size
    assert feed.daemon(database, pages=pages).once().returncode == 0
    (empty,) = database.dicts(STREAM)
    assert empty["last_complete_at"] is not None and empty["error"] is None, "a feed may begin with nothing"
    feed.cases = [case(n) for n in range(1, 4)]
    assert feed.daemon(database, pages=pages).once().returncode == 0
    (good,) = database.dicts(STREAM)
    assert good["last_complete_at"] > empty["last_complete_at"]
    # Another process: what it knows of the feed stands in the database.
    feed.cases = []
    done = feed.daemon(database, pages=pages).once()
    (bad,) = database.dicts(STREAM)
    assert done.returncode != 0 and "no complaint is listed" in done.stderr
    assert (bad["verdict"], bad["cause"]) == ("malformed", "bad_answer") and bad["fail_count"] > 0
    assert "may_be_empty" in bad["hint"]
    seen = ("last_success_at", "last_complete_at")
    assert [bad[name] for name in seen] == [good[name] for name in seen], "nobody has looked"
    assert database.one("select count(*) from core.complaint where status = 'in_process'") == 3
    assert database.one("select count(*) from core.inquiry where state = 'waiting'") == 3
    # It lists again, and then none while it may.
    feed.cases = [case(1)]
    assert feed.daemon(database, pages=pages).once().returncode == 0
    feed.cases = []
    (good,) = database.dicts(STREAM)
    assert good["error"] is None and good["last_complete_at"] > bad["last_complete_at"]
    assert feed.daemon(database, "may_be_empty: true", pages=pages).once().returncode == 0
    (allowed,) = database.dicts(STREAM)
    assert allowed["error"] is None and allowed["last_complete_at"] > good["last_complete_at"]
    # That it may be empty is not what the feed is known by.
    assert feed.daemon(database, pages=pages).once().returncode != 0


def test_what_is_left_out_is_told_though_nothing_changed(feed, database):
    feed.cases = [case(1), {"judul": "tanpa nomor"}]
    assert feed.daemon(database).once().returncode == 0
    feed.cases = [{"judul": "tanpa nomor"}, case(1), {"judul": "tanpa nomor juga"}]
    assert feed.daemon(database).once().returncode == 0
    runs = database.rows("select verdict, items > 0, changed > 0, rejected from ops.run order by run_id")
    assert runs == [("done", True, True, 1), ("done", True, False, 2)]


def test_a_state_that_nobody_knows_is_told_once(feed, database):
    """A word that the site renamed would end no wait any more: the operator sees it, once for each word."""
    feed.cases = [{**case(n), "status": state} for n, state in
                  enumerate(["Dibekukan", "Ditindaklanjuti", "Dibekukan", "Naik banding", ""])]
    daemon = feed.daemon(database)
    daemon.start()
    told = 'nobody knows the state "{}": it is kept, and ends nothing'
    wait_for(lambda: told.format("Naik banding") in daemon.log(), what="both words")
    feed.cases = [{**case(n), "status": "Dibekukan"} for n in range(3)]
    database.rows("select ops.request_add('poll', government_id, account_id, 'complaints', null) from core.account")
    wait_for(lambda: database.one("select count(*) from core.complaint where status_raw = 'Dibekukan'") == 3,
             what="another visit")
    assert daemon.stop() == 0
    lines = [line for line in daemon.log().splitlines() if "nobody knows" in line]
    assert len(lines) == 2 and told.format("Dibekukan") in lines[0] and "account=lapor" in lines[0], lines
    assert database.rows("select external_id, status from core.complaint where status_raw = 'Naik banding'") \
        == [("3", "unknown")]


def test_json_that_says_it_is_html(feed, database):
    feed.cases, feed.type = [case(1), case(2)], "text/html; charset=UTF-8"
    assert feed.daemon(database).once().returncode == 0
    assert database.rows("select external_id from core.complaint order by 1") == [("1",), ("2",)]


REFUSE = """
create function core.refuse() returns trigger language plpgsql as $$
begin
    raise check_violation using message = 'refused for the test';
end
$$;
create trigger refuse before insert on core.complaint for each row when (new.external_id = '{}')
execute function core.refuse()
"""


def test_one_answer_of_more_than_a_batch(feed, database):
    """2,500 cases of nine records: two batches, each a transaction. Where the second is refused, the first stays,
    and nothing counts as looked at; the next visit asks again and stores the rest."""
    feed.cases = [case(n, entries=6) for n in range(1, 2501)]
    database.rows(REFUSE.format(2500))
    done = feed.daemon(database).once()
    assert done.returncode != 0 and "refused for the test" in done.stderr
    stored = database.one("select count(*) from core.complaint")
    assert 2000 < stored < 2500 and stored * 9 <= 20000, "the first batch"
    (row,) = database.dicts("select last_complete_at, fail_count from ops.stream")
    assert row["last_complete_at"] is None and row["fail_count"] > 0
    database.rows("drop trigger refuse on core.complaint")
    asked = len(feed.front.requests)
    assert feed.daemon(database).once().returncode == 0
    assert len(feed.front.requests) == asked + 1
    assert database.one("select count(*) from core.complaint") == 2500
    assert database.one("select count(*) from core.complaint_event") == 2500 * 8
    assert database.one("select count(*) from core.inquiry") == 2500
    (row,) = database.dicts("select last_complete_at, error from ops.stream")
    assert row["last_complete_at"] is not None and row["error"] is None
    # All of it is known now: nothing is written again.
    runs = database.one("select count(*) from ops.run")
    assert feed.daemon(database).once().returncode == 0
    assert database.one("select count(*) from ops.run") == runs


def test_an_answer_that_is_too_large_says_what_to_do(feed, database):
    """More values than are parsed, and more bytes than are kept: refused as a whole, with a way out."""
    for cases, words in (([0] * 200001, "more than 200000"), (["x" * 1000] * 4200, "the answer is larger than")):
        feed.cases = cases
        done = feed.daemon(database).once()
        assert done.returncode != 0 and words in done.stderr
        (row,) = database.dicts(STREAM)
        assert words in row["error"] and "page_size" in row["hint"] and row["last_complete_at"] is None
    assert database.one("select count(*) from core.complaint") == 0


@pytest.mark.parametrize("name", ["aplikasi-kota", "lapor-daerah"])
def test_a_feed_by_its_map(name, make_city, make_daemon, database):
    """The example maps that are shipped, against feeds that look like them: the database equals the truth."""
    city = make_city("--feeds", name)
    daemon = make_daemon(city)
    done = daemon.once()
    assert done.returncode == 0, done.stderr
    truth = city.truth()
    assert {c["feed"] for c in truth["complaints"]} == {name}
    assert compare_case.everything(truth, database) == []
    rejects = [line for line in done.stderr.splitlines() if "an item was left out" in line]
    assert rejects == [], "a map that fits finds everything"
    count = "select count(*), max(xmin::text::bigint) from core.complaint_event"
    before = database.rows(count)
    assert daemon.once().returncode == 0
    assert database.rows(count) == before


@pytest.mark.parametrize("name", ["aplikasi-kota", "lapor-daerah"])
def test_a_mapped_feed_that_lives_on(name, make_city, make_daemon, database):
    """Cases that change between visits, read as a whole or as what changed."""
    city = make_city("--feeds", name, "--reveal", "hand")
    daemon = make_daemon(city)
    state = city.state()
    for share in (0.3, 0.6, 0.8, 1.0):
        city.reveal(int(state["begin"] + share * (state["end"] - state["begin"])))
        done = daemon.once()
        assert done.returncode == 0, done.stderr
    assert compare_case.everything(city.truth(), database) == []
    if name == "lapor-daerah":
        # At first the whole history, at last what changed within two days of the newest change seen.
        asked = [r["query"]["sejak"] for r in city.served() if r["path"] == "/map/like/pengaduan"]
        day = datetime.datetime.fromtimestamp(state["begin"] - 3 * 86400, datetime.timezone.utc).isoformat()[:10]
        assert asked[0][:10] < day < asked[-1][:10]


def test_a_wrong_map_says_where(make_city, make_daemon, database):
    """Nothing is stored, and the operator is told which path found nothing, where, and what is there."""
    city = make_city("--feeds", "aplikasi-kota")
    config = city.out / "pantau.yaml"
    config.write_text(config.read_text().replace("received: waktu_lapor", "received: waktu_masuk"))
    assert make_daemon(city).once().returncode == 1
    (row,) = database.dicts(STREAM + " where stream = 'complaints'")
    assert row["error"] == '$.data.laporan[0].waktu_masuk: nothing at "map.fields.received"'
    assert row["hint"].startswith("Members of $.data.laporan[0]: nomor, judul, isi, topik,")
    assert database.rows("select count(*) from core.complaint") == [(0,)]
