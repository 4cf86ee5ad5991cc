# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""pantaud --once against a quiet city: the database equals the truth, item for item, inquiry for
inquiry, figure for figure; and a second visit changes nothing."""

import agree
import compare
import features


def test_everything_arrives_and_figures_agree(make_city, make_daemon, database):
    database.every_view()
    city = make_city("--referring")
    done = make_daemon(city).once()
    assert done.returncode == 0, done.stderr
    truth = city.truth()
    assert not {"answered there", "answered here"} & set(features.absent_references(truth))
    assert len(truth["messages"]) > 500 and len(truth["inquiries"]) > 300
    # Nothing was seen before it went: there is no tombstone.
    assert compare.messages(truth, database) == []
    agree.everything(truth, database)
    agree.comments(database)
    # Views that are refreshed as a whole are as young as the figures, too.
    assert database.rows("select view from ops.refresh_state where as_of < (select as_of from metrics.as_of)") == []
    # Each text that a government wrote is measured, with the dictionary, and the messages have their language.
    assert database.rows("select * from ops.text_next(1, 1)") == []
    assert database.rows("select external_id from core.text_measure where kind = 'message' except "
                         "select external_id from core.message where role = 'official'") == []
    written = database.one("select count(*)::int from core.message where role = 'official' and text is not null")
    assert database.one("select count(*)::int from core.text_measure where kind = 'message'") == written > 0
    assert database.one("select count(*)::int from core.text_measure where looked_up > 0") > 0
    assert database.one("select count(*)::int from core.inquiry where language = 'id'") > 0
    total = "where unit_id = 0 and channel = 'all' and opener = 'all' and population = 'needed' and clock = 'calendar'"
    assert database.one(f"select sum(n)::int from metrics.response_daily {total}") == database.one(
        f"select n::int from metrics.response_rolling {total} and scope = 'own' and window_days = 364") > 0
    latest = {
        (row["external_id"]): row["followers"]
        for row in database.dicts(
            "select distinct on (a.external_id) a.external_id, s.followers from core.account_sample as s "
            "join core.account as a using (government_id, account_id) "
            "order by a.external_id, s.observed_at desc"
        )
    }
    assert latest == {a["external_id"]: a["followers"][-1][1] for a in truth["accounts"]}


def test_second_visit_writes_nothing(make_city, make_daemon, database):
    city = make_city("--referring")
    daemon = make_daemon(city)
    assert daemon.once().returncode == 0
    count = "select count(*), max(xmin::text::bigint) from core.message"
    before = database.rows(count), database.rows("select count(*) from core.inquiry")
    assert daemon.once().returncode == 0
    assert (database.rows(count), database.rows("select count(*) from core.inquiry")) == before


def test_threads_without_links(make_city, make_daemon, database):
    """Nothing but parents says what a comment's thread is, and parents stand on earlier pages."""
    city = make_city()
    city.fault("no_links", match="/comments", times=-1)
    daemon = make_daemon(city, posts=", comments_page: 3")
    assert daemon.once().returncode == 0
    truth = city.truth()
    replies = [m for m in truth["messages"] if m["parent"] not in (None, m["thread"])]
    assert len(replies) > 50
    said = compare.messages(truth, database) + compare.social_inquiries(truth, database)
    assert [line for line in said if "permalink is None" not in line] == []
    count = "select count(*), max(xmin::text::bigint) from core.message"
    before = database.rows(count)
    assert daemon.once().returncode == 0
    assert database.rows(count) == before, "the same guesses again are no change"


def test_deleted_posts_leave_tombstones(make_city, make_daemon, database):
    city = make_city("--reveal", "hand", "--vanishing", "5", "--referring")
    daemon = make_daemon(city)
    state = city.state()
    for share in (0.3, 0.6, 1.0):
        city.reveal(int(state["begin"] + share * (state["end"] - state["begin"])))
        done = daemon.once()
        assert done.returncode == 0, done.stderr
    truth = city.truth()
    agree.everything(truth, database)
    assert database.one("select count(*) from core.post where removed_at is not null") > 0
