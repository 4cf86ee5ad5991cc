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
