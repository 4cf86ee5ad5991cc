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
    wait_for(lambda: daemon.starts(), what="the start")
    for part in range(1, 6):
        city.reveal(int(state["begin"] + part / 6 * (state["end"] - state["begin"])))
        time.sleep(chance.uniform(0.2, 2.5))
        cluster.stop(signal.SIGQUIT)
        time.sleep(chance.uniform(0.0, 1.5))
        cluster.start()
        # Without an away there is no back: the next blow waits until this one was felt.
        wait_for(lambda: daemon.log().count("the database is back") == part, what="the database")
    written = database.one("select count(*) from core.message")
    city.reveal("all")
    wait_for(lambda: database.one("select count(*) from core.message") > written, what="more messages")
    assert daemon.stop() == 0
    log = daemon.log()
    # Who is away for long is told of again, when the reason is another one.
    assert log.count("the database is away") >= log.count("the database is back") == 5, log
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
    wait_for(lambda: city.state()["done"], what="the end of the city's days")
    assert [daemon.stop() for daemon in daemons] == [0, 0]
    agree.everything(settle(city, make_daemon(city)), database)


def test_two_writers_on_one_thread(make_city, make_daemon, database):
    """One of them is frozen again and again, wherever it is: with an answer in its hands, in the middle of
    a transaction that holds the account. The other takes the streams over and goes on in the same
    threads; the first wakes up, and what it brings from before is refused or is the same."""
    chance = random.Random(SEED)
    city, daemons = two_daemons(make_city, make_daemon, "25")
    hands = 0

    def held(daemon):
        return database.one(
            "select count(*) from ops.stream where active and lease_owner like %s", f"%{daemon.config.name}"
        )

    for turn in range(10):
        frozen, other = daemons[turn % 2], daemons[1 - turn % 2]
        time.sleep(chance.uniform(0.2, 0.8))
        hands += held(frozen) > 19
        frozen.process.send_signal(signal.SIGSTOP)
        wait_for(lambda: held(other) > 19, what="the takeover")  # noqa: B023
        time.sleep(chance.uniform(0.0, 1.5))
        frozen.process.send_signal(signal.SIGCONT)
    assert hands > 3, f"the streams changed hands {hands} times"
    wait_for(lambda: city.state()["done"], what="the end of the city's days")
    assert [daemon.stop() for daemon in daemons] == [0, 0]
    agree.everything(settle(city, make_daemon(city)), database)


def test_session_ended_while_a_question_is_open(make_city, make_daemon, database):
    """The server's last words are an error; the question is asked again, and answered once: a configuration that comes
    in, and then streams that are leased, over another connection."""
    city = make_city()
    daemon = make_daemon(city)
    holders = [database.connect(), database.connect()]
    holders[0].cursor().execute("begin; lock table core.government in share mode")  # readers pass, writers wait
    holders[1].cursor().execute("begin; lock table ops.lease in share mode")
    daemon.start()
    for holder, question in zip(holders, ("ops.sync_config", "ops.lease_take")):
        asking = "select pid from pg_stat_activity where datname = current_database() and state = 'active'" \
            f" and wait_event_type = 'Lock' and query like 'select %%{question}%%'"
        wait_for(lambda: database.rows(asking), what=question)  # noqa: B023
        assert database.one(f"select pg_terminate_backend(pid) from ({asking}) as a")
        holder.close()
    wait_for(lambda: database.one("select count(*) from core.message") > 0, what="the first messages")
    assert daemon.stop() == 0, daemon.log()
    assert daemon.log().count("the database takes the configuration again") == 1, daemon.log()
    assert daemon.log().count("the database is back") == 1, daemon.log()
