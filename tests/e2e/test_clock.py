# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""A host whose clock is set while pantaud runs: it says so once, polls at its pace, and loses nothing."""

import os
import struct

import pytest

import compare
from stand import settle, wait_for

CLOCK = os.environ.get("CLOCK", "")
HOUR = 3600


@pytest.mark.parametrize("hours, words", [(26, "set forward by 26h"), (-26, "set back by 26h")])
def test_a_clock_that_jumps(make_city, make_daemon, database, tmp_path, hours, words):
    clock = tmp_path / "clock"
    clock.write_bytes(struct.pack("q", 0))
    city = make_city("--reveal", "hand")
    state = city.state()
    city.reveal(int((state["begin"] + state["end"]) / 2))
    daemon = make_daemon(city)
    options = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
    daemon.start(LD_PRELOAD=CLOCK, CLOCK_FILE=str(clock), ASAN_OPTIONS=options)
    wait_for(lambda: database.one("select count(*) from core.message") > 100, what="messages")
    with open(clock, "r+b") as file:
        file.write(struct.pack("q", hours * HOUR))
    wait_for(lambda: words in daemon.log(), what="the word of it")
    written, mark = database.one("select count(*) from core.message"), len(city.served())
    city.reveal("all")
    wait_for(lambda: database.one("select count(*) from core.message") > written, what="more messages")
    wait_for(lambda: len(city.served()) > mark + 100, what="polls")
    times = [line["time"] for line in city.served()[mark:]]
    # 36 streams and some hundred posts, of which none is asked more often than every two seconds.
    assert all(later - first > 0.2 for first, later in zip(times, times[400:])), "a hot loop"
    assert daemon.log().count("the clock of this host") == 1, daemon.log()
    assert "next try in" not in daemon.log(), daemon.log()
    # What the terms' limits and gaps count from was by now, for whoever's clock is right.
    assert database.one("""select greatest(
        (select max(greatest(first_observed_at, changed_observed_at, gone_by)) from core.message),
        (select max(greatest(first_observed_at, changed_observed_at, removed_at)) from core.post),
        (select max(observed_at) from core.account_sample), (select max(last_success_at) from ops.stream),
        (select max(last_success_at) from ops.target)) <= clock_timestamp()""")
    assert daemon.stop() == 0
    truth = settle(city, daemon)
    said = compare.messages(truth, database, gone_too=True)
    # What was deleted since is called so when the time has come that was noted: nothing is lost by that.
    assert [line for line in said if "is missing" in line] == []
    assert compare.nothing_twice(database) == []
