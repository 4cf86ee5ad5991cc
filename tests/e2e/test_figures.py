# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Views of figures that take too long beside a running pantaud: they alone stay behind, and it is said once."""

from stand import wait_for

SLOW = """
create table core.pace (seconds float8 not null);
alter table core.pace owner to pantau_owner;
insert into core.pace values (0);
create materialized view metrics.slow as select seconds, pg_sleep(seconds)::text as waited from core.pace;
alter materialized view metrics.slow owner to pantau_owner;
create unique index on metrics.slow (seconds);
insert into ops.refresh_policy (view, mode, max_age, timeout) values ('metrics.slow', 'matview', '1 s', '5 s');
"""


def refreshed(database, view):
    return database.one("select refreshed_at from ops.refresh_state where view = %s", view)


def after(database, view, moment):
    wait_for(lambda: refreshed(database, view) > moment, what=f"a later refresh of {view}")


def test_a_view_that_takes_too_long(make_city, make_daemon, database):
    database.rows(SLOW)
    daemon = make_daemon(make_city())
    daemon.start()
    wait_for(lambda: database.rows("select 1 from ops.refresh_state where view = 'metrics.slow'"), what="its refresh")
    assert "metrics.slow" not in daemon.log()
    database.rows("update core.pace set seconds = 3600")
    failed = "view metrics.slow: could not be refreshed, its last state stays: it took longer than 5s"
    wait_for(lambda: failed in daemon.log(), what="the end of it")
    good, others = refreshed(database, "metrics.slow"), ("metrics.poll_coverage_1", "metrics.response_rolling_store")
    # The others go on, over several more tries of this one.
    database.rows("update ops.refresh_policy set max_age = '1 s'")
    for _ in range(3):
        before = {view: refreshed(database, view) for view in others}
        for view in others:
            after(database, view, before[view])
    line = next(line for line in daemon.log().splitlines() if failed in line)
    assert "in ops.refresh_policy)" in line and "give it more time" in line.split("hint=")[1], line
    assert refreshed(database, "metrics.slow") == good and database.one("select seconds from metrics.slow") == 0
    assert daemon.log().count("metrics.slow") == 1, daemon.log()
    database.rows("update core.pace set seconds = 0.25")
    wait_for(lambda: "view metrics.slow: refreshed again" in daemon.log(), what="the end of the trouble")
    assert database.one("select seconds from metrics.slow") == 0.25
    assert daemon.stop() == 0
    assert "figures could not be refreshed" not in daemon.log(), daemon.log()


def test_a_whole_round_says_which_view_it_lacks(make_city, make_daemon, database):
    database.rows(SLOW + "update core.pace set seconds = 3600;")
    done = make_daemon(make_city()).once()
    assert done.returncode == 1 and done.stderr.count("view metrics.slow: could not be refreshed") == 1, done.stderr
    assert refreshed(database, "metrics.response_daily_1") is not None
