# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""The daemon is killed and the database thrown down at random moments while a city lives: afterwards the
database equals the truth, nothing lost, nothing twice."""

import random
import signal
import time

import agree
from conftest import SEED
from stand import settle, wait_for


def test_killed_at_random_moments(make_city, make_daemon, database):
    chance = random.Random(SEED)
    city = make_city("--reveal", "25")
    daemon = make_daemon(city)
    for _ in range(20):
        daemon.start()
        time.sleep(chance.uniform(0.2, 2.0))
        daemon.kill()
    agree.everything(settle(city, daemon), database)


def test_database_thrown_down(cluster, make_city, make_daemon, database):
    chance = random.Random(SEED)
    city = make_city("--reveal", "hand")
    daemon = make_daemon(city)
    state = city.state()
    daemon.start()
    for part in range(1, 6):
        city.reveal(int(state["begin"] + part / 6 * (state["end"] - state["begin"])))
        time.sleep(chance.uniform(0.2, 2.5))
        cluster.stop(signal.SIGQUIT)
        time.sleep(chance.uniform(0.0, 1.5))
        cluster.start()
        # Without an away there is no back: the next blow waits until this one was felt.
        wait_for(lambda: daemon.log().count("the database is back") == part, 60, "the database")
    written = database.one("select count(*) from core.message")
    city.reveal("all")
    wait_for(lambda: database.one("select count(*) from core.message") > written, 60, "more messages")
    assert daemon.stop() == 0
    log = daemon.log()
    assert log.count("the database is away") == log.count("the database is back") == 5, log
    agree.everything(settle(city, daemon), database)


def test_two_writers_on_one_account(make_city, make_daemon, database):
    """Two daemons with the same accounts: one holds the streams, and no message is written twice."""
    city = make_city("--reveal", "10")
    first, second = make_daemon(city), make_daemon(city)
    second.config = city.out / "run-second.yaml"
    second.config.write_text(first.config.read_text())
    first.start()
    second.start()
    wait_for(lambda: city.state()["done"], 60, "the end of the city's days")
    assert first.stop() == 0
    assert second.stop() == 0
    agree.everything(settle(city, first), database)
