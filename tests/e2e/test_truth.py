# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""pantaud --once against a quiet city: the database equals the truth, item for item, inquiry for
inquiry, figure for figure; and a second visit changes nothing."""

import datetime
import sys
import pathlib

import compare

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "sql" / "reference"))
import km  # noqa: E402


def test_everything_arrives_and_figures_agree(make_city, make_daemon, database):
    city = make_city()
    done = make_daemon(city).once()
    assert done.returncode == 0, done.stderr
    truth = city.truth()
    assert len(truth["messages"]) > 500 and len(truth["inquiries"]) > 300
    assert compare.posts(truth, database) == []
    assert compare.messages(truth, database) == []
    assert compare.complaints(truth, database) == []
    assert compare.social_inquiries(truth, database) == []
    assert compare.nothing_twice(database) == []
    as_of = database.one("select max(as_of) from ops.refresh_round")
    connection = database.connect()
    assert km.differences(connection, as_of.astimezone(datetime.timezone.utc)) == []
    connection.close()


def test_second_visit_writes_nothing(make_city, make_daemon, database):
    city = make_city()
    daemon = make_daemon(city)
    assert daemon.once().returncode == 0
    count = "select count(*), max(xmin::text::bigint) from core.message"
    before = database.rows(count), database.rows("select count(*) from core.inquiry")
    assert daemon.once().returncode == 0
    assert (database.rows(count), database.rows("select count(*) from core.inquiry")) == before


def test_deleted_posts_leave_tombstones(make_city, make_daemon, database):
    city = make_city("--reveal", "hand", "--vanishing", "5")
    daemon = make_daemon(city)
    state = city.state()
    for share in (0.3, 0.6, 1.0):
        city.reveal(int(state["begin"] + share * (state["end"] - state["begin"])))
        done = daemon.once()
        assert done.returncode == 0, done.stderr
    truth = city.truth()
    assert compare.messages(truth, database, gone_too=True) == []
    assert compare.tombstones(truth, database) == []
    vanished = [p["external_id"] for p in truth["posts"] if p["seen"] and p["seen"][1] is not None]
    marked = [row[0] for row in database.rows("select external_id from core.post where removed_at is not null")]
    assert marked and set(marked) <= set(vanished)
