# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""What must not be anywhere: tokens in logs, tables, or the command line; citizens' ids and names in the
database. And what must not remain: processes, files."""

import os
import re
import subprocess
import time

from stand import BIN, Daemon, wait_for


def secrets_of(city):
    """{where it stands: secret}"""
    found = {}
    for path in sorted((city.out / "credentials").iterdir()):
        for line in path.read_text().split():
            found[f"{path.name} {line.split('=')[0] if '=' in line else ''}"] = line.split("=", 1)[-1]
    assert len(found) > 10 and all(len(secret) >= 16 for secret in found.values())
    return found


def citizens_of(city):
    """Raw ids and names of citizens, as the platform shows them beside their comments and posts; the id of
    a post begins with its author's, even where the author is withheld."""
    ids, names = set(), set()
    officials = {page.id for page in city.pages}
    for page in city.pages:
        ids |= {post["id"].split("_")[0] for post in city.walk(page, f"/{page.id}/tagged", fields="id")}
    ids -= officials
    assert len(ids) > 5
    for page in city.pages[:2]:
        for post in city.walk(page, f"/{page.id}/published_posts", fields="id", limit=100):
            for comment in city.comments(page, post["id"]):
                author = comment.get("from")
                if author and author["id"] not in officials:
                    ids.add(author["id"])
                    names.add(author["name"])
    assert len(ids) > 20
    return ids, names


def dump(database):
    done = subprocess.run(
        [f"{BIN}/pg_dump", "--inserts", "--data-only", "-d", database.dsn("pantau_admin")],
        capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_no_secret_anywhere(make_city, make_daemon, database):
    """At debug level, with troubles of every scope, so that errors are written too."""
    city = make_city()
    page, other = city.pages[0], city.pages[1]
    city.fault("expired", match="/fb/", account=page.id, times=-1)
    city.fault("invalid", match="/comments", account=other.id, times=3)
    city.fault("html500", match="/lapor/", times=2)
    city.fault("wrong_json", match="/fb/", times=2)
    daemon = make_daemon(city, more=Daemon.FAST + "log: { level: debug }\n")
    daemon.start()
    wait_for(
        lambda: database.one("select count(*) from ops.stream where fail_count > 0") > 0
        and database.one("select count(*) from core.message") > 300
        and database.one("select count(*) from core.complaint") > 20,
        what="rows and troubles",
    )
    process = daemon.process.pid
    seen = open(f"/proc/{process}/cmdline", "rb").read() + open(f"/proc/{process}/environ", "rb").read()
    limits = open(f"/proc/{process}/limits").read()
    assert re.search(r"^Max core file size +(0 +0|1 +1) ", limits, re.M), limits
    time.sleep(1.5)
    assert daemon.stop() == 0
    log, rows = daemon.log(), dump(database)
    assert "→" in log and "core.message" in rows and "ops.run" in rows
    for name, secret in secrets_of(city).items():
        assert secret not in log, f"{name} is in the log"
        assert secret not in rows, f"{name} is in the database"
        assert secret.encode() not in seen, f"{name} is in the process list"
    for marker in ("access_token=", "appsecret_proof=", "Bearer "):
        assert marker not in log and marker not in rows, marker


def test_no_citizen_in_the_database(make_city, make_daemon, database):
    city = make_city()
    daemon = make_daemon(city, more=Daemon.FAST + "log: { level: debug }\n")
    assert daemon.once().returncode == 0
    ids, names = citizens_of(city)
    rows, log = dump(database), daemon.log()
    assert "'mention'" in rows
    assert [one for one in ids if one in rows] == []
    assert [one for one in ids | names if one in log] == []
    # Names stand in texts where other citizens wrote them; in no column of their own.
    columns = database.rows(
        "select distinct author_key is null or octet_length(author_key) = 16 from core.message"
    )
    assert columns == [(True,)]
    assert [name for name in names if f"'{name}'" in rows] == []


def test_nothing_remains(make_city, make_daemon, database):
    city = make_city()
    daemon = make_daemon(city)
    before = set(os.listdir(city.out)), set(os.listdir("/tmp"))
    daemon.start()
    wait_for(lambda: database.one("select count(*) from core.message") > 50, what="messages")
    process = daemon.process.pid
    children = open(f"/proc/{process}/task/{process}/children").read().split()
    assert children == []
    assert daemon.stop() == 0
    assert not os.path.exists(f"/proc/{process}")
    assert set(os.listdir(city.out)) - before[0] == {daemon.log_path.name}
    assert [name for name in set(os.listdir("/tmp")) - before[1] if name.startswith("pantaud")] == []
    wait_for(
        lambda: database.rows(
            "select application_name from pg_stat_activity where application_name like 'pantaud%%'"
        ) == [],
        what="the end of its connections",
    )
