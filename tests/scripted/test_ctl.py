# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""pantauctl against a private cluster: test_ctl.py PANTAUCTL SQL-FOLDER, run by tests/cluster.sh.

What it shows is compared with rows entered by hand; poll is answered by a thread that does what the
daemon does; import is compared with the table it should have filled. TAP on stdout."""

import hashlib
import json
import subprocess
import sys
import threading
import time

CTL, SQL = sys.argv[1:3]
DOCUMENT = {
    "governments": [{"code": "32.75", "name": "Kota Bekasi", "kind": "city",
                     "timezone": "Asia/Jakarta", "calendar": "id-asn"}],
    "units": [{"code": "dbmsda", "government": "32.75", "name": "Dinas Bina Marga", "kind": "dinas"},
              {"code": "dishub", "government": "32.75", "name": "Dinas Perhubungan",
               "kind": "dinas"}],
    "accounts": [
        {"government": "32.75", "channel": "facebook", "external_id": "1001", "handle": "dbmsda",
         "former_handles": [], "access": "owned", "unit": "dbmsda", "former_author_keys": [],
         "streams": {"posts": 900, "comments": 900}},
        {"government": "32.75", "channel": "facebook", "external_id": "1002", "handle": "dishub",
         "former_handles": [], "access": "owned", "unit": "dishub", "former_author_keys": [],
         "streams": {"posts": 900}},
        {"government": "32.75", "channel": "instagram", "external_id": "2002", "handle": "dishub",
         "former_handles": [], "access": "owned", "unit": "dishub", "former_author_keys": [],
         "streams": {"posts": 900}}],
    "feeds": [{"government": "32.75", "name": "lapor", "kind": "lapor",
               "units": {"14637": "dbmsda", "Dinas Perhubungan": "dishub"},
               "streams": {"complaints": 600}}],
}


def psql(sql, user="pantau_admin"):
    done = subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-U", user, "-d", "pantau"],
                          input=sql, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def ctl(*words, user="operator", stdin=None):
    done = subprocess.run([CTL, *words, f"--dsn=dbname=pantau user={user}"], text=True,
                          capture_output=True, check=False, input=stdin, timeout=600)
    return done.returncode, done.stdout, done.stderr


def ctl_json(*words, user="operator", stdin=None):
    status, out, err = ctl(*words, "--json", user=user, stdin=stdin)
    assert err == "" or status != 0, err
    return status, json.loads(out)


def setup():
    subprocess.run(["psql", "-XAtqc", "create database pantau"], check=True)
    subprocess.run(["sh", f"{SQL}/migrate.sh", "-d", "dbname=pantau"], check=True,
                   stdout=subprocess.DEVNULL)
    psql("create role operator login in role pantau_operator;"
         "create role writer login in role pantau_writer;"
         "create role nobody_of_ours login;")
    psql(f"select ops.sync_config($json${json.dumps(DOCUMENT)}$json$, 'abc', 'here')")
    psql("""
        update ops.stream set first_success_at = now(), last_success_at = now()
        where stream = 'posts' and account_id = (select account_id from core.account
            where external_id = '1001');
        update ops.stream set first_success_at = now() - interval '2 days',
            last_success_at = now() - interval '2 days'
        where account_id = (select account_id from core.account where external_id = '2002');
        update ops.stream set failing_since = now() - interval '3 hours', fail_count = 5,
            cause = 'token_expired', error = 'the token ended', hint = 'Renew it.',
            not_before = now() + interval '30 hours 30 minutes'
        where account_id = (select account_id from core.account where external_id = '1002');
        insert into ops.run (government_id, account_id, stream, started_at, finished_at, pages,
            items, changed, rejected, verdict, cause, http_status, bytes, error, hint, target)
        select government_id, account_id, 'posts', now(), now() - age, 1, 0, 0, 0, 'denied',
            'token_expired', 400, 10, 'the token' || chr(27) || '[31m ended', 'Renew it.', '77'
        from core.account, unnest('{1 hour,30 hours}'::interval[]) as age
        where external_id = '1002';
    """)


def test_help_and_usage():
    assert ctl("--help")[0] == 0 and "Exit status" in ctl("--help")[1]
    assert "\n  authorize PLATFORM [CREDENTIAL]\n" + 29 * " " + "has an account's owner" in ctl("--help")[1]
    assert "--feed=NAME" in ctl("import", "--help")[1]
    assert "--feed" not in ctl("status", "--help")[1]
    assert ctl("--version")[1].startswith("pantauctl 0.")
    for words in (["nosuch"], [], ["poll"], ["status", "extra"], ["status", "--feed=x"],
                  ["--nosuch"], ["errors", "--since=5"], ["errors", "--limit=0"],
                  ["import", "x", "--observed-at=yesterday"], ["status", "--color=red"]):
        status, out, err = ctl(*words)
        assert (status, out) == (2, "") and err, (words, status, out)
        assert err.count("\n") == 1 and err.startswith("pantauctl: "), (words, err)
    for words, named in ((["--nosuch"], "--nosuch"), (["status", "-jx"], "-x"),
                         (["status", "--check=1"], "--check"), (["errors", "-n"], "--limit"),
                         (["status", "--feed=x"], "--feed"), (["nosuch"], "nosuch"),
                         (["poll"], "ACCOUNT")):
        err = ctl(*words)[2] if words[-1] != "-n" else subprocess.run(
            [CTL, *words], capture_output=True, text=True, check=False).stderr
        assert named in err and err.endswith("see: pantauctl --help\n"), err


def test_what_is_misspelt_is_no_good_news():
    for command in ("sources", "errors", "officials", "gaps", "imports", "backfill"):
        status, out, err = ctl(command, "-g", "32.76")
        assert (status, out, err) == (2, "", 'pantauctl: there is no government "32.76"; see: pantauctl sources\n'), (command, err)
        if command in ("imports", "backfill"):
            continue
        for channel in ("facebok", "mapped"):
            status, out, err = ctl(command, "-c", channel)
            assert (status, out) == (2, "") and f'there is no platform or feed "{channel}"' in err, (command, err)


def test_no_database():
    done = subprocess.run([CTL, "status", "--dsn=host=/nonexistent"], capture_output=True,
                          text=True, check=False)
    assert done.returncode == 3 and "no database connection" in done.stderr
    status, _, err = ctl("status", user="nobody_of_ours")
    assert status == 3 and "permission denied" in err and "pantau_operator" in err, err
    assert "LINE" not in err, "the reader wrote no statement"
    done = subprocess.run([CTL, "status", "--dsn=dbname=postgres"], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 3 and "does not exist" in done.stderr and "pantau-migrate" in done.stderr


def test_status():
    status, got = ctl_json("status")
    assert status == 0
    assert got["daemons"] == []
    assert [(s["channel"], s["stream"], s["streams"], s["working"], s["late"], s["failing"],
             s["never"]) for s in got["streams"]] == [
        ("facebook", "comments", 1, 0, 0, 0, 1), ("facebook", "posts", 2, 1, 0, 1, 0),
        ("instagram", "posts", 1, 0, 1, 0, 0), ("lapor", "complaints", 1, 0, 0, 0, 1)]
    assert [(t["account"], t["unit"], t["cause"], t["advice"]) for t in got["trouble"]] == [
        ("dishub", "dishub", "token_expired", "Renew it.")]
    assert got["trouble"][0]["since"].endswith("Z")
    assert got["unmapped"] == [] and "units:" not in ctl("status")[1]
    psql("""insert into ops.unknown_unit_ref select government_id, account_id, 'Balai X', '2026-01-02', '77'
        from core.account where channel = 'lapor'""")
    assert [(u["channel"], u["institution"], u["since"][:10], u["complaint"])
            for u in ctl_json("status")[1]["unmapped"]] == [("lapor", "Balai X", "2026-01-02", "77")]
    assert "Balai X" in ctl("status")[1].split("units:")[1]
    psql("delete from ops.unknown_unit_ref")
    assert ctl("status", "--check")[0] == 1
    psql("update core.calendar set decided_to = current_date + 90, last_on = 'infinity'")
    assert ctl_json("status")[1]["calendars"] == [] and "decree" not in ctl("status")[1]
    psql("update core.calendar set decided_to = current_date + 89")
    assert [(c["calendar"], c["governments"]) for c in ctl_json("status")[1]["calendars"]] == [("id-asn", "32.75")]
    assert "id-asn" in ctl("status")[1].split("last decree ends soon")[1]
    assert got["notices"] == [] and "Worth a look" not in ctl("status")[1]
    notices()
    text = ctl("status")[1]
    assert "No daemon has ever written" in text and "3h ago" not in text.split("Trouble")[0]
    assert "3h ago" in text and "\033" not in text
    assert "\033[31maway" in ctl_with_daemon("away", "--color=always")


def notices():
    """Nothing that must be mended at once, and easily forgotten: each is one line, where there is some."""
    psql("""
        create temporary table a as select government_id, account_id from core.account where external_id = '1001';
        insert into ops.gap (government_id, account_id, stream, target, announced, held, reason, found_at, lasting_at,
            changed_at, closed_at)
        select government_id, account_id, 'comments', target, 9, 7, 'unknown', at::timestamptz, lasting::timestamptz,
            '2026-03-05', closed::timestamptz
        from a, (values ('1', '2026-03-02', '2026-03-03', null), ('2', '2026-03-04', '2026-03-05', null),
            ('3', '2026-03-01', '2026-03-02', '2026-03-03'), ('4', '2026-03-01', null, null)) as g (target, at, lasting, closed);
        insert into ops.backfill (government_id, account_id, stream, from_at, to_at, state, requested_at)
        select government_id, account_id, stream, '2024-01-01', '2024-02-01', state, '2026-04-01'
        from a, (values ('posts', 'running'), ('comments', 'waiting'), ('mentions', 'failed'), ('complaints', 'done'),
            ('account', 'cancelled')) as b (stream, state);
        insert into core.message (government_id, account_id, external_id, kind, thread_key, parent_external_id, role,
            author_key, text, sent_at, first_observed_at, changed_observed_at)
        select government_id, account_id, n || part, case part when '' then 'comment' else 'reply' end, n::text,
            nullif(part, ''), 'citizen', decode(md5(case part when '' then n::text else 'somebody' end), 'hex'),
            case part when '' then 'Kapan?' else 'Akan segera kami tindak lanjuti.' end, now() - interval '1 day', now(), now()
        from a, generate_series(1, 5) as n, unnest('{"",a}'::text[]) as part;
        insert into ops.stale_thread (government_id, account_id, thread_key, marked_at)
        select government_id, account_id, thread, now() - late
        from a, (values ('s', interval '9 minutes'), ('t', '11 minutes'), ('t', '12 minutes')) as s (thread, late);
        insert into ops.stale_thread (government_id, account_id, thread_key, failing_since, failed_at, failure)
        select government_id, account_id, thread, now(), now(), '22012 division by zero'
        from a, unnest('{u,u,v}'::text[]) as thread;
        insert into ops.unconfirmed
        select government_id, account_id, is_post, '1', '2026-05-01', now(), now(), 1
        from a, unnest('{true,false}'::boolean[]) as k (is_post);
        insert into metrics.recompute_baseline
        select government_id, '{"rules": {"needs_rule": "older"}, "calendars": {}}', '2026-02-01' from a
        on conflict (government_id) do update set basis = excluded.basis, noted_at = excluded.noted_at;
    """)
    # Who answers like officials is looked for once a day, by the daemon: reading three months takes too long here.
    assert "officials" not in {n["notice"] for n in ctl_json("status")[1]["notices"]}
    psql("select metrics.refresh_view('ops.official', clock_timestamp())")
    got = {n["notice"]: n for n in ctl_json("status")[1]["notices"]}
    assert {name: n["count"] for name, n in got.items()} == {
        "officials": 1, "gaps": 2, "backfills": 2, "failed_backfills": 1, "stale_threads": 1,
        "failed_threads": 2, "unconfirmed": 2, "recompute": 1}, got
    assert got["gaps"]["since"].startswith("2026-03-0")
    assert [n["see"] for n in got.values()] == [
        f"pantauctl {w}" for w in ("officials", "gaps", "backfill", "backfill")] + [
        "pg_stat_activity", "ops.stale_thread", "ops.unconfirmed", "pantauctl recompute"]
    worth = ctl("status")[1].split("Worth a look")[1]
    assert "answer like officials and are not registered" in worth and "parts of the history could not" in worth
    assert "officials" in {n["notice"] for n in ctl_json("status", "--check")[1]["notices"]}
    psql("update core.account set active = false, active_to = now() where account_id in (select account_id from ops.unconfirmed)")
    assert "unconfirmed" not in {n["notice"] for n in ctl_json("status")[1]["notices"]}  # nobody asks for it any more
    psql("update core.account set active = true, active_to = null where account_id in (select account_id from ops.unconfirmed)")
    psql("delete from ops.gap; delete from ops.backfill; delete from core.message;"
         " delete from ops.stale_thread; delete from ops.unconfirmed; delete from metrics.recompute_baseline")
    psql("select metrics.refresh_view('ops.official', clock_timestamp())")
    assert ctl_json("status")[1]["notices"] == []


def ctl_with_daemon(age, *words):
    seen = "now() - interval '5 minutes'" if age == "away" else "now()"
    psql(f"""insert into ops.daemon values ('here', 42, '0.1.0', now(), {seen}, 'abc', '{{}}')
        on conflict (instance) do update set seen_at = excluded.seen_at""")
    return ctl("status", *words)[1]


def test_status_with_a_daemon():
    ctl_with_daemon("running")
    psql("update ops.daemon set stopped_at = now()")
    assert "stopped" in ctl("status")[1] and ctl_json("status")[1]["daemons"][0]["state"] == "stopped"
    _, _, err = ctl("poll", "dbmsda", "--timeout=1s")
    assert "no daemon runs, the last one ended" in err, err
    psql("delete from ops.request; update ops.daemon set stopped_at = null")
    assert "running" in ctl_with_daemon("running")
    assert ctl_json("status")[1]["daemons"][0]["state"] == "running"


def test_sources():
    got = ctl_json("sources")[1]
    assert [(s["channel"], s["account"], s["stream"], s["state"]) for s in got] == [
        ("facebook", "dbmsda", "comments", "never"), ("facebook", "dbmsda", "posts", "working"),
        ("facebook", "dishub", "posts", "failing"), ("instagram", "dishub", "posts", "late"),
        ("lapor", "lapor", "complaints", "never")]
    assert got[0]["interval_s"] == 900 and got[0]["unit"] == "dbmsda"
    assert len(ctl_json("sources", "--failing")[1]) == 4
    assert len(ctl_json("sources", "-c", "instagram")[1]) == 1
    assert ctl_json("sources", "-c", "tiktok") == (0, []), "a platform that nobody is on"
    assert ctl("sources", "-c", "tiktok")[1] == "No such source is polled.\n"
    assert ctl("sources", "-c", "tiktok", "--failing")[1] == "No source fails.\n"
    lines = ctl("sources")[1].splitlines()
    assert lines[0].split()[:3] == ["GOVERNMENT", "CHANNEL", "ACCOUNT"] and "15m" in lines[1]
    assert lines[0].split("NEXT TRY")[1].split("  ")[1:] != [] and "in 30h    token_expired" in lines[3], lines
    assert lines[0].endswith("WAITS WITH  SINCE") and lines[3].endswith("-           -"), lines
    assert lines[4:6] == ["    error: the token ended", "    hint: Renew it."] and len(lines) == 8, lines


def test_sources_that_wait():
    """What a platform tells of a channel or of one account: used up, or told to wait; not what is past,
    not half of it, not of others."""
    psql("""
        insert into ops.quota (credential, name, used, limit_units, resets_at, not_before, noted_at)
        values ('facebook', 'calls', 95, 100, now() + interval '20 minutes', null, now()),
            ('lapor', 'calls', 95, 100, now() - interval '20 minutes', null, now()),
            ('facebook:1001', 'calls', 50, 100, now() + interval '2 hours', null, now()),
            ('instagram:2002', 'told to wait', 100, 100, null, now() + interval '40 minutes', now()),
            ('lapor', 'budget', 100, 100, now() + interval '1 hour', null, now());
    """)
    got = ctl_json("sources")[1]
    soon = [None if s["not_before"] is None else round(seconds_to(s["not_before"]) / 600) for s in got]
    assert soon == [2, 2, 183, 4, None], got
    assert [s["cause"] for s in got] == ["quota", "quota", "token_expired", "quota", None], got
    psql("delete from ops.quota")


def test_sources_that_wait_together():
    """What a daemon said of a platform, an account, a credential and a budget, of its own streams, while it
    lives; an own failure keeps its cause, and the longest wait counts."""
    psql("""
        update ops.stream set lease_owner = case when account_id = 1 then 'other' else 'near' end;
        update core.account set credential = 'key-' || account_id;
        insert into ops.daemon (instance, pid, version, started_at, seen_at, config_digest)
        values ('near', 1, '0', now(), now(), 'd'), ('other', 1, '0', now(), now() - interval '5 minutes', 'd');
        insert into ops.hold (instance, scope, name, held_from, held_until, cause, hint)
        select 'near', scope, name, now() - interval '1 hour', now() + minutes * interval '1 minute', cause, hint
        from (values ('platform', 'facebook', 40 * 60, 'unreachable', 'Look at the network.'),
            ('account', 'instagram:2002', 50, 'account_gone', 'Correct it.'),
            ('account', 'facebook:2002', 60, 'account_gone', 'Correct it.'),
            ('credential', 'key-99', 60, 'token_expired', 'Renew it.'),
            ('budget', (select credential from core.account where channel = 'lapor'), -1, 'quota', 'Wait.'))
            as hold (scope, name, minutes, cause, hint);
        insert into ops.hold (instance, scope, name, cause) values ('other', 'platform', 'facebook', 'unreachable');
    """)
    got = [(s["channel"], s["waits_with"], s["cause"], s["hint"]) for s in ctl_json("sources")[1]]
    budget = psql("select 'budget ' || credential from core.account where channel = 'lapor'").strip()
    assert got == [
        ("facebook", None, None, None), ("facebook", None, None, None),
        ("facebook", "platform facebook", "token_expired", "Renew it."),
        ("instagram", "account instagram:2002", "account_gone", "Correct it."),
        ("lapor", budget, "quota", "Wait.")], got
    together = [(w["scope"], w["name"], w["sources"], w["advice"]) for w in ctl_json("status")[1]["waiting"]]
    assert ("platform", "facebook", 1, "Look at the network.") in together and len(together) == 5, together
    assert "Waiting together" in ctl("status")[1] and "60m ago" in ctl("sources")[1], ctl("sources")[1]
    psql("delete from ops.hold; delete from ops.daemon where instance in ('near', 'other'); update ops.stream set lease_owner = null")


def test_quotas():
    """All there are, the fullest first; of what is past nobody waits, and a budget is used to its end."""
    assert ctl_json("quotas") == (0, [])
    assert ctl("quotas")[1].startswith("No platform told of a quota")
    psql("""
        insert into ops.quota (credential, name, used, limit_units, window_s, resets_at, not_before, noted_at)
        values ('facebook', 'calls', 95, 100, null, now() + interval '20 minutes', null, now()),
            ('lapor', 'calls', 90, 100, null, now() - interval '20 minutes', null, now()),
            ('facebook:1001', 'calls', 5, 100, 3600, now() + interval '2 hours', null, now() - interval '3 hours'),
            ('instagram:2002', 'told to wait', 100, 100, null, null, now() + interval '40 minutes', now()),
            ('key', 'budget', 93, 100, 86400, now() + interval '1 hour', null, now());
    """)
    got = ctl_json("quotas")[1]
    assert [(q["credential"], q["quota"], q["used"], q["limit"], q["period_s"]) for q in got] == [
        ("instagram:2002", "told to wait", 100, 100, None), ("facebook", "calls", 95, 100, None),
        ("key", "budget", 93, 100, 86400), ("lapor", "calls", 90, 100, None), ("facebook:1001", "calls", 5, 100, 3600)]
    waits = [None if q["waits_until"] is None else round(seconds_to(q["waits_until"]) / 600) for q in got]
    assert waits == [4, 2, None, None, None], got
    lines = ctl("quotas")[1].splitlines()
    assert lines[0].split()[:3] == ["CREDENTIAL", "QUOTA", "USED"] and len(lines) == 6, lines
    assert [q["credential"] for q in ctl_json("status")[1]["quotas"]] == ["instagram:2002", "facebook", "key", "lapor"]
    psql("delete from ops.quota")


def seconds_to(when):
    return float(psql(f"select extract(epoch from timestamptz '{when}' - now())"))


def test_errors():
    status, got = ctl_json("errors")
    assert status == 0 and len(got) == 1
    assert (got[0]["account"], got[0]["http_status"], got[0]["cause"]) == (
        "dishub", 400, "token_expired")
    assert len(ctl_json("errors", "--since=2d")[1]) == 2
    assert len(ctl_json("errors", "--since=2d", "-n1")[1]) == 1
    assert ctl("errors", "-c", "lapor")[1] == "No errors in that time.\n"
    assert "\033" not in ctl("errors")[1] and "?[31m" in ctl("errors")[1]
    assert ctl("errors")[1].splitlines()[2:] == ["    target: 77", "    hint: Renew it."]


def answer_requests(result, count=1):
    """Takes requests as the daemon does, and answers them."""
    def run():
        for _ in range(6000):
            taken = psql("select request_id from ops.request where taken_at is null")
            if taken:
                psql(f"update ops.request set taken_at = now() where request_id = {taken};"
                     f"select ops.request_done({taken}, $json${json.dumps(result)}$json$)")
                return
            time.sleep(0.05)
    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_poll():
    posts = {"ok": True, "stream": "posts", "target": None, "verdict": "done", "cause": "none",
             "visits": 1, "items": 7, "changed": 2, "error": None}
    result = {"ok": True, "streams": [posts]}
    daemon = answer_requests(result)
    began = time.monotonic()
    status, got = ctl_json("poll", "dbmsda", "posts", "--timeout=1h")
    daemon.join()
    assert status == 0 and time.monotonic() - began < 600
    assert (got["ok"], got["streams"], got["account"]) == (True, [posts], "facebook:dbmsda")
    row = psql("select kind, stream, requested_by, account_id from ops.request")
    account = psql("select account_id from core.account where external_id = '1001'")
    assert row == f"poll|posts|operator|{account}", row

    denied = dict(posts, ok=False, stream="comments", verdict="denied", error="the token ended")
    nothing = dict(posts, stream="mentions", visits=0)
    daemon = answer_requests({"ok": False, "streams": [posts, denied, nothing]})
    status, out, _ = ctl("poll", "facebook:1002")
    daemon.join()
    assert status == 1
    assert out.splitlines() == [
        "facebook:dishub posts: done, 1 visit, 7 items, 2 changed",
        "facebook:dishub comments: denied, 1 visit, 7 items, 2 changed", "    the token ended",
        "facebook:dishub mentions: nothing to ask"], out

    daemon = answer_requests({"ok": False, "error": "not polled here"})
    status, out, _ = ctl("poll", "facebook:1002")
    daemon.join()
    assert (status, out) == (1, "facebook:dishub: not polled here\n"), out


def test_poll_refuses():
    for words, text in ((["nosuch"], "no active account"), (["dishub"], "more than one account"),
                        (["dbmsda", "post"], "has no stream")):
        status, _, err = ctl("poll", *words)
        assert status == 2 and text in err, err
    assert psql("select count(*) from ops.request where taken_at is null") == "0"


def test_poll_waits_in_vain():
    began = time.monotonic()
    status, out, err = ctl("poll", "dbmsda", "--timeout=1s")
    assert status == 4 and out == "" and "not taken" in err, err
    assert time.monotonic() - began > 0.9
    status, out, _ = ctl("poll", "dbmsda", "--no-wait")
    assert status == 0 and out.startswith("request ")
    psql("delete from ops.request")


HEAD17 = ("Tracking ID,Tanggal Laporan Masuk,Waktu Laporan Masuk,Klasifikasi Laporan,ID Kategori,"
          "Kategori,Judul Laporan,Isi Laporan Awal,Isi Laporan Akhir,"
          "Tipe Laporan (Anonim/Rahasia),Sumber Laporan,Instansi Induk,Instansi Terdisposisi,"
          "Status Laporan,Alasan Tunda/Arsip,Provinsi,Kota/Kabupaten\r\n")
PREAMBLE = ("Judul Laporan,,Laporan Ringkas" + "," * 14 + "\r\n"
            "Tanggal Generate,,2026-11-14" + "," * 14 + "\r\n" + "," * 16 + "\r\n")
FULL = "\ufeff" + PREAMBLE + HEAD17 + (
    '5216807,29 May 2023,02:13:45,Pengaduan Berkadar Pengawasan,12,Jalan,"Lubang, ""besar""",'
    '"dulu","Jalan rusak\nhubungi 081234567890",Anonim,Website,Pemkot,Dinas Perhubungan,'
    "Ditutup oleh Sistem,,Jawa Barat,Kota Bekasi\r\n"
    "5216808,1 Dec 2024,17:00:00,Aspirasi,,,Taman,Isi awal,,,SMS,Pemkot,,Belum Terverifikasi,,,\r\n"
    "5216809,30 Feb 2024,17:00:00,Aspirasi,,,Taman,Isi awal,,,SMS,Pemkot,,Terverifikasi,,,\r\n"
    "x,1 Jan 2024,17:00:00,Aspirasi,,,Taman,Isi awal,,,SMS,Pemkot,,Terverifikasi,,,\r\n"
    "5216810,2 Jan 2024,25:00,Aspirasi,,,Taman,Isi awal,,,SMS,Pemkot,,Terverifikasi,,,\r\n"
    '5216811,"2 Jan" 2024,,,,,,,,,,,,,,,\r\n'
    "5216812,2 Jan 2024,08:00:00,,,,Parkir,Isi,,Rahasia,,,Dinas Antah,Kata Baru,,,\r\n")
SHOW = ("select external_id, class, visibility, topic, title, text, unit_ref, status, status_raw, "
        "closed_by, received_at at time zone 'UTC', precision_s, truncated, rating "
        "from core.complaint order by external_id")


def test_import():
    status, out, err = ctl("import", "-", user="writer", stdin=FULL)
    assert status == 1, (status, out, err)
    assert out.splitlines()[0] == "lapor: 7 rows: 3 new, 0 changed, 0 unchanged, 4 refused", out
    assert "Dinas Antah" in out
    assert [line.split(":")[1] for line in err.splitlines()] == ["8", "9", "10", "11", "12"], err
    assert err.splitlines()[-1] == '-:12: nobody knows the state "Kata Baru": it is kept, and ends nothing', err
    assert psql(SHOW).split("\n5216") == [
        '5216807|oversight|anonymous|Jalan|Lubang, "besar"|Jalan rusak\nhubungi '
        + psql("select substr(text, 21) from core.complaint where external_id = '5216807'")
        + "|Dinas Perhubungan|closed_by_system|Ditutup oleh Sistem|timer|2023-05-29 02:13:45|1|f|",
        "808|aspiration|public||Taman|Isi awal||unverified|Belum Terverifikasi||"
        "2024-12-01 17:00:00|1|f|",
        "812||confidential||Parkir|Isi|Dinas Antah|unknown|Kata Baru||2024-01-02 08:00:00|1|f|"]
    assert "0812" not in psql("select text from core.complaint where external_id = '5216807'")
    events = psql("select complaint_external_id, kind, at_earliest at time zone 'UTC', at_latest at "
                  "time zone 'UTC', unit_ref, confidence from core.complaint_event order by 1, 2")
    # Who is named beside the end of a case was given it some time before (D13 of daemon/README.md).
    assert events.splitlines() == [
        "5216807|closed|2023-05-29 02:13:45|2026-11-15 00:00:00||1",
        "5216807|disposed|2023-05-29 02:13:45|2026-11-15 00:00:00|Dinas Perhubungan|0.5",
        "5216807|received|2023-05-29 02:13:45|2023-05-29 02:13:45||1",
        "5216808|received|2024-12-01 17:00:00|2024-12-01 17:00:00||1",
        "5216812|received|2024-01-02 08:00:00|2024-01-02 08:00:00||1"], events


def test_import_again_changes_nothing():
    before = psql("select xmin, external_id from core.complaint order by 2")
    status, got = ctl_json("import", "-", user="writer", stdin=FULL)
    assert (got["rows"], got["new"], got["changed"], got["unchanged"], got["refused"]) == (
        7, 0, 0, 3, 4)
    assert before == psql("select xmin, external_id from core.complaint order by 2")


SHORT = ("Status Laporan;Rating;Instansi Terdisposisi;ID Instansi Terdisposisi;Nama Pelapor;"
         "Tanggal Laporan Masuk;Tracking ID\n"
         "Ditutup oleh Pelapor;4.5;Dinas Bina Marga;14637;Rahasia Sekali;2024-12-01;5216808\n")


def test_import_other_version():
    """Columns in another order, semicolons, no preamble, a rating; a newer state of one case."""
    status, got = ctl_json("import", "-", "--observed-at=2026-11-20", "--dry-run", user="writer",
                           stdin=SHORT)
    assert (status, got["changed"], got["dry_run"]) == (0, 1, True), got
    assert "closed_by_reporter" not in psql(SHOW)
    status, got = ctl_json("import", "-", "--observed-at=2026-11-20", user="writer", stdin=SHORT)
    assert (status, got["new"], got["changed"], got["unknown_units"]) == (0, 0, 1, []), got
    row = psql("select status, rating, unit_ref, title, closed_by from core.complaint "
               "where external_id = '5216808'")
    assert row == "closed_by_reporter|4.5|14637|Taman|reporter", row
    assert "Sekali" not in psql("select string_agg(c::text, '') from core.complaint as c")
    # What happened before stays beside it; one export tells the time of arrival, the other the day.
    assert psql("select string_agg(kind, ' ' order by kind) from core.complaint_event "
                "where complaint_external_id = '5216808'") == "closed disposed received received"
    # What was exported before does not come back.
    assert ctl_json("import", "-", user="writer", stdin=FULL)[1]["changed"] == 0
    assert psql("select status from core.complaint where external_id = '5216808'") == (
        "closed_by_reporter")


def test_import_refuses():
    for stdin, text in (("", "the file is empty"), ("a,b\n1,2\n", "no heading row"),
                        ("Tracking ID,Status Laporan\n1,x\n", "tanggal laporan masuk")):
        status, out, err = ctl("import", "-", user="writer", stdin=stdin)
        assert (status, out) == (2, "") and text in err, err
    assert ctl("import", "/nonexistent", user="writer")[0] == 2
    assert ctl("import", "/tmp", user="writer")[2] == 'pantauctl: cannot read "/tmp": Is a directory; see: --folder\n'
    status, _, err = ctl("import", "-", "--feed=nosuch", user="writer", stdin=FULL)
    assert status == 2 and "no such feed" in err
    status, _, err = ctl("import", "-", stdin=FULL + "\r\n")
    assert status == 3 and "permission denied" in err and "to import it needs pantau_writer" in err, err


def test_import_of_the_future():
    """A year that was mistyped would go before all that is exported until then."""
    before = psql("select string_agg(c::text, '' order by external_id) from core.complaint as c")
    for when in ("2062-11-20", "2062-11-20T08:00:00+07:00"):
        status, out, err = ctl("import", "-", f"--observed-at={when}", user="writer", stdin=SHORT)
        assert (status, out) == (2, "") and "lies in the future" in err, err
    assert before == psql("select string_agg(c::text, '' order by external_id) from core.complaint as c")
    # Where the day has begun already it is no future.
    assert ctl("import", "-", "--dry-run", "--observed-at=" + time.strftime("%Y-%m-%d", time.gmtime(time.time() + 7 * 3600)),
               user="writer", stdin=SHORT)[0] == 0


def test_import_of_another_encoding():
    """What a spreadsheet saves as plain CSV: the letters are lost, the complaint is not; it is told."""
    text = "Tracking ID,Tanggal Laporan Masuk,Judul Laporan,Status Laporan\r\n77,1 Jan 2024,Kafé,Terverifikasi\r\n"
    done = subprocess.run([CTL, "import", "-", "--dry-run", "--dsn=dbname=pantau user=writer"], capture_output=True,
                          input=text.encode("cp1252"), check=False)
    assert done.returncode == 0 and b"1 new" in done.stdout, done
    assert b"not all of it is UTF-8" in done.stderr and b"CSV UTF-8" in done.stderr
    assert ctl("import", "-", "--dry-run", user="writer", stdin=text)[2] == ""
    # An institution that nobody knows, and of which nobody can read a letter.
    row = "78,1 Jan 2024,Judul,Dinas Kafé,Terverifikasi\r\n"
    head = "Tracking ID,Tanggal Laporan Masuk,Judul Laporan,Instansi Terdisposisi,Status Laporan\r\n"
    done = subprocess.run([CTL, "import", "-", "--json", "--dsn=dbname=pantau user=writer"], capture_output=True,
                          input=(head + row).encode("cp1252"), check=False)
    assert done.returncode == 0 and json.loads(done.stdout)["unknown_units"] == ["Dinas Kaf\ufffd"], done
    assert psql("select unknown_units from ops.import order by last_at desc limit 1") == '{"Dinas Kaf\ufffd"}'


def test_import_of_a_list():
    """Several institutions in one name, all of them in the map: what the database derives two inquiries of is
    not called unknown. One that nobody knows makes the whole name unknown."""
    psql("""insert into core.feed_unit (government_id, account_id, ref, unit_id)
        select government_id, account_id, n.ref, unit_id
        from core.feed_unit as f cross join (values ('Dinas Satu'), ('Dinas Dua')) as n (ref) where f.ref = '14637'""")
    rows = "".join(f"{88 + i},1 Jan 2024,{unit},{number},Terverifikasi\r\n" for i, (unit, number) in enumerate((
        ('"Dinas Satu, Dinas Dua"', 0), ("Dinas Satu dan Dinas Dua", 999), ("Dinas Satu dan Dinas Antah", ""),
        ("Dinas Dua", 998), ("Dinas Satu dan Dinas Antah", ""))))
    status, got = ctl_json("import", "-", user="writer", stdin="Tracking ID,Tanggal Laporan Masuk,Instansi Terdisposisi,"
                           "ID Instansi Terdisposisi,Status Laporan\r\n" + rows)
    assert (status, got["new"], got["unknown_units"]) == (0, 5, ["Dinas Satu dan Dinas Antah"]), got
    assert psql("select unit_ref from core.complaint where external_id between '88' and '92' order by external_id"
                ).splitlines() == ["Dinas Satu, Dinas Dua", "Dinas Satu dan Dinas Dua",
                                   "Dinas Satu dan Dinas Antah", "Dinas Dua", "Dinas Satu dan Dinas Antah"]
    psql("delete from core.feed_unit where ref like 'Dinas Satu' or ref like 'Dinas Dua'")


def test_import_many():
    """More than one transaction; a text of 3,000 characters was cut by the export."""
    rows = "".join(f"{7000000 + i},1 Jan 2025,00:00:{i % 60:02},Aspirasi,,,T,{'x' * 3000},,,,,,"
                   "Terverifikasi,,,\r\n" for i in range(1201))
    status, got = ctl_json("import", "-", user="writer", stdin=HEAD17 + rows)
    assert (status, got["new"], got["rows"]) == (0, 1201, 1201), got
    assert psql("select count(*) from core.complaint where truncated") == "1201"


def test_officials():
    assert ctl("officials")[1] == "Nobody who is not registered answers like an official.\n"
    psql("""
        insert into core.message (government_id, account_id, external_id, sent_at, thread_key, kind, role, author_key,
            permalink, text, first_observed_at, changed_observed_at)
        select a.government_id, a.account_id, m.id, now() - m.ago * interval '1 minute', m.thread, 'comment', 'citizen',
            decode(md5(m.author), 'hex'), 'https://facebook.example/' || m.id, m.words, now(), now()
        from core.account as a
        cross join (
            select 'asked' || n as id, 60 as ago, 'asked' || n as thread, 'citizen ' || n as author, 'Kapan?' as words
            from generate_series(0, 2) as n
            union all
            select 'reply' || n, 30 - n, 'asked' || n % 3, 'somebody', 'Sudah kami teruskan.' from generate_series(0, 4) as n
        ) as m
        where a.external_id = '1001';
    """)
    got = ctl_json("officials")[1]
    wanted = {"government": "32.75", "unit": "dbmsda", "channel": "facebook", "replies": 5, "threads": 3, "worded": 5,
              "author": hashlib.md5(b"somebody").hexdigest()[:8],
              "examples": " ".join(f"https://facebook.example/reply{n}" for n in (4, 3, 2))}
    assert [{name: row[name] for name in wanted} for row in got] == [wanted], got
    assert ctl_json("officials", "-c", "instagram")[1] == []
    lines = ctl("officials", "-g", "32.75")[1].splitlines()
    assert lines[0].split()[:2] == ["UNIT", "CHANNEL"] and lines[-1].split()[1:] == wanted["examples"].split(), lines
    psql("delete from core.message")


def test_gaps():
    """Of a post and of accounts; one that has not lasted a day, one that closed, one of another government's channel."""
    assert ctl("gaps")[1] == "Nothing that platforms announce is missing for a day or longer.\n"
    psql("""
        insert into core.post (government_id, account_id, external_id, post_id, published_at, format, permalink,
            first_observed_at, changed_observed_at)
        select government_id, account_id, '77', core.natural_id('post', government_id, account_id, '77'), now(), 'photo',
            'https://facebook.example/77', now(), now()
        from core.account where external_id = '1001';
        insert into ops.gap (government_id, account_id, stream, target, announced, held, gone, reason, detail, found_at,
            lasting_at, changed_at, closed_at)
        select a.government_id, a.account_id, n.stream, n.target, n.announced, n.held, n.gone, n.reason, n.detail,
            now() - interval '3 days', now() - n.lasting, now(), now() - n.closed
        from core.account as a
        join (values
            ('1001', 'comments', '77', 9, 4, 1, 'unknown', null, interval '1 day', null::interval),
            ('1001', 'comments', '78', 9, 1, 0, 'unknown', null, null, null),
            ('1001', 'comments', '79', 9, 1, 0, 'unknown', null, interval '2 days', interval '1 day'),
            ('1002', 'comments', '', 20, 0, 0, 'permission', 'Needs pages_read_user_content.', interval '1 day', null),
            ('2002', 'posts', '', 7, 6, 0, 'not_visited', null, interval '1 day', null)
        ) as n (id, stream, target, announced, held, gone, reason, detail, lasting, closed) on n.id = a.external_id;
    """)
    status, got = ctl_json("gaps")
    names = ("unit", "channel", "account", "stream", "post", "announced", "held", "gone", "missing", "reason", "permalink", "detail")
    assert status == 0 and [tuple(row[name] for name in names) for row in got] == [
        ("dishub", "facebook", "dishub", "comments", None, 20, 0, 0, 20, "permission", None, "Needs pages_read_user_content."),
        ("dbmsda", "facebook", "dbmsda", "comments", "77", 9, 4, 1, 5, "unknown", "https://facebook.example/77", None),
        ("dishub", "instagram", "dishub", "posts", None, 7, 6, 0, 1, "not_visited", None, None)], got
    assert got[0]["advice"].startswith("Add the permission that the message names") and "counts more" in got[1]["means"], got
    assert got[0]["government"] == "32.75" and got[1]["since"].endswith("Z"), got
    for words, ids in ((["dishub"], ["1002", "2002"]), (["facebook:dishub"], ["1002"]), (["-c", "instagram"], ["2002"]),
                       (["-n", "1"], ["1002"]), (["-g", "32.75", "dbmsda"], ["1001"])):
        assert [row["external_id"] for row in ctl_json("gaps", *words)[1]] == ids, words
    lines = ctl("gaps", "-n", "2")[1].splitlines()
    assert lines[0].split() == ["UNIT", "CHANNEL", "ACCOUNT", "STREAM", "POST", "ANNOUNCED", "HELD", "GONE", "MISSING", "SINCE",
                                "REASON"] and lines[-1] == "… and 1 more", lines
    assert "    permalink: https://facebook.example/77" in lines, lines
    status, out, err = ctl("gaps", "nobody")
    assert (status, out) == (2, "") and 'no active account or unit "nobody"' in err, err
    # Each reason there is has words and something to do.
    psql("""
        insert into ops.gap (government_id, account_id, stream, target, announced, held, reason, found_at, lasting_at, changed_at)
        select a.government_id, a.account_id, 'comments', d.reason, 9, 1, d.reason, now(), now(), now()
        from metrics.gap_reason_doc as d join core.account as a on a.external_id = '1001'
    """)
    got = ctl_json("gaps", "facebook:dbmsda")[1]
    assert len(got) > 20 and all(row["means"] and row["advice"] for row in got), [row["reason"] for row in got if not row["advice"]]
    psql("delete from ops.gap; delete from core.post")


def test_recompute_and_refresh():
    """A decree that comes late: what it moves is told, and the figures have it."""
    now = "timestamptz '2026-06-12 12:00+07'"
    psql(f"""
        update core.account set author_key = decode(md5('dbmsda'), 'hex') where external_id = '1001';
        insert into core.message (government_id, account_id, external_id, sent_at, thread_key, kind, role, author_key,
            text, first_observed_at, changed_observed_at, needs_answer, undecided, rule, intent)
        select a.government_id, a.account_id, m.id, {now} + m.later, m.thread, 'comment', 'citizen',
            case when m.own then a.author_key else decode(md5(m.id), 'hex') end, m.words, now(), now(), v.needs,
            v.undecided, v.rule, v.intent
        from core.account as a
        cross join (values
            ('rq1', 'rt1', 'Kapan?', interval '0', false), ('ra1', 'rt1', 'Besok.', interval '4 days', true)
        ) as m (id, thread, words, later, own)
        cross join lateral core.needs_answer(m.words) as v
        where a.external_id = '1001'
    """)
    status, runs = ctl_json("recompute", "--reason", "first")
    assert status == 0 and [(row["government"], row["accounts"], row["inquiries_changed"], row["reason"]) for row in runs] == [
        ("32.75", 4, 1, "first")], runs
    status, views = ctl_json("refresh")
    assert status == 0 and all(row["error"] is None and row["refreshed_at"] for row in views), views
    # Friday 12:00 until Tuesday 12:00: 3.5 h after lunch, 7.5 h, 4.5 h. (16 June 2026 is free; the decree of the test takes it back.)
    working = "select needed_working_s from core.inquiry where source_id = 'rt1'"
    assert psql(working) == str(int((3.5 + 7.5) * 3600)), psql(working)
    psql("update core.calendar set decided_to = '2026-12-31', last_on = '2027-12-31';" # as before test_status
         "delete from core.calendar_free_day where calendar = 'id-asn' and free_on = '2026-06-16';"
         "select core.calendar_build('id-asn')")
    status, out, err = ctl("recompute", "-g", "32.75", "--reason=16 June is no holiday")
    lines = out.splitlines()
    assert (status, err) == (0, "") and lines[0].split() == ["GOVERNMENT", "RUN", "ACCOUNTS", "INQUIRIES", "CHANGED", "FIGURES",
                                                            "MOVED", "REASON"], (out, err)
    assert psql(working) == str(int((3.5 + 7.5 + 4.5) * 3600)), psql(working)
    moved = psql("select distinct value_before, value_after from metrics.revision where figure = 'answered_median_s'"
                 " and clock = 'working' and unit_code = 'dbmsda' and revision_reason = '16 June is no holiday'")
    age = int(psql("select current_date - date '2026-06-12'"))
    assert moved == ("39600|55800" if age < 364 else ""), moved
    status, views = ctl_json("refresh", "--full", "-g", "32.75")
    assert status == 0 and {row["view"] for row in views} >= {"metrics.response_rolling_store", "metrics.response_daily_1"}, views
    freeze_june()
    # Cut short: the next one says that it goes on.
    psql("select metrics.recompute_begin(government_id, 'cut short') from core.government")
    status, out, err = ctl("recompute")
    assert (status, err) == (0, "") and out.startswith("32.75: run ") and "cut short" in out, (out, err)
    # Refusals.
    assert ctl("recompute", "-g", "9")[::2] == (2, 'pantauctl: there is no government "9"\n')
    assert ctl("refresh", "--full", "-g", "9")[0] == 2
    status, out, err = ctl("recompute", user="nobody_of_ours")
    assert status == 3 and "pantau_operator" in err, err
    holder = subprocess.Popen(["psql", "-XAtqd", "pantau", "-c", "select pg_advisory_lock(1348562548, 3)", "-c",
                               "select pg_sleep(60)"], stdout=subprocess.PIPE)
    try:
        while psql("select count(*) from pg_locks where locktype = 'advisory' and objid = 3 and granted") == "0":
            time.sleep(0.01)
        status, out, err = ctl("refresh", "-t", "1s")
        assert (status, out) == (4, "") and "another program" in err, err
    finally:
        holder.kill()
        holder.wait()
    psql("delete from core.message; select core.rebuild_inquiries(); delete from core.dirty;"
         "update core.account set author_key = null")


def freeze_june():
    """The month of test_recompute_and_refresh, with its one inquiry, answered after four days."""
    who = ("--by", "Ani", "--reason", "award")
    usage = "pantauctl: freeze create takes a period such as 2026-Q2, or --from and --to, the first and the last day;"
    for words in (("create",), ("create", "2026-06", "--from=2026-06-01", "--to=2026-06-30"),
                  ("create", "--from=2026-06-01"), ("create", "--from=2026-06-01T00:00:00Z", "--to=2026-06-30")):
        status, out, err = ctl("freeze", *words, *who)
        assert (status, out) == (2, "") and err.startswith(usage), err
    assert ctl("freeze", "create", "2026-06")[0] == 2
    assert "takes create, list, show, compare, check or revoke" in ctl("freeze", "melt")[2]
    assert ctl("freeze", "list") == (0, "No period is frozen.\n", "")
    assert ctl("freeze", "check") == (0, "No period is frozen.\n", "")
    status, out, err = ctl("freeze", "create", "2026-13", *who)
    assert (status, out) == (2, "") and "2026-13 is no period" in err, err
    status, out, err = ctl("freeze", "create", "2026-06", "--dry-run", *who)
    assert (status, err) == (0, "") and out.endswith("Nothing was kept.\n"), (out, err)
    assert ctl("freeze", "list")[1] == "No period is frozen.\n"
    status, made = ctl_json("freeze", "create", "2026-06", *who)
    assert status == 0 and [(row["period"], row["from"], row["to"], row["rows"]) for row in made] == [
        ("2026-06", "2026-06-01", "2026-06-30", 4)], made
    number = str(made[0]["number"])
    status, found = ctl_json("freeze", "list")
    assert status == 0 and [(row["number"], row["government"], row["standing"], row["frozen_by"], row["reason"], row["digest"])
                            for row in found] == [(made[0]["number"], "32.75", "stands", "Ani", "award", made[0]["digest"])], found
    status, shown = ctl_json("freeze", "show", number)
    assert status == 0 and [(row["clock"], row["inquiries"], row["answered"], row["median_s"], row["enough"]) for row in shown
                            if (row["unit"], row["channel"]) == ("dbmsda", "facebook")] == [
        ("calendar", 1, 1, 345600, False), ("working", 1, 1, 55800, False)], shown
    assert ctl("freeze", "compare", number) == (0, "Today's figures are the same.\n", "")
    status, out, err = ctl("freeze", "check")
    assert (status, err) == (0, "") and out.count("yes") == 4, (out, err)
    # What is kept is changed by hand: told with the status, too.
    psql("update metrics.frozen_figure_store set figures = figures || '{\"n_answered\": 2}' where unit_id <> 0 and figures -> 'n' = '1'"
         " and channel = 'facebook' and clock = 'calendar'")
    status, checks = ctl_json("freeze", "check", number)
    assert status == 1 and [(row["what"], row["found"], row["fits"]) for row in checks if not row["fits"]] == [
        ("figures that differ", "1", False)], checks
    status, moved = ctl_json("freeze", "compare", number)
    assert status == 0 and moved == [{"unit": "dbmsda", "channel": "facebook", "clock": "calendar", "figure": "n_answered",
                                      "frozen": 2, "now": 1}], moved
    for words in (("show", "99"), ("compare", "99"), ("check", "99")):
        assert ctl("freeze", *words) == (2, "", "pantauctl: there is no frozen period 99: see freeze list\n"), words
    for words in (("show",), ("show", "2026-06"), ("revoke", "-1")):
        assert ctl("freeze", *words)[0] == 2, words
    assert "already" in ctl("freeze", "create", "2026-06", *who)[2]
    assert ctl_json("freeze", "revoke", number, *who) == (0, [{"number": int(number), "period": "2026-06"}])
    status, out, err = ctl("freeze", "revoke", number, *who)
    assert (status, out) == (2, "") and "was revoked already" in err, err
    assert ctl("freeze", "check")[1] == "No period is frozen.\n"


def test_calendar():
    """Decrees from a file: refused by line, tried, taken; what they move is told."""
    status, calendars = ctl_json("calendar", "list")
    by_name = {row["calendar"]: row for row in calendars}
    assert status == 0 and (by_name["id-asn"]["decided_to"], by_name["id-asn"]["uses"], by_name["id-asn-6"]["base"]) == (
        "2026-12-31", 1, "id-asn"), calendars
    wrong = "calendar,day,kind,decree\nid-asn,1 Mei 2026,holiday,x\nnowhere,2026-05-04,holiday,x\n"
    status, out, err = ctl("calendar", "import", "-", stdin=wrong)
    assert (status, out) == (2, "") and err.splitlines() == [
        'pantauctl: -:2: "1 Mei 2026" is no day like 2027-03-19', 'pantauctl: -:3: there is no calendar "nowhere"',
        "Nothing of the file was taken."], err
    # Monday 13 July 2026, 08:00, answered on Wednesday at 08:00: 2 days of 7.5 h; on Tuesday the city has its day.
    psql("""
        update core.account set author_key = decode(md5('dbmsda'), 'hex') where external_id = '1001';
        insert into core.message (government_id, account_id, external_id, sent_at, thread_key, kind, role, author_key,
            text, first_observed_at, changed_observed_at, needs_answer, undecided, rule, intent)
        select a.government_id, a.account_id, m.id, m.at, 'ct', 'comment', 'citizen',
            case when m.own then a.author_key else decode(md5(m.id), 'hex') end, m.words, now(), now(), v.needs,
            v.undecided, v.rule, v.intent
        from core.account as a
        cross join (values
            ('cq', 'Kapan?', timestamptz '2026-07-13 08:00+07', false), ('ca', 'Besok.', '2026-07-15 08:00+07', true)
        ) as m (id, words, at, own)
        cross join lateral core.needs_answer(m.words) as v
        where a.external_id = '1001'
    """)
    assert ctl("recompute")[0] == 0
    decree = ("Kalender;Tanggal;Jenis;Keputusan;Tanggal Keputusan;Induk;Nama\n"
              "kota;;calendar;Perwal 1/2026;;id-asn;Kota Bekasi\n"
              "id-asn;2026-07-14;regional;Perwal 1/2026;2026-01-05;;\n")
    working = "select needed_working_s / 3600.0 from core.inquiry where source_id = 'ct'"
    status, got = ctl_json("calendar", "import", "--dry-run", "-", stdin=decree)
    assert status == 0 and [(r["calendar"], r["days_amended"], r["first_on"], r["governments"], r["units_touched"],
                             r["inquiries_touched"]) for r in got["calendars"] if r["calendar"] in ("id-asn", "kota")] == [
        ("id-asn", 1, "2026-07-14", "32.75", 1, 1), ("kota", 0, None, None, 0, 0)], got
    assert "runs" not in got and psql("select count(*) from core.calendar where calendar = 'kota'") == "0"
    assert float(psql(working)) == 15
    status, out, err = ctl("calendar", "import", "-", "--reason=city day", stdin=decree)
    assert (status, err) == (0, "") and "city day" in out and out.splitlines()[0].split()[0] == "CALENDAR", (out, err)
    assert float(psql(working)) == 7.5
    if int(psql("select current_date - date '2026-07-15'")) < 364:
        assert psql("select distinct value_before, value_after from metrics.revision where revision_reason = 'city day'"
                    " and unit_code = 'dbmsda' and figure = 'answered_median_s' and clock = 'working'") == "54000|27000"
    status, out, err = ctl("calendar", "import", "-", stdin=decree)
    assert (status, out, err) == (0, "All of it is known already.\n", ""), (out, err)
    status, days = ctl_json("calendar", "show", "kota", "--from=2026-07-01", "--to=2026-08-17")
    assert status == 0 and [(d["kind"], d["first_on"], d["calendar"]) for d in days if d["decree"]] == [
        ("regional", "2026-07-14", "id-asn"), ("holiday", "2026-08-17", "id-asn")], days
    assert ("1,2,3,4", "07:30-12:00 13:00-16:00") in [(d["weekdays"], d["hours"]) for d in days], days
    status, out, err = ctl("calendar", "show", "nowhere")
    assert (status, out) == (2, "") and "calendar list" in err, err
    for words in (["show"], ["import"], ["list", "x"], ["paint", "x"]):
        assert ctl("calendar", *words) == (2, "", "pantauctl: calendar takes import FILE, list, or show CALENDAR\n"), words
    status, out, err = ctl("calendar", "import", "-", stdin="a,b\n1,2\n")
    assert status == 2 and "no row is a heading" in err, err
    assert ctl("calendar", "import", "/nowhere")[0] == 2
    psql("delete from core.message; select core.rebuild_inquiries(); delete from core.dirty;"
         "update core.account set author_key = null")


TESTS = [test_help_and_usage, test_what_is_misspelt_is_no_good_news, test_no_database, test_status, test_status_with_a_daemon,
         test_sources, test_sources_that_wait, test_sources_that_wait_together, test_quotas, test_errors, test_officials,
         test_gaps,
         test_poll,
         test_poll_refuses, test_poll_waits_in_vain,
         test_import, test_import_again_changes_nothing, test_import_other_version,
         test_import_refuses, test_import_of_the_future, test_import_of_another_encoding, test_import_of_a_list, test_import_many,
         test_recompute_and_refresh, test_calendar]


def main(tests):
    setup()
    print(f"1..{len(tests)}")
    failed = 0
    for number, test in enumerate(tests, 1):
        try:
            test()
            print(f"ok {number} - {test.__name__}")
        except Exception as err:  # pylint: disable=broad-except
            failed = 1
            line = err.__traceback__.tb_next.tb_lineno if err.__traceback__.tb_next else 0
            print(f"not ok {number} - {test.__name__}")
            print(f"# line {line}: {type(err).__name__} " + str(err).replace("\n", "\n# "))
        sys.stdout.flush()
    return failed


if __name__ == "__main__":
    sys.exit(main(TESTS))
