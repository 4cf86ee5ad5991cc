# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""X: which inquiry an answer ends. A mention stands in one list, its answer in the account's own timeline, and
what is said below a post in a third: what comes of all of them is written beside them, by hand."""

import pytest

from served import Served
from stand import Daemon

AIR, PUPR, MAYOR, WARGA, LAIN = "111", "112", "119", "901", "902"
MORE = """
  - code: air
    government: "32.98"
    name: "Dinas Air"
    kind: dinas
    accounts: [ {{ platform: x, id: "111", handle: dinasair, credential: x }} ]
  - code: pupr
    government: "32.98"
    name: "Dinas Pekerjaan Umum"
    kind: dinas
    accounts: [ {{ platform: x, id: "112", handle: pupr_kota, credential: x }} ]
leaders:
  - government: "32.98"
    position: walikota
    accounts: [ {{ platform: x, id: "119", handle: walikota, credential: x, answered_by: air }} ]
"""
HANDLES = {AIR: "dinasair", PUPR: "pupr_kota", MAYOR: "walikota", WARGA: "warga1", LAIN: "warga2"}


def item(number, author, minute, text, conversation=None, parent=None, to=None, names=()):
    """Written at this minute of nine o'clock on 14 November 2023."""
    made = {"id": number, "author_id": author, "text": text, "conversation_id": conversation or number,
            "created_at": f"2023-11-14T09:{minute:02d}:00.000Z", "edit_history_tweet_ids": [number],
            "entities": {"mentions": [{"id": who, "username": HANDLES[who]} for who in names]}}
    if parent:
        made["referenced_tweets"] = [{"type": "replied_to", "id": parent}]
        made["in_reply_to_user_id"] = to
    return made


# A citizen's mention, answered; the mayor's of two units, answered by one and then the other.
M1 = item("1001", WARGA, 0, "@dinasair kapan air nyala?", names=[AIR])
R1 = item("1002", AIR, 5, "Sore ini.", "1001", "1001", WARGA, [WARGA])
M2 = item("1003", MAYOR, 1, "@dinasair @pupr_kota kapan selesai?", names=[AIR, PUPR])
R2 = item("1004", AIR, 7, "Besok, Pak.", "1003", "1003", MAYOR, [MAYOR, PUPR])
B2 = item("1005", PUPR, 30, "Kami bantu.", "1003", "1003", MAYOR, [MAYOR, AIR])
# Somebody else's conversation, in which a third names the unit; the unit answers the third.
S0 = item("1010", LAIN, 2, "Banjir lagi")
M3 = item("1011", WARGA, 3, "@warga2 @dinasair kapan disedot?", "1010", "1010", LAIN, [LAIN, AIR])
R3 = item("1012", AIR, 9, "Tim berangkat.", "1010", "1011", WARGA, [WARGA, LAIN])
# The mayor names two units and points to a citizen's post, by address and as a quotation; one of them answers there.
M4 = item("1030", MAYOR, 25, "@dinasair @pupr_kota tolong https://t.co/AbCdEf kapan?", names=[AIR, PUPR])
M4["entities"]["urls"] = [{"url": "https://t.co/AbCdEf", "expanded_url": "https://twitter.com/warga1/status/1001"}]
M4["referenced_tweets"] = [{"type": "quoted", "id": "1001"}]
R4 = item("1031", AIR, 40, "Sudah nyala.", "1001", "1001", WARGA, [WARGA])
# Below a post of the unit: two who ask, one who is answered, and goes on asking.
P = item("1020", AIR, 10, "Gangguan pipa hari ini.")
C1 = item("1021", WARGA, 11, "@dinasair sampai kapan?", "1020", "1020", AIR, [AIR])
C2 = item("1022", LAIN, 12, "@dinasair di RT 7 kapan?", "1020", "1020", AIR, [AIR])
RC = item("1023", AIR, 15, "Sampai pukul 16.", "1020", "1021", WARGA, [WARGA])
C3 = item("1024", WARGA, 20, "@dinasair masih mati, bagaimana?", "1020", "1023", AIR, [AIR])


def page(items, *beside):
    if not items:
        return {"meta": {"result_count": 0}}
    return {"data": items, "includes": {"tweets": list(beside)}, "meta": {"result_count": len(items)}}


def rules():
    for number, name in HANDLES.items():
        yield f"users/{number}", {"data": {"id": number, "name": name, "username": name}}
    yield "users/111/tweets", page([R4, RC, P, R3, R2, R1], C1, M3, M2, M1)
    # 1003 was lost from the list of mentions: it stands beside the answer alone.
    yield "users/111/mentions", page([M4, C3, C2, C1, B2, M3, M1], RC, P, S0, M1)
    yield "users/112/tweets", page([B2], M2)
    yield "users/112/mentions", page([M4, R2, M2], M1)
    yield "users/119/tweets", page([M4, M2], M1)
    yield "users/119/mentions", page([])
    yield "tweets/search/recent", page([C3, RC, C2, C1], P), {"query": "conversation_id:1020"}
    yield "tweets/search/recent", page([])


def collect(folder, answers, database):
    rules = [{"path": f"/x/2/{path}", "body": body, "query": dict(*query)} for path, body, *query in answers]
    with Served(folder, "555000111", rules, more=MORE).simulator as city:
        config = city.out / "pantau.yaml"
        config.write_text(config.read_text().replace(
            "platforms: {", f'platforms: {{ x: {{ plan: enterprise, base_url: "http://127.0.0.1:{city.port}/x/2" }},', 1))
        (city.out / "credentials" / "x").write_text("token=SIMULATED")
        (city.out / "credentials" / "x").chmod(0o600)
        done = Daemon(city, database).once()
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def database(tmp_path_factory, cluster):
    made = cluster.database("x")
    collect(tmp_path_factory.mktemp("x"), rules(), made)
    return made


def stored(database, account):
    return {row["external_id"]: (row["thread_key"], row["role"], row["kind"]) for row in database.dicts(
        "select m.external_id, m.thread_key, m.role, m.kind from core.message as m join core.account as a "
        "using (government_id, account_id) where a.external_id = %s", (account,))}


def test_messages_of_the_unit(database):
    assert stored(database, AIR) == {
        "1001": ("1001", "citizen", "mention"), "1002": ("1001", "official", "reply"),
        "1003": ("1003", "leader", "mention"), "1004": ("1003", "official", "reply"),
        "1005": ("1003", "official", "mention"),
        "1011": ("1010", "citizen", "mention"), "1012": ("1010", "official", "reply"),
        "1021": ("1021", "citizen", "comment"), "1023": ("1021", "official", "reply"),
        "1024": ("1021", "citizen", "reply"), "1022": ("1022", "citizen", "comment"),
        "1030": ("1030", "leader", "mention"), "1031": ("1001", "official", "reply"),
    }


def test_messages_of_the_other_unit(database):
    assert stored(database, PUPR) == {
        "1003": ("1003", "leader", "mention"), "1004": ("1003", "official", "mention"),
        "1005": ("1003", "official", "reply"), "1030": ("1030", "leader", "mention"),
    }


def test_inquiries(database):
    found = {(row["external_id"], row["opening_id"]): (row["class"], row["state"], row["answer_id"])
             for row in database.dicts(
                 "select a.external_id, i.opening_id, i.class, i.state, i.answer_id from core.inquiry as i "
                 "join core.account as a using (government_id, account_id)")}
    assert found == {
        (AIR, "1001"): ("citizen", "answered", "1002"),
        (AIR, "1003"): ("leader", "answered", "1004"),
        (AIR, "1011"): ("citizen", "answered", "1012"),
        (AIR, "1021"): ("citizen", "answered", "1023"),
        (AIR, "1022"): ("citizen", "waiting", None),
        (AIR, "1024"): ("citizen", "waiting", None),
        (PUPR, "1003"): ("leader", "helped", "1004"),
        # Each by its own answer there, and by nobody else's; that of before it was named is none.
        (AIR, "1030"): ("leader", "answered", "1031"), (PUPR, "1030"): ("leader", "waiting", None),
    }


def test_where_the_answer_is(database):
    assert database.rows("select distinct external_id, in_post, channel, object_key from core.message_reference "
                         "order by 2, 3") == [("1030", False, "x", "1001"), ("1030", True, "x", "1001")]
    assert database.rows("select a.external_id, i.answer_source_id, extract(epoch from i.ended_at - i.opened_at)::int "
                         "from core.inquiry as i join core.account as a on (a.government_id, a.account_id) = "
                         "(i.government_id, i.answer_account_id)") == [(AIR, "1001", 900)]
    shown = database.rows("select distinct answer_permalink from metrics.inquiry_detail where opening_id = '1030' "
                          "and state = 'answered'")
    assert shown == [("https://x.com/i/web/status/1031",)]


def test_no_name_of_a_citizen_is_kept(database):
    assert database.rows("select count(*) from core.message_mention as m join core.account as a on a.government_id = "
                         "m.government_id and a.account_id = m.mentioned_account_id where a.channel <> 'x'") == [(0,)]
    named = "select count(*) from core.message where permalink !~ '^https://x.com/i/web/status/[0-9]+$'"
    assert database.rows(named) == [(0,)]


def test_a_post_that_comes_after_who_points_to_it(tmp_path, cluster):
    """The mayor points to the unit's post, which its timeline shows only later: what stands there counts from then on."""
    made = cluster.database("x_late")
    asked = item("1040", MAYOR, 45, "@dinasair @pupr_kota https://t.co/AbCdEf kapan?", names=[AIR, PUPR])
    asked["entities"]["urls"] = [{"url": "https://t.co/AbCdEf", "expanded_url": "https://x.com/dinasair/status/1020"}]
    reply = item("1041", AIR, 50, "Sampai pukul 17.", "1020", "1021", WARGA, [WARGA])
    late = list(rules())[:4]  # the accounts themselves
    late += [("users/111/mentions", page([asked, C1], P)), ("users/112/mentions", page([asked])),
             ("users/119/tweets", page([asked])), ("users/119/mentions", page([])), ("users/112/tweets", page([])),
             ("tweets/search/recent", page([reply, C1], P), {"query": "conversation_id:1020"}),
             ("tweets/search/recent", page([]))]
    ends = ("select a.external_id, i.state, i.answer_id from core.inquiry as i join core.account as a "
            "using (government_id, account_id) where i.opening_id = '1040' order by 1")
    collect(tmp_path / "first", late + [("users/111/tweets", page([reply], C1, P))], made)
    assert stored(made, AIR)["1041"] == ("1021", "official", "reply")
    assert made.rows(ends) == [(AIR, "waiting", None), (PUPR, "waiting", None)]
    collect(tmp_path / "again", late + [("users/111/tweets", page([reply, P], C1))], made)
    assert made.rows(ends) == [(AIR, "answered", "1041"), (PUPR, "waiting", None)]


def test_what_the_search_shows_no_more_is_not_asked_for(tmp_path, cluster):
    """It shows a week: what is older is not gone, and to look it up one by one costs."""
    made = cluster.database("x_again")
    answers = list(rules())
    collect(tmp_path / "first", answers, made)
    assert "1022" in stored(made, AIR)
    collect(tmp_path / "again", [answer for answer in answers if len(answer) < 3], made)
    assert made.rows("select stream, target, verdict from ops.run where verdict <> 'done'") == []
    assert made.one("select count(*) from core.message where gone_by is not null") == 0
