#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""sql/migrate.sh: from empty, twice, twenty at once, a dry run; with rows of each migration before; what it refuses; and
the golden schema.

What the migrations make must be sql/schema.golden.sql (of partitions only the first; definitions are
their own text and run again). To take a wanted change over: PANTAU_GOLDEN=write, this file alone.
"""

import contextlib
import difflib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time

SQL = os.environ["PANTAU_SQL"]
COUNT = 0


def check(good, text, why=""):
    global COUNT
    COUNT += 1
    print(f"{'' if good else 'not '}ok {COUNT} - {text}")
    for line in ("" if good else why).splitlines()[:40]:
        print("# " + line)


def psql(database, sql, *args):
    done = subprocess.run(
        ["psql", "-XAtq", *args, "-d", database, "-c", sql], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return done.stdout.strip()


def migrate(database, *args, folder=SQL):
    return subprocess.run(
        [folder + "/migrate.sh", "-d", "dbname=" + database, *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def schema(database):
    """pg_dump without what differs between servers and without all but the first partition."""
    dump = subprocess.run(
        ["/usr/lib/postgresql/15/bin/pg_dump", "-s", "-d", database, "-T", "core.*_20??", "-T", "core.*_after"],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout
    drop = ("--", "SET ", "SELECT pg_catalog.set_config", "\\restrict", "\\unrestrict")
    lines = [line for line in dump.splitlines() if line and not line.startswith(drop)]
    head = [
        "-- SPDX-FileCopyrightText: The Pantau authors",
        "-- SPDX-License-Identifier: Apache-2.0",
        "--",
        "-- What the migrations make of an empty database (pg_dump -s); held by tests/sql/test_migrate.py. Its",
        "-- diff is part of every review.",
    ]
    return "\n".join(head + [line.rstrip() for line in lines]) + "\n"


def test_runs():
    psql("postgres", "create database m1")
    first = migrate("m1")
    check(first.returncode == 0 and "migration 0001_core_tables" in first.stdout, "from empty", first.stdout)
    temporary = psql("m1", "select string_agg(rolname, ' ' order by rolname) from pg_roles where rolname like"
                     " 'pantau!_%' escape '!' and not rolsuper and has_database_privilege(oid, 'm1', 'TEMPORARY')")
    check(temporary == "pantau_analyst pantau_owner", "temporary tables are for analysts", temporary)
    again = migrate("m1")
    check(again.returncode == 0 and again.stdout == "", "twice: nothing is done", again.stdout)
    version = psql("m1", "select string_agg(distinct version, ' ') from ops.ledger")
    check(f"version: '{version}'," in open(SQL + "/../meson.build").read(), "the ledger knows the version", version)
    check(migrate("m1", "--dry-run").returncode == 0, "a dry run finds nothing to do")
    psql("postgres", "create database m2")
    dry = migrate("m2", "-n")
    check(dry.returncode == 3 and psql("m2", "select to_regclass('ops.ledger') is null") == "t",
          "a dry run of an empty database lists everything, does nothing and says so", dry.stdout)
    psql("m2", "create schema stranger")
    jobs = [
        subprocess.Popen([SQL + "/migrate.sh", "-d", "dbname=m2"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in range(20)
    ]
    outs = [job.communicate()[0] for job in jobs]
    check(all(job.returncode == 0 for job in jobs), "twenty at once all end well", "".join(outs))
    check(sum("migration 0001_core_tables" in out for out in outs) == 1, "and one of them did the work")
    check(psql("m2", "select count(*) = count(distinct (kind, name)) from ops.ledger") == "t", "the ledger names each file once")


def test_refusals():
    with tempfile.TemporaryDirectory() as scratch:
        copy = scratch + "/sql"
        shutil.copytree(SQL, copy)
        with open(copy + "/definitions/12_core_identity.sql", "a", encoding="utf-8") as out:
            out.write("revoke execute on function ops.refresh_due(timestamptz) from pantau_writer;\n")
        with open(copy + "/version", "w", encoding="utf-8") as out:
            out.write("0.0.10\n")
        older = migrate("m1", folder=copy)
        check(older.returncode == 1 and "made by a newer Pantau" in older.stdout,
              "files of an older version do not replace those of a newer one", older.stdout)
        with open(copy + "/version", "w", encoding="utf-8") as out:
            out.write("0.10.0\n")
        psql("m1", "with g as (insert into core.government (code, name, kind, timezone, calendar) "
             "values ('32.75', 'x', 'city', 'Asia/Jakarta', 'id-asn') returning government_id) "
             "insert into metrics.recompute_baseline select government_id, '{\"rules\": {}}', now() from g")
        changed = migrate("m1", folder=copy)
        check(changed.returncode == 0 and changed.stdout.split("\n") == [
            "definition 12_core_identity", "definition 99_rights",
            "inquiries of 32.75 were derived by older rules or calendars: pantauctl recompute", ""],
            "a changed definition runs again, behind it the rights, and who is behind is told", changed.stdout)
        psql("m1", "delete from metrics.recompute_baseline; delete from core.government")
        check(psql("m1", "select string_agg(name, ' ' order by name) from ops.ledger where version = '0.10.0'")
              == "12_core_identity 99_rights", "and the ledger knows of which version they are")
        expect_schema("m1", "which leaves all as it was")
        with open(copy + "/definitions/12_core_identity.sql", "a", encoding="utf-8") as out:
            out.write("-- again\n")
        shutil.copy(copy + "/definitions/13_core_needs.sql", scratch + "/13")
        with open(copy + "/definitions/13_core_needs.sql", "a", encoding="utf-8") as out:
            out.write("select 1/0;\n")
        check(migrate("m1", folder=copy).returncode == 1, "it ends behind that definition, and before the rights")
        shutil.copy(scratch + "/13", copy + "/definitions/13_core_needs.sql")
        check(migrate("m1", folder=copy).stdout == "definition 99_rights\n", "the next run gives them")
        expect_schema("m1", "and all is there")
        with open(copy + "/migrations/9998_broken.sql", "w", encoding="utf-8") as out:
            out.write("-- breaking: yes\n-- why: a test\ncreate table core.half (a int);\nselect 1/0;\n")
        broken = migrate("m1", folder=copy)
        check(broken.returncode == 1 and psql("m1", "select to_regclass('core.half') is null") == "t",
              "a file that fails leaves nothing behind", broken.stdout)
        os.remove(copy + "/migrations/9998_broken.sql")
        with open(copy + "/migrations/9999_later.sql", "w", encoding="utf-8") as out:
            out.write("-- breaking: yes\n-- why: a test\nselect 1;\n")
        check(migrate("m1", folder=copy).returncode == 0
              and psql("m1", "select number, breaking from ops.ledger where number = 9999") == "9999|t",
              "a later migration is applied, with its breaking flag")
        older = migrate("m1")
        check(older.returncode == 1 and "newer" in older.stdout, "an older folder refuses a newer database", older.stdout)
        with open(copy + "/migrations/9999_later.sql", "a", encoding="utf-8") as out:
            out.write("-- altered\n")
        altered = migrate("m1", folder=copy)
        check(altered.returncode == 1 and "frozen" in altered.stdout, "an altered migration is refused", altered.stdout)
        with open(copy + "/migrations/9999_later.sql", "w", encoding="utf-8") as out:
            out.write("select 1;\n")
        check(migrate("m1", folder=copy).returncode == 1, "a migration without its flag is refused")
    check(migrate("m1", "--nonsense").returncode == 2, "an unknown option is a usage error")
    check(migrate("no_such_database").returncode == 1, "a database that is not there is a failure")
    psql("postgres", "create database latin encoding latin1 template template0 lc_collate 'C' lc_ctype 'C'")
    latin = migrate("latin")
    check(latin.returncode == 1 and "not encoded in UTF-8" in latin.stdout and "division" not in latin.stdout
          and psql("latin", "select to_regnamespace('ops') is null") == "t",
          "a database of another encoding is refused, and left as it is", latin.stdout)


def test_golden():
    with tempfile.TemporaryDirectory() as scratch:
        shutil.copytree(SQL, scratch + "/sql", ignore=shutil.ignore_patterns("definitions"))
        psql("postgres", "create database m3")
        migrate("m3", folder=scratch + "/sql")
    have, path = schema("m3"), SQL + "/schema.golden.sql"
    if os.environ.get("PANTAU_GOLDEN") == "write":
        with open(path, "w", encoding="utf-8") as out:
            out.write(have)
    with open(path, encoding="utf-8") as golden:
        want = golden.read()
    diff = difflib.unified_diff(want.splitlines(), have.splitlines(), "golden", "fresh", lineterm="", n=1)
    check(have == want, "the schema is the golden one", "\n".join(diff))


def expect_schema(database, text):
    """The one that twenty at once made."""
    psql("m2", "drop schema if exists stranger")
    have, want = schema(database), schema("m2")
    check(have == want, text, "\n".join(difflib.unified_diff(want.splitlines(), have.splitlines(), lineterm="", n=1)))


def test_settings():
    """What an administrator set for the readers of a database changes nothing of what is made in it."""
    psql("postgres", "create database m5 template template0")
    for name, value in {
        "statement_timeout": "200ms", "lock_timeout": "1ms", "default_transaction_read_only": "on",
        "default_transaction_isolation": "serializable", "standard_conforming_strings": "off",
        "client_encoding": "LATIN1", "datestyle": "German, DMY", "timezone": "America/St_Johns",
        "search_path": "public", "bytea_output": "escape", "intervalstyle": "sql_standard",
    }.items():
        psql("postgres", f"alter database m5 set {name} = '{value}'")
    done = migrate("m5")
    check(done.returncode == 0, "a database with settings of its own", done.stdout)
    psql("postgres", "alter database m5 reset all")
    expect_schema("m5", "and its schema is the same")


def test_kill():
    """Killed between two files, or in one: the next run goes on where it stopped."""
    psql("postgres", "create database m6")
    job = subprocess.Popen([SQL + "/migrate.sh", "-d", "dbname=m6"], stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL, start_new_session=True)
    while job.poll() is None and psql("m6", "select count(*) > 2 from ops.ledger") != "t":
        time.sleep(0.01)
    with contextlib.suppress(ProcessLookupError):  # it may have been quick
        os.killpg(job.pid, signal.SIGKILL)
    job.wait()
    done = migrate("m6")
    check(done.returncode == 0 and "migration 0001_core_tables" not in done.stdout, "killed in the middle, and run again",
          done.stdout)
    expect_schema("m6", "nothing is missing, nothing is twice")


# Of a post or message from before migration 10: id, aliases, address, and what that names.
NAMED = [
    ("1_10", "{10}", "https://www.facebook.com/1/posts/10", None),
    ("1_11", "{11}", "https://www.facebook.com/permalink.php?story_fbid=pfbid0A&id=1", "pfbid0A"),
    ("1_12", "{12}", "https://www.facebook.com/photo.php?fbid=77&set=a.1", "77"),
    ("13", "{}", "https://www.instagram.com/p/Cx_1/", "Cx_1"),
    ("v14", "{}", "https://www.youtube.com/watch?v=v14", None),
    ("15", "{}", None, None),
    ("m16", "{}", "https://www.threads.com/t/Dx_1", "Dx_1"),
    ("17", "{}", "https://x.com/i/web/status/17", None),
]


def test_names():
    """Rows that programs wrote before they wrote what an address names."""
    psql("postgres", "create database m7")
    with tempfile.TemporaryDirectory() as scratch:
        shutil.copytree(SQL, scratch + "/sql", ignore=lambda folder, names: [
            name for name in names if folder.endswith("/definitions") or folder.endswith("/migrations") and name >= "0010"])
        migrate("m7", folder=scratch + "/sql")
    for ident, aliases, address, _ in NAMED:
        link = f"'{address}'" if address else "null"
        psql("m7", "insert into core.post (government_id, account_id, external_id, post_id, alias_ids, published_at, format, permalink,"
             f" first_observed_at, changed_observed_at) values (1, 1, '{ident}', gen_random_uuid(), '{aliases}', now(), 'text', {link},"
             " now(), now())")
        psql("m7", "insert into core.message (government_id, account_id, external_id, sent_at, thread_key, kind, permalink,"
             f" first_observed_at, changed_observed_at) values (1, 1, '{ident}', now(), '{ident}', 'mention', {link}, now(), now())")
    done = migrate("m7")
    have = psql("m7", "select string_agg(coalesce(address_name, '-'), ' ' order by external_id collate \"C\") from core.post")
    check(done.returncode == 0 and have == " ".join(name or "-" for _, _, _, name in sorted(NAMED)), "posts from before have names", have)
    have = psql("m7", "select string_agg(external_id || '=' || address_name, ' ' order by external_id collate \"C\") from core.message")
    # Of messages only what the path names, and an id is no guess: comments have both ids in a query.
    check(have == "13=Cx_1 1_10=10 m16=Dx_1", "and so have messages", have)


# What a database of a migration holds that a later one changes: a question that was answered, its wait, a post, and
# from the migration on that made its table a mark, words of a limit, a post without text.
ROWS = {
    "0003": """
        insert into core.calendar values ('id-asn', null, 'x', 'x', '2025-01-01', '2025-12-31', '2025-01-01', '2025-12-31');
        insert into core.government (government_id, code, name, kind, timezone, calendar)
        values (1, '1', 'x', 'city', 'Asia/Jakarta', 'id-asn');
        insert into core.unit (government_id, unit_id, code, name, kind) values (1, 1, '1', 'x', 'dinas');
        insert into core.account (government_id, account_id, channel, external_id, access, author_key)
        values (1, 1, 'facebook', '1', 'owned', decode(md5('unit'), 'hex'));
        insert into core.account_owner values (1, 1, '-infinity', null, 1);
        insert into core.post (government_id, account_id, external_id, post_id, published_at, format, first_observed_at,
            changed_observed_at)
        values (1, 1, 'p', md5('p')::uuid, '2025-05-05 07:00+07', 'text', '2025-05-06', '2025-05-06');
        insert into core.message (government_id, account_id, external_id, sent_at, post_external_id, thread_key, kind,
            author_key, role, text, needs_answer, first_observed_at, changed_observed_at)
        select 1, 1, id, at::timestamptz, 'p', thread, 'comment', decode(md5(who), 'hex'), role, 'Kapan?', true, now(), now()
        from (values ('q', 'q', 'ani', 'citizen', '2025-05-05 08:00+07'), ('a', 'q', 'unit', 'official', '2025-05-05 09:00+07'),
            ('lost', 'lost', 'budi', 'citizen', '2025-05-05 10:00+07')) as m (id, thread, who, role, at);
        insert into core.inquiry (government_id, inquiry_id, opened_at, unit_id, account_id, channel, kind, class,
            opened_by, turn, state, ended_at, answer_id, removed, hidden, undecided, messages, timing, source_kind,
            source_account_id, source_id, opening_id, opened_on, calendar, provisional)
        values (1, md5('i')::uuid, '2025-05-05 08:00+07', 1, 1, 'facebook', 'comment', 'citizen', 'citizen', 1, 'answered',
            '2025-05-05 09:00+07', 'a', false, false, false, 1, 'exact', 'message', 1, 'q', 'q', '2025-05-05', 'id-asn', false);
        insert into metrics.limit_doc values ('facebook', 1, 'Not all is told.', 'Tidak semua diberitahukan.')""",
    "0004": "insert into core.post_verdict select 1, post_id, true, false, null from core.post",
    "0005": "insert into core.message_reference values (1, 1, 'q', false, 'facebook', 'k', now())",
    "0007": "insert into ops.official values (1, 1, 'facebook', 'x', 3, now(), now())",
    "0008": "insert into ops.stale_thread (government_id, account_id, thread_key, behind) values (1, 1, 'lost', '0')",
    "0009": "insert into ops.source values ('facebook', true, 60)",
}
KEPT = ("core.government", "core.unit", "core.account", "core.account_owner", "core.post", "core.message", "core.inquiry",
        "metrics.limit_doc", "core.post_verdict", "core.message_reference", "ops.official", "ops.stale_thread", "ops.source")


def without_later(copy, name):
    """The folder as it was with the migrations up to this one; definitions come with the last."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(SQL, copy, ignore=lambda _, names: [
        n for n in names if n == "definitions" or n.endswith(".sql") and n[:4].isdigit() and n[:4] > name])


def test_rows():
    """Each migration finds rows of the one before, and all are there at the end, as they were or with what is new."""
    psql("postgres", "create database m8")
    with tempfile.TemporaryDirectory() as scratch:
        for name, rows in ROWS.items():
            without_later(scratch + "/sql", name)
            done = migrate("m8", folder=scratch + "/sql")
            said = psql("m8", rows)
            check(done.returncode == 0 and said == "", f"rows as of {name}", done.stdout + said)
    before = "select " + ", ".join(f"(select jsonb_agg(t) from {table} as t)" for table in KEPT)
    have = [json.loads(rows) for rows in psql("m8", before, "-F", "\x1f").split("\x1f")]
    done = migrate("m8")
    check(done.returncode == 0, "and from there to the newest", done.stdout)
    now = [json.loads(rows) for rows in psql("m8", before, "-F", "\x1f").split("\x1f")]
    changed = [f"{table}: {old} is {new}" for table, olds, news in zip(KEPT, have, now) for old, new in zip(olds, news)
               if any(new.get(column, value) != value for column, value in old.items()) or len(olds) != len(news)]
    check(not changed, "each row is there, with what it said", "\n".join(changed))
    expect_schema("m8", "and its schema is the same")
    stale = psql("m8", "select derived, remaining, failure is null from core.derive_stale(10)")
    waits = "select string_agg(concat_ws(' ', source_id, state, answer_id), ', ' order by source_id) from core.inquiry"
    check(stale == "1|0|t" and psql("m8", waits) == "lost waiting, q answered a", "a mark from before is worked off", stale)
    psql("m8", "select core.rebuild_inquiries()")
    check(psql("m8", waits) == "lost waiting, q answered a", "and waits from before are what they were", psql("m8", waits))


def main():
    test_runs()
    test_names()
    test_refusals()
    test_golden()
    test_settings()
    test_kill()
    test_rows()
    for name in ("m1", "m2", "m3", "m5", "m6", "m7", "m8"):
        psql("postgres", f"drop database {name} with (force)")
    print(f"1..{COUNT}")


if __name__ == "__main__":
    main()
