# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Platforms that go and come back, and name servers that take their time, with a running daemon: the other
sources never notice, the journal says it once, and nothing is missing afterwards."""

import random
import re
import subprocess
import time

import pytest

import agree
import compare_case
from network import Front, Listener, NameServer, close_at_once, hang
from served import Served
from stand import PANTAUD, Daemon, settle, wait_for
from test_network import closing, point, troubles  # noqa: F401  (closing is a fixture)


def served(city, part):
    return sum(part in request["path"] for request in city.served())


def tries_at_most(seconds):
    """Of a platform in trouble, one after the other (D19 of daemon/README.md), with waits as lib/sched/backoff.h says them:
    between retry_min and thrice the last one, at most retry_max. As many as the liveliest of 20,000 made, twice as many as
    most of them."""
    def tries(rng):
        count, wait, left = 0, Daemon.RETRY_MIN_S, seconds
        while left > 0:
            wait = rng.uniform(Daemon.RETRY_MIN_S, min(Daemon.RETRY_MAX_S, 3 * wait))
            left, count = left - wait, count + 1
        return count

    rng = random.Random(4711)
    return max(tries(rng) for _ in range(20000))


def test_a_platform_goes_and_comes_back(make_city, make_daemon, database, closing):  # noqa: F811
    city = make_city()
    front = closing(Front(city.port))
    daemon = point(make_daemon(city), city, facebook=front.origin)
    daemon.start()
    wait_for(lambda: database.one("select count(*) from core.post") > 20, what="posts")
    # First nobody is there, then somebody who never answers: one trouble, tried on at the same pace.
    front.close()
    wait_for(lambda: "platform facebook" in daemon.log(), what="the trouble")
    gone = Listener(close_at_once, port=front.port)
    closing(gone)
    time.sleep(1)
    tries, complaints, began = gone.connections, served(city, "/lapor/"), time.monotonic()
    wait_for(
        lambda: gone.connections - tries >= 4 and served(city, "/lapor/") - complaints >= 3
        and time.monotonic() - began > 5, what="tries, and polls of the feeds"
    )
    # Its streams are held together: one try after the other, not one of each of 36 streams.
    assert gone.connections - tries <= tries_at_most(time.monotonic() - began), gone.connections - tries
    gone.close()
    back = closing(Front(city.port, port=front.port))
    wait_for(lambda: "platform facebook: works again" in daemon.log(), what="the end of it")
    wait_for(lambda: len({path.split("?")[0].split("/")[3] for path in back.paths()}) >= 9,
             what="all pages' requests")
    assert daemon.stop() == 0
    log = daemon.log()
    about = [line for line in log.splitlines() if "platform facebook" in line]
    # Of eight visits in a row without an answer only those are told that are a stream's second, then the
    # platform; an answer that was still on its way begins the eight anew.
    assert len(about) == 2 and len(troubles(log)) <= 8, log
    assert re.search(r"after=\d+\w+ ", about[1] + " ") and "times=" in about[1], about
    agree.everything(settle(city, daemon), database)


def test_nobody_answers(make_city, make_daemon, database, closing):  # noqa: F811
    """Connections stand, but nothing ever comes: after eight of them it is the platform, not its streams."""
    city = make_city()
    silent = closing(Listener(hang))
    daemon = point(
        make_daemon(city), city, times="timeout: 15s, max_connections_per_host: 64",
        facebook=f"http://127.0.0.1:{silent.port}",
    )
    done = daemon.once()
    assert done.returncode == 1
    assert compare_case.complaints(city.truth(), database) == []
    said = troubles(done.stderr)
    assert len(said) <= 8 and sum("platform facebook" in line for line in said) == 1, done.stderr
    assert [line for line in said if "was over while waiting for the answer" not in line] == []


@pytest.mark.parametrize("kind", ["html200", "500"])
def test_pages_for_people(make_city, make_daemon, database, kind):
    """A platform that is down says so to people, with any status: one line for all its streams, one at its end, and
    the feeds go on. That one account is refused meanwhile is told beside it."""
    city = make_city("--reveal", "hand")
    daemon = make_daemon(city)
    under_way = daemon.setting("collector.max_in_flight")
    daemon.start()
    wait_for(lambda: database.one("select count(*) from ops.stream where last_success_at is not null") > 30, what="all streams")
    city.fault(kind, match="/fb/", times=-1)
    wait_for(lambda: "platform facebook" in daemon.log(), what="the trouble")
    polled = served(city, "/fb/"), served(city, "/lapor/"), time.monotonic()
    wait_for(lambda: served(city, "/lapor/") - polled[1] >= 5 and time.monotonic() - polled[2] > 15, what="polls of the feeds")
    # Those that were under way, and then one try after the other: streams and posts for themselves would be some
    # hundred in that time.
    assert served(city, "/fb/") - polled[0] <= under_way + tries_at_most(time.monotonic() - polled[2])
    city.clear_faults()
    wait_for(lambda: "platform facebook: works again" in daemon.log(), what="the end of it")
    assert daemon.stop() == 0
    said = [line for line in troubles(daemon.log()) if "facebook" in line]
    # A stream's second failure among the eight may be told before it is the platform's.
    assert sum("platform facebook" in line for line in said) == 1 and len(said) <= 3, said
    agree.everything(settle(city, daemon), database)


def test_one_list_that_never_answers_well(make_city, make_daemon, database):
    """The same again and again is the list's own trouble: nothing else of the platform says that it is away."""
    city = make_city("--feeds", "lapor", "--reveal", "hand")
    daemon = make_daemon(city)
    daemon.start()
    wait_for(lambda: database.one("select count(*) from ops.stream where last_success_at is not null") > 30, what="all streams")
    city.fault("500", match="/lapor/", times=-1)
    wait_for(lambda: city.state()["faults"][0]["taken"] > 10, what="tries")
    said = [line for line in troubles(daemon.log()) if "lapor" in line]
    assert len(said) == 1 and "stream lapor lapor complaints: " in said[0], said
    city.clear_faults()
    wait_for(lambda: "stream lapor lapor complaints: works again" in daemon.log(), what="the end of it")
    assert daemon.stop() == 0


def test_two_lists_that_never_answer_well(tmp_path, make_daemon, database):
    """Nor do two in turns say so, while nothing else is due."""
    page = "100064000000777"
    page_for_people = {"broken.http": b"HTTP/1.1 500 Broken\r\nContent-Type: text/html\r\n\r\n<html>Sorry</html>"}
    broken = [{"path": f"*/{page}/{edge}", "file": "broken.http"} for edge in ("published_posts", "tagged")]
    with Served(tmp_path, page, broken, files=page_for_people).simulator as city:
        daemon = make_daemon(city)
        daemon.start()
        wait_for(daemon.starts, what="the start")
        database.rows("insert into ops.request (kind, government_id, account_id, stream) select 'poll', government_id, account_id,"
                      " stream from ops.stream where stream in ('posts', 'mentions')")
        database.rows("notify pantau_request")
        wait_for(lambda: all(served(city, f"/{page}/{edge}") > 8 for edge in ("published_posts", "tagged")), what="tries")
        said = [line for line in troubles(daemon.log()) if "facebook" in line]
        assert len(said) == 2 and all("stream facebook" in line for line in said), said
        assert daemon.stop() == 0


def may_name():
    """A mount namespace, and the port of name servers: root has them, unless somebody listens there."""
    try:
        NameServer().close()
    except OSError:
        return False
    return subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode == 0


needs_root = pytest.mark.skipif(not may_name(), reason="needs root, for a name server of its own")


def with_names(daemon, folder, server):
    """The daemon sees a resolv.conf of its own, in a mount namespace of its own."""
    conf = folder / "resolv.conf"
    conf.write_text(f"nameserver {server.address}\noptions timeout:30 attempts:5\n")
    daemon.command = lambda *words: [
        "unshare", "--mount", "sh", "-c", 'mount --bind "$0" /etc/resolv.conf && exec "$@"', str(conf),
        PANTAUD, "--config", str(daemon.config), *words,
    ]


@needs_root
def test_a_slow_name_server(make_city, make_daemon, database, closing, tmp_path):  # noqa: F811
    city = make_city()
    front = closing(Front(city.port))
    names = closing(NameServer())
    daemon = make_daemon(city)
    with_names(daemon, tmp_path, names)
    point(daemon, city, facebook=f"http://graph.example:{front.port}", times="connect_timeout: 2m, timeout: 3m")
    daemon.start()
    wait_for(lambda: names.questions and compare_case.complaints(city.truth(), database) == [], what="complaints")
    assert names.questions <= {b"graph.example"} and front.requests == []
    names.released.set()
    wait_for(lambda: database.one("select count(*) from core.message") > 300, what="messages")
    assert daemon.stop() == 0
    assert troubles(daemon.log()) == []


@needs_root
def test_stopped_while_a_name_is_looked_up(make_city, make_daemon, database, closing, tmp_path):  # noqa: F811
    city = make_city()
    names = closing(NameServer())
    daemon = make_daemon(city)
    with_names(daemon, tmp_path, names)
    point(daemon, city, facebook="http://graph.example", times="connect_timeout: 2m, timeout: 3m")
    daemon.start()
    wait_for(lambda: names.questions, what="a question")
    started = time.monotonic()
    assert daemon.stop() == 0
    assert time.monotonic() - started < 80  # and not until the look-up has ended
