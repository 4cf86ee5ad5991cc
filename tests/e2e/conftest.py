# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""One cluster for the whole run, one city and one database a test. PANTAU_SEED changes every city."""

import contextlib
import itertools
import os
import pathlib
import re
import signal

import pytest

from city import Simulator
from served import Served
from stand import Cluster, Daemon

SEED = int(os.environ.get("PANTAU_SEED", "7"))
numbers = itertools.count(1)


@pytest.fixture(scope="session")
def cluster():
    with Cluster() as running:
        yield running


def running():
    """What this process started and what has not ended: (pid, name). The cluster's server is the session's."""
    found = set()
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            pid, name, state, parent = re.match(r"(\d+) \((.*)\) (\S) (\d+)", stat.read_text(), re.S).groups()
            if int(parent) == os.getpid() and state != "Z" and name != "postgres":
                found.add((int(pid), name))
    return found


@pytest.fixture(autouse=True)
def nothing_is_left():
    """Also of a test that failed: what it started has ended, or is ended here and told."""
    before = running()
    yield
    left = running() - before
    for pid, _ in left:
        os.kill(pid, signal.SIGKILL)
    assert not left, f"left running: {sorted(left)}"


@pytest.fixture
def database(cluster):
    made = cluster.database(f"pantau_{next(numbers)}")
    yield made
    made.close()


@pytest.fixture
def make_city(tmp_path):
    cities = []

    def make(*arguments, seed=SEED, size="small"):
        if "--reveal" in arguments and "--days" not in arguments:
            # What is older than 28 days is visited once, if nobody waits under it: what happens to it
            # afterwards is not seen, by design.
            arguments += ("--days", "26")
        city = Simulator(tmp_path / f"city{len(cities)}", "--seed", seed, "--size", size, *arguments)
        cities.append(city)
        return city

    yield make
    for city in cities:
        city.stop()


@pytest.fixture
def make_daemon(database):
    daemons = []

    def make(city, **more):
        daemon = Daemon(city, database, **more)
        daemons.append(daemon)
        return daemon

    yield make
    for daemon in daemons:
        if daemon.process is not None and daemon.process.poll() is None:
            daemon.kill()


@pytest.fixture
def collect(tmp_path, database):
    """Serves answers from files and collects them; gives pantaud's end."""
    folders = itertools.count()

    def run(page, rules, **more):
        with Served(tmp_path / f"served{next(folders)}", page, rules, **more) as served:
            return Daemon(served, database).once()

    return run
