# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""The daemon is killed and the database thrown down at random moments while a city lives: afterwards the
database equals the truth, nothing lost, nothing twice."""

import random
import signal
import time

import agree
from conftest import SEED
from stand import Daemon, settle, wait_for


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


def two_daemons(make_city, make_daemon, reveal):
    """Both with the same accounts, and with short leases: what one does not hold it takes over soon."""
    city = make_city("--reveal", reveal)
    more = Daemon.FAST.replace("collector: {", "collector: { lease: 1s,")
    daemons = [make_daemon(city, more=more, settings=", statement_timeout: 2s", run=f"run{n}-") for n in (1, 2)]
    for daemon in daemons:
        daemon.start()
    return city, daemons


def test_two_writers_on_one_account(make_city, make_daemon, database):
    """One holds the streams, and no message is written twice."""
    city, daemons = two_daemons(make_city, make_daemon, "10")
    wait_for(lambda: city.state()["done"], 60, "the end of the city's days")
    assert [daemon.stop() for daemon in daemons] == [0, 0]
    agree.everything(settle(city, daemons[0]), database)


def test_two_writers_on_one_thread(make_city, make_daemon, database):
    """One of them is frozen again and again, wherever it is: with an answer in its hands, in the middle of
    a transaction that holds the account. The other takes the streams over and goes on in the same
    threads; the first wakes up, and what it brings from before is refused or is the same."""
    chance = random.Random(SEED)
    city, daemons = two_daemons(make_city, make_daemon, "25")
    for turn in range(10):
        frozen = daemons[turn % 2]
        time.sleep(chance.uniform(0.2, 0.8))
        frozen.process.send_signal(signal.SIGSTOP)
        time.sleep(chance.uniform(1.2, 3.0))
        frozen.process.send_signal(signal.SIGCONT)
    wait_for(lambda: city.state()["done"], 60, "the end of the city's days")
    hands = [daemon.log().count("reloaded, polling 38 streams") for daemon in daemons]
    assert min(hands) > 0 and sum(hands) > 3, f"the streams changed hands {hands} times"
    assert [daemon.stop() for daemon in daemons] == [0, 0]
    agree.everything(settle(city, daemons[0]), database)


def test_session_ended_while_a_question_is_open(make_city, make_daemon, database):
    """The server's last words are an error; the question is asked again, and answered once."""
    city = make_city()
    daemon = make_daemon(city)
    holder = database.connect()
    holder.cursor().execute("begin; lock table core.government in share mode")  # readers pass, writers wait
    daemon.start()
    asking = "select pid from pg_stat_activity where datname = current_database() and state = 'active'" \
        " and query like 'select ops.sync_config%%'"
    wait_for(lambda: database.rows(asking), 30, "the configuration on its way")
    assert database.one(f"select pg_terminate_backend(pid) from ({asking}) as a")
    holder.close()
    wait_for(lambda: database.one("select count(*) from core.message") > 0, 60, "the first messages")
    assert daemon.stop() == 0, daemon.log()
    assert daemon.log().count("the database is back") == 1
