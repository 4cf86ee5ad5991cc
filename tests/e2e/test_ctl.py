# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""pantauctl beside a running pantaud: what it shows is what the daemon did, a poll is answered, an
account that fails is named with what to do."""

import csv
import datetime
import json
import os
import re
import subprocess
import threading

import stand
from network import Front
from test_network import closing, point  # noqa: F401  (closing is a fixture)
from test_reload import edit

PANTAUCTL = os.environ.get("PANTAUCTL", "pantauctl")


def ctl(database, *words):
    done = subprocess.run(
        [PANTAUCTL, *words, "--json", "--dsn", database.dsn("operator")],
        capture_output=True, text=True, timeout=600,
    )
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


def operator(database):
    if not database.rows("select 1 from pg_roles where rolname = 'operator'"):
        database.rows("create role operator login in role pantau_operator")


def running(make_city, make_daemon, database):
    """A city whose every stream has been visited, and a daemon that goes on."""
    operator(database)
    city = make_city()
    daemon = make_daemon(city)
    assert daemon.once().returncode == 0
    daemon.start()
    stand.wait_for(
        lambda: any(d["state"] == "running" for d in ctl(database, "status")[1]["daemons"]),
        what="a sign of life",
    )
    return city, daemon


def test_status_and_sources(make_city, make_daemon, database):
    database.every_view()
    _, daemon = running(make_city, make_daemon, database)
    status, got, err = ctl(database, "status")
    assert (status, err) == (0, "")
    streams = database.one("select count(*) from ops.stream where active")
    assert sum(row["streams"] for row in got["streams"]) == streams > 0
    assert got["trouble"] == [] and got["state"][0]["figures_as_of"].endswith("Z")
    status, sources, _ = ctl(database, "sources")
    assert status == 0 and len(sources) == streams
    assert {row["state"] for row in sources} == {"working"}, sources
    assert ctl(database, "errors")[1] == []
    assert daemon.stop() == 0
    exports_equal_their_views(database)
    a_spreadsheet_is_registered(database)


def exports_equal_their_views(database):
    """Each view that a reader may read, as CSV and as JSON, against what a query gives."""
    database.rows("create role reader login in role pantau_reader")

    def export(*words):
        return subprocess.run([PANTAUCTL, "export", *words, "--dsn", database.dsn("reader")], capture_output=True, text=True,
                              timeout=600)

    views = [row["view"] for row in json.loads(export("--json").stdout)]
    assert {"response", "inquiry_detail", "unit_presence", "catalogue"} <= set(views)
    filled = set()
    for view in views:
        columns = database.rows(
            "select attname, atttypid = 'bool'::regtype from pg_attribute where attrelid = %s::regclass and attnum > 0"
            " order by attnum", (f"metrics.{view}",))
        shown = database.rows(
            "set timezone to 'UTC'; set datestyle to 'ISO, YMD'; select "
            + ", ".join(f"left({name}::text, 1)" if is_bool else f"{name}::text" for name, is_bool in columns)
            + f" from metrics.{view}")
        exported = export(view, "--csv")
        assert (exported.returncode, exported.stderr) == (0, ""), view
        heading, *lines = csv.reader(exported.stdout.splitlines(keepends=True))
        assert heading == [name for name, _ in columns], view
        assert sorted(lines) == sorted([value or "" for value in row] for row in shown), view
        filled |= {view} if shown else set()
    assert {"response", "inquiry_detail", "unit_presence", "catalogue"} <= filled
    for view in ("response", "completeness_gap"):
        objects = json.loads(export(f"metrics.{view}", "--json").stdout)
        assert objects == [row for row, in database.rows(
            f"set timezone to 'UTC'; select row_to_json(x) from metrics.{view} as x "
            + ("order by government_id, unit_id, channel, window_days" if objects else ""))], view
    code = database.one("select code from core.government limit 1")
    assert export("unit", "-g", code).stdout == export("unit").stdout
    for words, told in ((("nothing",), 'no view "nothing"'), (("version", "-g", code), "is of no government"),
                        (("unit", "-g", "no such"), 'no government "no such"'), (("unit", "--csv", "--json"), "exclude each other")):
        refused = export(*words)
        assert (refused.returncode, refused.stdout) == (2, "") and told in refused.stderr, refused


def a_spreadsheet_is_registered(database):
    """All lines or none, told line by line; the same file again changes nothing."""
    unit = database.one("select code from core.unit order by unit_id limit 1")

    def register(text, *words, kind="population"):
        return subprocess.run([PANTAUCTL, "register", kind, "-", "--by=Ani", *words, "--dsn", database.dsn("operator")],
                              input=text, capture_output=True, text=True, timeout=60)

    sheet = f"\ufeffUnit;Valid from;Residents;Source;Remark\n{unit};2025;40.000;BPS;\n;2025-01-01;2500000;BPS;x\n"
    trial = register(sheet, "--reason=decree", "--dry-run")
    assert trial.returncode == 0 and "2 new, 0 changed, 0 unchanged; nothing is kept: --dry-run" in trial.stdout, trial
    assert database.one("select count(*) from core.population") == 0
    bad = register(sheet + "nobody;2025;1;BPS;\n", "--reason=decree")
    assert bad.returncode == 1 and 'there is no unit "nobody"' in bad.stdout and "1 of 3 lines are refused" in bad.stdout, bad
    assert database.one("select count(*) from core.population") == 0
    assert "2 new, 0 changed, 0 unchanged\n" in register(sheet, "--reason=decree").stdout
    assert database.rows("select unit_id > 0, residents from core.population order by 1") == [(False, 2500000), (True, 40000)]
    assert "0 new, 0 changed, 2 unchanged\n" in register(sheet, "--reason=decree").stdout
    for told, words, text, kind in (("it must be said why", [], sheet, "population"),
                                    ('no row is a heading with "residents"', ["--reason=x"], "a;b\n1;2\n", "population"),
                                    ('nothing of the kind "people"', ["--reason=x"], sheet, "people")):
        refused = register(text, *words, kind=kind)
        assert refused.returncode in (2, 3) and told in refused.stderr, refused


def test_a_page_whose_comments_are_not_due_is_watched(make_city, make_daemon, database):
    """The world stands at its beginning: no page has a post, nobody's comments can be asked for."""
    operator(database)
    daemon = make_daemon(make_city("--reveal", "hand"))
    daemon.start()
    seen = "select min(last_success_at) from ops.stream where stream = 'comments' having bool_and(last_success_at > %s)"
    first = []
    stand.wait_for(lambda: first.extend(database.rows(seen, ("-infinity",))) or first, what="a look at each")
    stand.wait_for(lambda: database.rows(seen, (first[0][0],)), what="another look at each")
    stand.wait_for(lambda: {row["state"] for row in ctl(database, "sources")[1]} == {"working"}, what="all streams")
    assert daemon.stop() == 0


def test_poll_is_answered(make_city, make_daemon, database):
    _, daemon = running(make_city, make_daemon, database)
    account = database.one(
        "select external_id from core.account where channel = 'facebook' order by 1 limit 1"
    )
    status, got, err = ctl(database, "poll", f"facebook:{account}", "posts", "--timeout=5m")
    assert (status, err) == (0, ""), (got, daemon.log())
    assert got["ok"] and [s["stream"] for s in got["streams"]] == ["posts"]
    assert got["streams"][0]["verdict"] in ("done", "unchanged") and got["streams"][0]["visits"] == 1
    assert database.rows(
        "select requested_by, kind, stream from ops.request where done_at is not null"
    ) == [("operator", "poll", "posts")]
    assert daemon.stop() == 0


def test_a_request_that_was_not_read_is_read_later(make_city, make_daemon, database):
    """The database refused the question, and nobody notifies twice."""
    operator(database)
    daemon = make_daemon(make_city(), more=stand.Daemon.FAST.replace("collector: {", "collector: { lease: 3s,"))
    daemon.start()
    stand.wait_for(lambda: daemon.starts(), what="the start")
    database.rows("create function core.refuse_all() returns trigger language plpgsql as $$ begin"
                  " raise exception 'no space left' using errcode = '53100'; end $$;"
                  " create trigger refuse_all before update on ops.request for each row execute function core.refuse_all()")
    assert ctl(database, "poll", f"facebook:{first_page(database)[0]}", "posts", "--no-wait")[0] == 0
    stand.wait_for(lambda: "requests were not read: request_take: no space left" in daemon.log(), what="the refusal")
    database.rows("drop trigger refuse_all on ops.request")
    stand.wait_for(lambda: database.one("select done_at from ops.request"), what="the answer")
    assert "operators' requests are read again" in daemon.log()
    assert daemon.stop() == 0


def test_poll_of_all_streams_waits_for_each(make_city, make_daemon, database):
    city, daemon = running(make_city, make_daemon, database)
    account = database.one(
        "select external_id from core.account where channel = 'facebook' order by 1 limit 1"
    )
    streams = database.rows(
        "select s.stream from ops.stream as s join core.account using (government_id, account_id)"
        " where external_id = %s and s.active order by 1", account)
    asked = len(city.served())
    status, got, err = ctl(database, "poll", f"facebook:{account}", "--timeout=5m")
    assert (status, err) == (0, "") and got["ok"], (got, daemon.log())
    assert sorted(s["stream"] for s in got["streams"]) == [row[0] for row in streams]
    by = {s["stream"]: s for s in got["streams"]}
    assert by["account"]["visits"] == by["posts"]["visits"] == by["mentions"]["visits"] == 1, by
    # One visit for each post whose comments are asked for, and none was left out.
    posts = {m["external_id"] for m in city.truth()["posts"] if m["account"] == account}
    paths = [line["path"] for line in city.served()[asked:]]
    visited = {post for post in posts if f"/fb/v26.0/{post}/comments" in paths}
    assert by["comments"]["visits"] >= len(visited) > 1, (by, visited)
    assert daemon.stop() == 0


def test_plan_tells_what_comes(make_city, make_daemon, database):
    """Each stream has its next visit, with its reason; none comes before the time that was told, and it comes."""
    city, daemon = running(make_city, make_daemon, database)
    account, _ = first_page(database)
    status, got, err = ctl(database, "plan", f"facebook:{account}", "--limit=200")
    told = len(city.served())
    assert (status, err) == (0, ""), (got, err, daemon.log())
    assert {row["external_id"] for row in got} == {account} and {row["unit"] for row in got} != {None}, got
    assert [row["at"] for row in got if row["at"]] == sorted(row["at"] for row in got if row["at"]), got
    by = {row["stream"]: row for row in got}
    streams = database.rows("select s.stream from ops.stream as s join core.account using (government_id, account_id)"
                            " where external_id = %s and s.active", account)
    assert set(by) >= {row[0] for row in streams}, (by, streams)
    posts = {m["external_id"] for m in city.truth()["posts"] if m["account"] == account}
    visits = [row for row in got if row["stream"] == "comments"]
    assert {row["target"] for row in visits if row["target"]} <= posts and len(visits) > 1, visits
    assert all(row["why"] and row["requests"] >= 1 and row["cost"] >= 1 for row in got if row["at"]), got
    assert {row["reason"] for row in got} <= {"interval", "post_age", "under_way", "sweep", "nothing"}, got
    mentions = by["mentions"]
    if mentions["reason"] == "interval":
        assert mentions["why"].startswith("every ") and mentions["why"].endswith(", as its schedule says"), mentions
    due = datetime.datetime.fromisoformat(mentions["at"].replace("Z", "+00:00")).timestamp()

    def asked():
        return [line["time"] for line in city.served()[told:] if line["path"].endswith(f"/{account}/tagged")]

    stand.wait_for(asked, what="the visit that was told")
    assert asked()[0] >= due - 2 or mentions["reason"] == "under_way", (asked(), mentions)
    # The first so many of all; a unit's own; a word that names nothing.
    everything = ctl(database, "plan", "--limit=7")[1]
    assert len(everything) == 7 and len({row["external_id"] for row in everything}) >= 1
    unit = ctl(database, "plan", by["posts"]["unit"], "--limit=200")[1]
    assert {row["unit"] for row in unit} == {by["posts"]["unit"]} and {row["stream"] for row in unit} >= set(by)
    assert ctl(database, "plan", "facebook:nosuch")[0] == 2
    assert ctl(database, "plan", "--until=1s", "-g", "99.99")[0] == 2
    assert daemon.stop() == 0
    # Nobody runs who could say.
    status, known, err = ctl(database, "plan", f"facebook:{account}")
    assert status == 1 and "no daemon runs" in err and "what the database knows" in err, err
    assert {row["stream"] for row in known} == {row[0] for row in streams}
    assert {row["reason"] for row in known} == {"interval"} and all(row["at"] for row in known), known
    why = {row["stream"]: row["why"] for row in known}
    assert re.fullmatch(r"a daemon would ask every \d+[smhd]", why["posts"]), why
    assert why["comments"].endswith(", or at the pace of each post"), why


def test_a_daemon_that_stopped_says_so(make_city, make_daemon, database):
    operator(database)
    daemon = make_daemon(make_city())
    assert daemon.once().returncode == 0
    assert [d["state"] for d in ctl(database, "status")[1]["daemons"]] == ["stopped"]
    assert ctl(database, "status", "--check")[0] == 1
    daemon.start()
    stand.wait_for(
        lambda: [d["state"] for d in ctl(database, "status")[1]["daemons"]] == ["running"],
        what="a sign of life",
    )
    assert daemon.stop() == 0
    assert [d["state"] for d in ctl(database, "status")[1]["daemons"]] == ["stopped"]


def test_stopped_before_it_could_write(make_city, make_daemon, database):
    """Somebody holds a table: the stop does not wait for ever, says what was left, and the database knows
    that this daemon ended and that its streams are free."""
    operator(database)
    city = make_city()
    daemon = make_daemon(city, more=stand.Daemon.FAST.replace("shutdown_timeout: 100s", "shutdown_timeout: 2s"))
    daemon.start()
    stand.wait_for(lambda: database.one("select count(*) from ops.daemon"), what="the first sign of life")
    holder = database.connect()
    holder.cursor().execute("begin; lock table ops.stream in access exclusive mode")
    waiting = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'" \
        " and application_name like 'pantaud writer%%'"
    stand.wait_for(lambda: database.rows(waiting), what="a write that waits")
    assert daemon.stop() == 0
    log = daemon.log()
    assert log.count("stopped before everything was written") == 1 and "was not told of the end" not in log, log
    assert database.rows("select stopped_at is not null, unfinished from ops.daemon") == [(True, True)]
    assert database.one("select count(*) from ops.lease") == 0
    holder.close()
    assert [d["state"] for d in ctl(database, "status")[1]["daemons"]] == ["cut short"]
    daemon.start()
    stand.wait_for(lambda: "polling" in daemon.log()[len(log):], what="the next start")
    stand.wait_for(lambda: [d["state"] for d in ctl(database, "status")[1]["daemons"]] == ["running"], what="a sign of life")
    assert "by another daemon" not in daemon.log()
    assert daemon.stop() == 0
    assert database.rows("select stopped_at is not null, unfinished from ops.daemon") == [(True, False)]


def troubles(database):
    """What status shows of them, once there are any."""
    shown = []
    stand.wait_for(lambda: shown.extend(ctl(database, "status")[1]["trouble"]) or shown, what="the trouble")
    return shown


def first_page(database):
    return database.rows(
        "select external_id, coalesce(handle, name, external_id) from core.account"
        " where channel = 'facebook' order by 1 limit 1"
    )[0]


def test_a_dead_token_is_named(make_city, make_daemon, database):
    """Whichever of its streams meets it first, or was answered well a moment before."""
    city, daemon = running(make_city, make_daemon, database)
    account, handle = first_page(database)
    city.fault(match=f"/{account}", kind="expired", times=-1, account=account)
    status, got, _ = ctl(database, "poll", f"facebook:{account}", "posts", "--timeout=5m")
    assert status == 1 and not got["ok"] and got["streams"][0]["verdict"] == "denied", got
    trouble = troubles(database)
    assert [row["account"] for row in trouble] == [handle], trouble
    assert trouble[0]["cause"] == "token_expired" and trouble[0]["advice"]
    assert ctl(database, "status", "--check")[0] == 1
    # Its other streams make no visit: whom they wait with is said of each.
    stand.wait_for(
        lambda: {row["waits_with"] for row in held(database) if row["account"] == handle} - {None}
        and not [row for row in held(database) if row["account"] == handle and not row["cause"]],
        what="the cause of each of its streams",
    )
    rows = [row for row in held(database) if row["account"] == handle]
    assert {row["cause"] for row in rows} == {"token_expired"} and {row["account"] for row in held(database)
           if row["waits_with"]} == {handle}, held(database)
    assert all(row["waits_since"] and row["not_before"] and row["hint"] for row in rows if row["waits_with"]), rows
    planned = ctl(database, "plan", f"facebook:{account}")[1]
    assert "refused" in {row["reason"] for row in planned}, planned
    assert all("account was refused (token_expired)" in row["why"] or row["stream"] in trouble[0]["streams"]
               or "(token_expired)" in row["why"] for row in planned if row["reason"] == "refused"), planned
    errors = ctl(database, "errors")[1]
    assert errors and errors[0]["account"] == handle and errors[0]["error"]
    assert daemon.stop() == 0


def held(database, *words):
    return ctl(database, "sources", *words)[1]


def test_a_platform_that_is_away_is_named(make_city, make_daemon, database, closing):  # noqa: F811
    """One stream at a time tries; of all the others it is said that they wait with it, since when and until when."""
    operator(database)
    city = make_city()
    front = closing(Front(city.port))
    daemon = point(make_daemon(city), city, facebook=front.origin)
    daemon.start()
    stand.wait_for(lambda: database.one("select count(*) from core.post") > 20, what="posts")
    front.close()

    def all_named():
        rows = held(database, "-c", "facebook")
        return rows and all(row["waits_with"] == "platform facebook" for row in rows) and rows

    rows = []
    stand.wait_for(lambda: rows.extend(all_named() or []) or rows, what="the word of it")
    # The next try may be under way: then it has no time.
    assert all(row["cause"] and row["waits_since"].endswith("Z") for row in rows), rows
    assert database.one("select held_until > held_from from ops.hold")
    assert {row["waits_with"] for row in held(database) if row["channel"] != "facebook"} == {None}
    waiting, = ctl(database, "status")[1]["waiting"]
    assert (waiting["scope"], waiting["name"], waiting["sources"]) == ("platform", "facebook", len(rows)), waiting
    planned = ctl(database, "plan", "--limit=200")[1]
    away = [row for row in planned if row["channel"] == "facebook"]
    assert away and {row["reason"] for row in away} <= {"platform", "under_way"}, away
    assert any("platform facebook, which is in trouble (" in row["why"] for row in away), away
    # A database that does not take the word of its end for a while is told again.
    database.rows("revoke execute on function ops.hold_save(text, jsonb) from pantau_writer")
    closing(Front(city.port, port=front.port))
    stand.wait_for(lambda: "platform facebook: works again" in daemon.log(), what="the platform")
    refused = "select xact_rollback from pg_stat_database where datname = current_database()"
    mark = database.one(refused)
    stand.wait_for(lambda: database.one(refused) > mark, what="a refusal")
    database.rows("grant execute on function ops.hold_save(text, jsonb) to pantau_writer")
    stand.wait_for(lambda: {row["waits_with"] for row in held(database)} == {None}, what="the end of it")
    assert ctl(database, "status")[1]["waiting"] == []
    assert daemon.stop() == 0


DEAD = (
    400, [("Content-Type", "application/json")],
    b'{"error":{"message":"Session has expired","type":"OAuthException","code":190,"error_subcode":463}}',
)


class Gate:
    """Holds one answer to a path's end back: the city has given it already, or it is `instead`."""

    def __init__(self, instead=None):
        self.instead, self.end = instead, None
        self.held, self.open = threading.Event(), threading.Event()

    def answer(self, request, handler):
        if self.end is None or not request.path.split("?")[0].endswith(self.end) or self.held.is_set():
            return None
        answer = self.instead or self.front.ask_city(request, b"")
        self.held.set()
        self.open.wait(600)
        return answer


def gated(make_city, make_daemon, database, closing, gate, settings="", end=None):  # noqa: F811
    """A daemon whose pages are behind the gate; one answer to `end` is held back."""
    operator(database)
    city = make_city()
    gate.front = closing(Front(city.port, answer=gate.answer))
    more = stand.Daemon.FAST.replace("collector: {", "collector: {" + settings)
    daemon = point(make_daemon(city, more=more), city, facebook=gate.front.origin, times="timeout: 10m")
    assert daemon.once().returncode == 0
    gate.page, _ = first_page(database)
    gate.end = gate.page + end
    daemon.start()
    stand.wait_for(gate.held.is_set, what="a visit under way")
    return city, daemon


def poll_meanwhile(database, gate, city, *words):
    """Asked for while the gate is shut; the token dies, the gate opens."""
    asking = subprocess.Popen(
        [PANTAUCTL, "poll", f"facebook:{gate.page}", *words, "--json", "--timeout=5m",
         "--dsn", database.dsn("operator")], stdout=subprocess.PIPE, text=True,
    )
    stand.wait_for(lambda: database.rows("select 1 from ops.request where taken_at is not null"), what="the request")
    city.fault(match=f"/{gate.page}", kind="expired", times=-1, account=gate.page)
    gate.open.set()
    out, _ = asking.communicate(timeout=600)
    return asking.returncode, json.loads(out)


def test_a_visit_from_before_is_no_answer(make_city, make_daemon, database, closing):  # noqa: F811
    """A good answer was on its way when somebody asked: he is told of the visit after it."""
    gate = Gate()
    city, daemon = gated(make_city, make_daemon, database, closing, gate, end="/published_posts")
    status, got = poll_meanwhile(database, gate, city, "posts")
    assert status == 1 and got["streams"][0]["verdict"] == "denied" and got["streams"][0]["visits"] == 1, got
    assert got["streams"][0]["cause"] == "token_expired", got
    assert daemon.stop() == 0


def test_another_stream_meets_the_dead_token_first(make_city, make_daemon, database, closing):  # noqa: F811
    """The visit that was asked for is not made any more: that is the answer, and not silence."""
    gate = Gate(instead=DEAD)
    city, daemon = gated(
        make_city, make_daemon, database, closing, gate, " max_in_flight: 1,", end="/tagged"
    )
    status, got = poll_meanwhile(database, gate, city, "posts")
    assert status == 1 and got["streams"][0]["verdict"] == "denied" and got["streams"][0]["visits"] == 0, got
    assert got["streams"][0]["cause"] == "token_expired" and "not asked" in got["streams"][0]["error"], got
    assert daemon.stop() == 0


def test_a_success_from_before_is_no_end_of_it(make_city, make_daemon, database, closing):  # noqa: F811
    """An answer to a question that was asked before the token died says nothing of the token."""
    gate = Gate()
    city, daemon = gated(make_city, make_daemon, database, closing, gate, end="/tagged")
    city.fault(match=f"/{gate.page}", kind="expired", times=-1, account=gate.page)
    stand.wait_for(lambda: "token_expired" in daemon.log(), what="the refusal")
    late = "select last_success_at from ops.stream as s join core.account using (government_id, account_id)" \
        " where external_id = %s and stream = 'mentions'"
    before = database.one(late, gate.page)
    gate.open.set()
    stand.wait_for(lambda: database.one(late, gate.page) != before, what="the late success")
    assert daemon.stop() == 0
    assert "works again" not in daemon.log() and daemon.log().count("token_expired") == 1, daemon.log()


def test_a_failure_is_not_forgotten(make_city, make_daemon, database):
    """Successes are written together, some later than a failure that came after them."""
    operator(database)
    city = make_city()
    daemon = make_daemon(city)
    edit(daemon, lambda config: config["collector"].update(flush_interval="1h"))
    assert daemon.once().returncode == 0
    account, handle = first_page(database)
    mark = len(city.served())
    daemon.start()
    listed = f"/{account}/published_posts"
    stand.wait_for(
        lambda: sum(line["path"].endswith(listed) for line in city.served()[mark:]) >= 3, what="visits without news"
    )
    city.fault(match=listed, kind="expired", times=-1, account=account)
    trouble = troubles(database)
    assert [row["account"] for row in trouble] == [handle], trouble
    assert daemon.stop() == 0  # what is in memory is written now
    assert ctl(database, "status")[1]["trouble"][0]["streams"] == trouble[0]["streams"]


def test_a_limit_is_told_with_what_to_do(make_city, make_daemon, database):
    """A refusal for the time being stands among the errors too."""
    city, daemon = running(make_city, make_daemon, database)
    city.fault(match="/lapor/flat", kind="429", times=-1, retry_after=3600)
    trouble = troubles(database)
    assert [row["cause"] for row in trouble] == ["quota"] and trouble[0]["advice"], trouble
    planned = [row for row in ctl(database, "plan", "lapor")[1] if row["stream"] == "complaints"]
    assert [row["reason"] for row in planned] == ["quota"] and "allowance" in planned[0]["why"], planned
    assert planned[0]["at"] > (datetime.datetime.now(datetime.timezone.utc)
                               + datetime.timedelta(minutes=10)).isoformat(), planned
    errors = ctl(database, "errors")[1]
    assert len(errors) == 1 and "429" in errors[0]["error"] and errors[0]["hint"], errors
    assert daemon.stop() == 0
