# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""One cluster for the whole run, one city and one database a test. PANTAU_SEED changes every city."""

import itertools
import os

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


@pytest.fixture
def database(cluster):
    return cluster.database(f"pantau_{next(numbers)}")


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
    running = []

    def run(page, rules, **more):
        served = Served(tmp_path / f"served{len(running)}", page, rules, **more)
        running.append(served.simulator)
        return Daemon(served, database).once()

    yield run
    for simulator in running:
        simulator.stop()
