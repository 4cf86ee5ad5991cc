# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""pantauctl correct, exclude, label, assess and target, over the world of test_ctl.py: what they show, keep, refuse and list. What corrections do to
inquiries is the business of tests/sql/57_correction.sql. TAP on stdout."""

import json
import sys
import tempfile

from test_ctl import ctl, ctl_json, main, psql

WHO = ("--by=Ani", "--reason=told by phone")
INQUIRY = "select inquiry_id from core.inquiry where source_id = 'm1'"


def facts():
    """A question of Tuesday 08:00 in Jakarta, answered a day later."""
    psql("""
        update core.account set author_key = decode(md5('dbmsda'), 'hex') where external_id = '1001';
        insert into core.message (government_id, account_id, external_id, sent_at, thread_key, kind, author_key, role, text,
            needs_answer, undecided, first_observed_at, changed_observed_at)
        select government_id, account_id, m.id, m.at::timestamptz, 'm1', 'comment', decode(md5(m.who), 'hex'), 'citizen',
            'Kapan?', true, false, now(), now()
        from core.account, (values ('m1', '2025-05-20 08:00+07', 'ani'), ('m2', '2025-05-21 08:00+07', 'dbmsda'))
            as m (id, at, who)
        where external_id = '1001';
        select core.derive_message(government_id, account_id, '{m1}') from core.account where external_id = '1001';
        select metrics.response_rebuild(1, '2025-06-01');
    """)
    return psql(INQUIRY)


def test_usage():
    for words in (["correct"], ["correct", "m1"], ["correct", "--list", "--revoke=1"], ["correct", "0" * 36],
                  ["exclude"], ["exclude", "dbmsda", "--from=2025-05-20"], ["exclude", "--list", "--revoke=1"],
                  ["exclude", "--from=2025-05-20T00:00:00Z", "--to=2025-05-20"]):
        status, out, err = ctl(*words, *WHO)
        assert (status, out) == (2, "") and err.count("\n") == 1, (words, status, err)
    inquiry = facts()
    for words in (["correct", inquiry], ["correct", inquiry, "--needs-answer=maybe"],
                  ["correct", inquiry, "--answered-at=2025-05-20"],
                  ["correct", inquiry, "--no-answer", "--answered-at=2025-05-20T08:00:00Z"]):
        status, out, err = ctl(*words, *WHO)
        assert (status, out) == (2, "") and err.count("\n") == 1, (words, status, err)
    for words in (["correct", inquiry, "--topic=roads"], ["correct", "--revoke=1"],
                  ["exclude", "--from=2025-05-20", "--to=2025-05-20"]):
        status, _, err = ctl(*words, "--by=Ani")
        assert status == 2 and "--by=NAME --reason=TEXT" in err, err
    assert ctl("correct", "--list")[:2] == (0, "Nothing was corrected.\n")
    assert ctl("exclude", "--list")[:2] == (0, "No day was taken out.\n")
    assert psql("select count(*) from ops.audit") == "0"


def test_correct():
    inquiry = psql(INQUIRY)
    words = ("correct", inquiry, "--answered-at=2025-05-20T10:00:00+07:00", "--evidence=call 17", *WHO)
    want = [
        {"kind": "correction", "name": "1", "before": None, "after": "state"},
        {"kind": "inquiry", "name": "wait_s", "before": "86400", "after": "7200"},
        {"kind": "inquiry", "name": "ended_at", "before": "2025-05-21T01:00:00Z", "after": "2025-05-20T03:00:00Z"},
        {"kind": "inquiry", "name": "working_wait_s", "before": "27000", "after": "7200"},
        {"kind": "figures", "name": "2025-05-20 dbmsda facebook", "before": None, "after": "move"},
    ]
    assert ctl_json(*words, "--dry-run") == (0, want)
    assert psql("select count(*) from core.correction") == psql("select count(*) from ops.audit") == "0"
    status, out, err = ctl(*words, "--dry-run")
    assert (status, err) == (0, "") and out.endswith("Nothing was kept.\n"), out
    status, got = ctl_json(*words)
    for row in want + got:  # numbers that were rolled back are not given again
        row["name"] = row["name"] if row["kind"] != "correction" else "-"
    assert (status, got) == (0, want), got
    assert psql("select database_user || ' ' || person || ' ' || action from ops.audit") == "operator Ani correct"
    assert psql("select state || ' ' || opened_wait_s from core.inquiry") == "answered 7200"
    (row,) = ctl_json("correct", "--list", "-g", "32.75")[1]
    row.pop("decided_at")
    number = row.pop("correction")
    assert row == {"government": "32.75", "inquiry_id": inquiry, "channel": "facebook", "unit": "dbmsda", "field": "state",
                   "value": "answered", "answered_at": "2025-05-20T03:00:00Z", "standing": "applies", "decided_by": "Ani",
                   "reason": "told by phone", "evidence": "call 17", "permalink": None}, row
    for words, said in ((["--answered-at=2025-05-20T07:00:00+07:00"], "lies before the question"),
                        (["--answered-at=2099-01-01T07:00:00+07:00"], "lies in the future"),
                        (["--answered-at=2025-05-20T09:00:00+07:00"], f"correction {number} of its state stands; revoke it first"),
                        (["--unit=sea"], "there is no unit sea"), (["--needs-answer=yes"], "it needs an answer already"),
                        (["--topic=roads", "-g", "99.99"], "of another government")):
        status, out, err = ctl("correct", inquiry, *words, *WHO)
        assert (status, out) == (2, "") and said in err and err.count("\n") == 1, (words, err)
    assert "there is no inquiry" in ctl("correct", "0" * 8 + "-0000-0000-0000-" + "0" * 12, "--topic=x", *WHO)[2]
    status, got = ctl_json("correct", f"--revoke={number}", "--by=Budi", "--reason=wrong call")
    assert status == 0 and {r["name"]: r["after"] for r in got}["wait_s"] == "86400", got
    assert ctl_json("correct", "--list")[1][0]["standing"] == "revoked"
    assert ctl("correct", f"--revoke={number}", *WHO)[0] == 2
    assert ctl("correct", "--revoke=999", *WHO)[2] == "pantauctl: there is no correction 999; pantauctl correct --list\n"


def test_exclude():
    words = ("exclude", "dbmsda", "-c", "facebook", "--from=2025-05-20", "--to=2025-05-20", *WHO)
    assert ctl_json(*words, "--dry-run")[1][0]["days"] == 1
    assert psql("select count(*) from core.exclusion") == "0"
    status, got = ctl_json(*words)
    number = got[0].pop("exclusion")
    assert (status, got) == (0, [{"days": 1, "inquiries": 1}])
    status, out, err = ctl(*words)
    assert (status, out, err) == (2, "", f"pantauctl: exclusion {number} takes these days out already\n"), err
    (row,) = ctl_json("exclude", "--list")[1]
    row.pop("decided_at")
    assert row == {"exclusion": number, "government": "32.75", "unit": "dbmsda", "channel": "facebook", "from": "2025-05-20",
                   "to": "2025-05-20", "standing": "stands", "decided_by": "Ani", "reason": "told by phone"}, row
    for words, said in ((["sea", "--from=2025-05-20", "--to=2025-05-20"], "has no unit sea"),
                        (["--from=2025-05-21", "--to=2025-05-20"], "lies before the first"),
                        (["--from=2025-05-21", "--to=2099-01-01"], "lies in the future")):
        status, out, err = ctl("exclude", *words, *WHO)
        assert (status, out) == (2, "") and said in err, (words, err)
    assert ctl_json("exclude", f"--revoke={number}", *WHO)[1][0]["days"] == 1
    assert ctl_json("exclude", "--list")[1][0]["standing"] == "revoked"
    assert psql("select string_agg(action, ' ' order by audit_id) from ops.audit") == \
        "correct revoke_correction exclude revoke_exclusion"


def test_label():
    """Two label ten texts, one in a session, one as a sheet; a third decides."""
    psql("""insert into core.message (government_id, account_id, external_id, sent_at, thread_key, kind, author_key, role, text,
            needs_answer, rule, first_observed_at, changed_observed_at)
        select government_id, account_id, 'l' || n, '2025-07-01', 'l' || n, 'comment', decode(md5('ani'), 'hex'), 'citizen',
            'text, "' || n || '"' || chr(27), n <= 5, 'x.1', now(), now()
        from core.account, generate_series(1, 10) as n where external_id = '1001'""")
    days = ("--from=2025-07-01", "--to=2025-07-02", *WHO)
    assert ctl("label", "list")[:2] == (0, "No sample was drawn.\n")
    for words in (["draw", "needs_answer", *WHO], ["judge", "1"], ["judge", "--by=Ani"], ["import", "1", "--by=Ani"], ["sing"]):
        assert ctl("label", *words)[0] == 2, words
    assert "is no criterion" in ctl("label", "draw", "colour", *days)[2]
    status, got = ctl_json("label", "draw", "needs_answer", "--count=10", "--seed=3", *days)
    task = str(got[0]["task"])
    assert (status, [(r["verdict"], r["texts"], r["drawn"]) for r in got]) == (0, [("no", 5, 5), ("yes", 5, 5)])
    status, out, err = ctl("label", "judge", task, "--by=Ani", stdin="1\nyes\nperhaps\n2\nq\n")
    assert status == 0 and out.endswith("3 labelled, 7 left\n") and "1 yes, 2 no; q ends" in out and "\033" not in out, out
    assert err == 'pantauctl: "perhaps" is no verdict: yes, no\n', err
    assert ctl("label", "judge", task, "--by=ani", stdin="1\n" * 7)[1].endswith("7 labelled, 0 left\n")
    sheet = ctl("label", "export", task, "--by=Budi")[1]
    assert sheet.count("\n") == 11 and sheet.startswith("item,text,permalink,choices,verdict\n1,"), sheet
    filled = "".join(line + ("" if n == 0 else "no" if n <= 2 else "yes") + "\n" for n, line in enumerate(sheet.splitlines()))
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        file.write(filled)
        file.flush()
        assert ctl_json("label", "import", task, file.name, "--by=Budi") == (0, [{"taken": 10, "empty": 0}])
        status, _, err = ctl("label", "import", task, file.name, "--by=Budi")
        assert status == 2 and err == "pantauctl: line 2: Budi labelled text 1 already\n", err
        assert ctl("label", "import", task, file.name + ".no", "--by=Budi")[0] == 2
    # Ani said no of the third alone, Budi of the first and second.
    assert ctl("label", "judge", task, "--by=Cici", stdin="1\n1\n1\n")[1].endswith("3 labelled, 0 left\n")
    row = ctl_json("label", "list")[1][0]
    assert [row[k] for k in ("texts", "first", "second", "differ", "decided", "gone", "labellers")] == \
        [10, 10, 10, 3, 3, 0, "ani, budi, cici"], row
    assert psql("select n_called || ' ' || precision_share || ' ' || recall_share from metrics.rule_quality"
                " where verdict = 'yes'") == "5 1 0.5"


def test_assess():
    """A file with a verdict that makes no sense, the same mended, and a second thought."""
    psql("""insert into core.post (government_id, account_id, external_id, post_id, published_at, format, text, permalink,
            first_observed_at, changed_observed_at)
        select government_id, account_id, 'p7', md5('p7')::uuid, '2025-07-01', 'text', 'x', 'https://example.org/p7', now(), now()
        from core.account where external_id = '1001'""")
    assert ctl("assess", "--list")[:2] == (0, "Nothing was assessed.\n")
    for words in (["assess", *WHO], ["assess", "--list", "x", *WHO], ["assess", "/nowhere.csv", *WHO], ["assess", "-"]):
        assert ctl(*words)[0] == 2, words
    head = "Item,Criterion,Score,Assessor,Reason\nhttps://example.org/p7,clear,"
    status, out, err = ctl("assess", "-", *WHO, stdin=head + "maybe,,\n")
    assert (status, err) == (1, "") and '"maybe" is no score: full, partly, lacking' in out and "nothing is kept" in out, out
    assert ctl("assess", "-", "--dry-run", *WHO, stdin=head + "Penuh,,\n")[1].endswith("1 new, 0 changed, 0 unchanged; nothing is kept: --dry-run\n")
    assert psql("select count(*) from core.assessment") == "0"
    want = {"line": 2, "outcome": "new", "subject": "clear https://example.org/p7 by budi", "problem": None}
    assert ctl_json("assess", "-", *WHO, stdin=head + "Penuh,Budi,all is there\n") == (0, [want])
    assert ctl_json("assess", "-", *WHO, stdin=head + "-,Budi,\n") == (0, [dict(want, outcome="taken back")])
    (row,) = ctl_json("assess", "--list", "-g", "32.75", "-n", "5")[1]
    row.pop("decided_at")
    row.pop("assessment")
    assert row == {"government": "32.75", "kind": "post", "account": "facebook:dbmsda", "item": "p7", "criterion": "clear.1", "verdict": "full",
                   "score": "1", "assessor": "budi", "standing": "revoked", "entered_by": "Ani", "reason": "all is there"}, row
    assert ctl("assess", "-", "-g", "99", *WHO, stdin=head + "full,,\n")[::2] == (2, "pantauctl: there is no government 99\n")


def test_target():
    assert ctl("target", "--list")[:2] == (0, "No unit has a target.\n")
    day = "--from=2025-07-01"
    for words in (["dbmsda", day], ["dbmsda", "many", day], ["dbmsda", "1.2.3", day], ["dbmsda", "3"], ["--list", "dbmsda"],
                  ["dbmsda", "3", "--from=2025-07-01T00:00:00Z"]):
        status, out, err = ctl("target", *words, *WHO)
        assert (status, out) == (2, "") and err.count("\n") == 1, (words, err)
    assert ctl("target", "dbmsda", "3", day)[0] == 2
    want = {"unit": "dbmsda", "channel": "facebook", "from": "2025-07-01", "posts_per_week": "2.5"}
    assert ctl_json("target", "dbmsda", "2.5", "-c", "facebook", day, "--dry-run", *WHO) == (0, [want])
    assert psql("select count(*) from core.posting_target") == "0"
    assert ctl_json("target", "dbmsda", "2.5", "-c", "facebook", day, *WHO) == (0, [want])
    assert ctl_json("target", "dbmsda", "3", day, *WHO)[1][0]["channel"] == "all"
    assert ctl_json("target", "dbmsda", "none", "--from=2025-08-01", *WHO)[1][0]["posts_per_week"] is None
    rows = ctl_json("target", "--list")[1]
    assert [(r["unit"], r["channel"], r["from"], r["to"], r["posts_per_week"], r["decided_by"]) for r in rows] == [
        ("dbmsda", "all", "2025-07-01", "2025-07-31", "3", "Ani"), ("dbmsda", "facebook", "2025-07-01", None, "2.5", "Ani")], rows
    assert "has no unit sea" in ctl("target", "sea", "3", day, *WHO)[2]
    assert "must be more than 0" in ctl("target", "dbmsda", "0", day, *WHO)[2]


def test_who_may():
    """Neither readers, analysts nor the daemon decide."""
    psql("create role reader login in role pantau_reader; create role analyst login in role pantau_analyst")
    for user in ("reader", "analyst", "writer", "nobody_of_ours"):
        for words in (["correct", psql(INQUIRY), "--topic=roads"], ["exclude", "--from=2025-05-20", "--to=2025-05-20"],
                      ["correct", "--list"], ["label", "list"], ["label", "export", "1"], ["assess", "--list"],
                      ["target", "dbmsda", "3", "--from=2025-07-01"]):
            status, out, err = ctl(*words, *WHO, user=user)
            assert (status, out) == (3, "") and "permission denied" in err, (user, words, status, err)
    assert json.loads(psql("select json_agg(action) from ops.audit where database_user <> 'operator'") or "null") is None


if __name__ == "__main__":
    sys.exit(main([test_usage, test_correct, test_exclude, test_label, test_assess, test_target, test_who_may]))
