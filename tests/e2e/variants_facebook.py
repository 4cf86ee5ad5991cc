# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Answers of the Graph API as they might come, and what must be read out of them, written by hand. Each is
plausible: a version, a permission, an agency's age or a proxy has made such. Nothing here was recorded.

COMMENTS: name → (pages of bytes, {id: what must be stored}); POSTS likewise for the list of posts.
A time is epoch seconds; what is not said of a row is not checked."""

import json

PAGE = "555000111"
T = 1700000000  # 2023-11-14T22:13:20Z
ISO = "2023-11-14T22:13:20+0000"
WHO = {"id": "9001", "name": "Warga"}


def at(seconds):
    """ISO, that much later."""
    minutes, seconds = divmod(20 + seconds, 60)
    return f"2023-11-14T22:{13 + minutes}:{seconds:02d}+0000"


def comment(number, text="Kapan diperbaiki?", **more):
    """A comment with the usual fields; a field that is set to Ellipsis is not there."""
    item = {"id": number, "message": text, "created_time": ISO, "from": WHO, "like_count": 3,
            "is_hidden": False, **more}
    return {key: value for key, value in item.items() if value is not ...}


def body(items, **paging):
    return json.dumps({"data": items, **({"paging": paging} if paging else {})}).encode()


def one(*items):
    return [body(list(items))]


def row(seconds=0, **more):
    return {"sent_at": T + seconds, "role": "citizen", "text": "Kapan diperbaiki?", "likes": 3, **more}


COMMENTS = {}


def says(name, pages, rows):
    assert name not in COMMENTS
    COMMENTS[name] = (pages, rows)


says("fields in another order, and fields nobody knows", [
    b'{"paging":{"cursors":{"after":"QQ","before":"QQ"}},"data":[{"is_private":false,"like_count":3,'
    b'"can_reply_privately":true,"reactions":{"data":[]},"from":{"name":"Warga","id":"9001","picture":{}},'
    b'"created_time":"2023-11-14T22:13:20+0000","message":"Kapan diperbaiki?","id":"1_1"}]}'],
    {"1_1": row(thread_key="1_1", kind="comment", hidden=None)})
says("only an id and a time", one({"id": "2_1", "created_time": ISO}),
     {"2_1": {"sent_at": T, "role": "unknown", "text": None, "likes": None, "thread_key": "2_1"}})
says("null instead of absent", one({
    "id": "3_1", "created_time": ISO, "message": None, "from": None, "parent": None, "like_count": None,
    "is_hidden": None, "permalink_url": None, "attachment": None, "message_tags": None, "comments": None}),
    {"3_1": {"sent_at": T, "role": "unknown", "text": None, "likes": None, "hidden": None}})
says("numbers as texts, an id as a number, truth as words", one(
    comment("4_1", like_count="12", is_hidden="true"), comment(400000000000000012, like_count=0, is_hidden=1)),
    {"4_1": row(likes=12, hidden=True), "400000000000000012": row(likes=0, hidden=True)})
says("Z, offsets, fractions, seconds, milliseconds", one(
    comment("5_1", created_time="2023-11-14T22:13:20Z"), comment("5_2", created_time="2023-11-14T22:13:20.000Z"),
    comment("5_3", created_time="2023-11-15T05:13:20+07:00"), comment("5_4", created_time=T),
    comment("5_5", created_time=str(T)), comment("5_6", created_time=T * 1000),
    comment("5_7", created_time="2023-11-14T22:13:20.123456+00:00"), comment("5_8", created_time=float(T)),
    comment("5_9", created_time=" 2023-11-14T22:13:20+0000 ")),
    {f"5_{n}": row() for n in range(1, 10)})
says("replies inside comments, two levels down, with lists of their own that go on", one(
    comment("6_1", comments={"data": [
        comment("6_2", created_time=at(60), comments={"data": [comment("6_3", created_time=at(120))]}),
        comment("6_4", created_time=at(180), parent={"id": "6_1"})],
        "paging": {"cursors": {"after": "x", "before": "x"}, "next": "https://graph.facebook.com/6_1/c?after=x"}}),
    comment("6_5", comments={"data": []})),
    {"6_1": row(thread_key="6_1", kind="comment"),
     "6_2": row(60, thread_key="6_1", parent_external_id="6_1", kind="reply"),
     "6_3": row(120, thread_key="6_1", parent_external_id="6_2", kind="reply"),
     "6_4": row(180, thread_key="6_1", parent_external_id="6_1", kind="reply"), "6_5": row(thread_key="6_5")})
says("the same reply inside its comment and in the list", one(
    comment("7_1", comments={"data": [comment("7_2", created_time=at(5))]}),
    comment("7_2", created_time=at(5), parent={"id": "7_1"})),
    {"7_1": row(), "7_2": row(5, thread_key="7_1", kind="reply")})
says("authors: none, empty, without an id, the page itself, its id as a number", one(
    comment("8_1", **{"from": None}), comment("8_2", **{"from": {}}), comment("8_3", **{"from": {"name": "Warga"}}),
    comment("8_4", **{"from": {"id": PAGE, "name": "Dinas"}}), comment("8_5", **{"from": {"id": int(PAGE)}}),
    comment("8_6", **{"from": {"id": None, "name": None}}), comment("8_7", **{"from": ...})),
    {"8_1": row(role="unknown"), "8_2": row(role="unknown"), "8_3": row(role="unknown"),
     "8_4": row(role="official"), "8_5": row(role="official"), "8_6": row(role="unknown"),
     "8_7": row(role="unknown")})
says("likes in every form they ever had", one(
    comment("9_1", like_count=..., likes={"data": [], "summary": {"total_count": 7, "can_like": True}}),
    comment("9_2", like_count=..., likes=7), comment("9_3", like_count=..., likes={"count": 7, "data": [WHO]}),
    comment("9_4", like_count=..., reactions={"data": [], "summary": {"total_count": 7}}),
    comment("9_5", like_count=None, likes={"data": []})),
    {**{f"9_{n}": row(likes=7) for n in range(1, 5)}, "9_5": row(likes=None)})
says("stickers and pictures without a word", one(
    comment("10_1", "", attachment={"type": "sticker", "url": "https://example.org/s.png"}),
    comment("10_2", ..., attachment={"type": "photo", "media": {"image": {"src": "x"}}}),
    comment("10_3", None, attachment={"type": "sticker"}), comment("10_4", "")),
    {f"10_{n}": row(text="") for n in range(1, 5)})
says("a page of pages: next without cursors, by after, by time, by offset", [
    body([comment("11_1")], next="https://graph.facebook.com/v26.0/x/comments?limit=1&access_token=EAAx&after=M1%3D"),
    body([comment("11_2")], next="https://graph.facebook.com/v26.0/x/comments?limit=1&until=1699999999&__paging_token=t"),
    body([comment("11_3")], next="https://graph.facebook.com/v26.0/x/comments?offset=3&limit=1"),
    body([comment("11_4")])],
    {f"11_{n}": row() for n in range(1, 5)})
says("empty pages with a next one, and cursors on the last", [
    body([], cursors={"after": "A1", "before": "A0"}, next="https://graph.facebook.com/?after=A1"),
    body([comment("12_1")], cursors={"after": "A2", "before": "A2"}, next="https://graph.facebook.com/?after=A2"),
    body([], cursors={"after": "A3", "before": "A3"}, next="https://graph.facebook.com/?after=A3"),
    body([comment("12_2")], cursors={"after": "A4", "before": "A4"})],
    {"12_1": row(), "12_2": row()})
LONG = [letter * 1500 for letter in "AB"]
says("places of a thousand letters and more", [
    body([comment("28_1")], cursors={"after": LONG[0]}, next=f"https://graph.facebook.com/?after={LONG[0]}"),
    body([comment("28_2")], next=f"https://graph.facebook.com/?limit=1&after={LONG[1]}"), body([comment("28_3")])],
    {f"28_{n}": row() for n in (1, 2, 3)})
says("a frame without a list", [b'{"summary":{"order":"chronological","total_count":0,"can_comment":true},"paging":{}}'],
     {})
for n, paging in enumerate((b"{}", b"null", b"[]", b'{"next":""}', b'{"next":null,"cursors":null}')):
    says(f"paging is {paging.decode()}", [b'{"data":[' + json.dumps(comment(f"13{n}_1")).encode()
                                          + b'],"paging":' + paging + b"}"], {f"13{n}_1": row()})
says("ids without a post, long ids, colons, letters", one(
    comment("998877"), comment("998878", parent={"id": "998877"}), comment("1" * 30 + "_" + "2" * 30),
    comment(f"{PAGE}:14:63_1"), comment("Y29tbWVudDoxNF8x"), comment(f"{PAGE}_14_77"),
    comment("14_78", parent={"id": f"{PAGE}_14_77"})),
    {"998877": row(thread_key="998877"), "998878": row(thread_key="998877", kind="reply"),
     "1" * 30 + "_" + "2" * 30: row(), f"{PAGE}:14:63_1": row(), "Y29tbWVudDoxNF8x": row(),
     "14_77": row(thread_key="14_77"), "14_78": row(thread_key="14_77", parent_external_id="14_77")})
says("escapes: emoji, slashes, quotes, lines", [
    b'{"data":[{"id":"15_1","created_time":"2023-11-14T22:13:20+0000","from":{"id":"9001"},"like_count":3,'
    b'"message":"Jalan rusak \\ud83d\\ude2d\\n\\"RT\\/RW\\" \\u003c3 \\u00e9 &amp; \\ud83c\\uddee\\ud83c\\udde9"}]}'],
    {"15_1": row(text='Jalan rusak 😭\n"RT/RW" <3 é &amp; 🇮🇩')})
says("twice on a page and again on the next, with a newer number", [
    body([comment("16_1"), comment("16_1")], cursors={"after": "B1"}, next="https://graph.facebook.com/?after=B1"),
    body([comment("16_1", like_count=4), comment("16_2")])],
    {"16_1": row(likes=4), "16_2": row()})
says("a mark of the byte order, and white space around", [
    b"\xef\xbb\xbf\r\n  " + json.dumps({"data": [comment("17_1")]}, indent=2).replace("\n", "\r\n").encode() + b"\r\n\r\n"],
    {"17_1": row()})
says("commas too many", [
    b'{"data":[{"id":"18_1","created_time":"2023-11-14T22:13:20+0000","message":"a,]","from":{"id":"9001",},},'
    b'{"id":"18_2","created_time":"2023-11-14T22:13:20+0000",} , ],}'],
    {"18_1": {"sent_at": T, "role": "citizen", "text": "a,]"}, "18_2": {"sent_at": T, "role": "unknown"}})
says("bytes that are no UTF-8", [
    b'{"data":[{"id":"19_1","created_time":"2023-11-14T22:13:20+0000","message":"caf\xe9 rusak","like_count":3,'
    b'"from":{"id":"9001"}}]}'],
    {"19_1": row(text="caf? rusak")})
says("half an emoji and a zero", [
    b'{"data":[{"id":"20_1","created_time":"2023-11-14T22:13:20+0000","message":"a\\ud83d b\\u0000c","like_count":3,'
    b'"from":{"id":"9001"}}]}'],
    {"20_1": row(text="a\ufffd b\ufffdc")})
says("a reply before its comment, a parent with everything in it", one(
    comment("21_2", created_time=at(9), parent={"created_time": ISO, "from": WHO, "message": "x", "id": "21_1"}),
    comment("21_1")),
    {"21_1": row(thread_key="21_1"), "21_2": row(9, thread_key="21_1", parent_external_id="21_1")})
says("replies to replies over pages, without links", [
    body([comment("22_1"), comment("22_2", created_time=at(1), parent={"id": "22_1"})],
         cursors={"after": "C1"}, next="https://graph.facebook.com/?after=C1"),
    body([comment("22_3", created_time=at(2), parent={"id": "22_2"}),
          comment("22_4", created_time=at(3), parent={"id": "22_3"})],
         cursors={"after": "C2"}, next="https://graph.facebook.com/?after=C2"),
    body([comment("22_5", created_time=at(4), parent={"id": "22_4"})])],
    {f"22_{n}": row(n - 1, thread_key="22_1") for n in range(1, 6)})
says("the same, newest first", [
    body([comment("23_4", created_time=at(3), parent={"id": "23_3"})],
         cursors={"after": "D1"}, next="https://graph.facebook.com/?after=D1"),
    body([comment("23_3", created_time=at(2), parent={"id": "23_2"})],
         cursors={"after": "D2"}, next="https://graph.facebook.com/?after=D2"),
    body([comment("23_2", created_time=at(1), parent={"id": "23_1"}), comment("23_1")])],
    {f"23_{n}": row(n - 1, thread_key="23_1") for n in range(1, 5)})
says("threads from links of several forms", one(
    comment("24_1", permalink_url="https://www.facebook.com/p/posts/pfbid02abc?comment_id=1"),
    comment("24_2", created_time=at(2), permalink_url="https://www.facebook.com/p/posts/pfbid02abc?comment_id=1&reply_comment_id=2"),
    comment("24_3", created_time=at(3), permalink_url="https://www.facebook.com/photo.php?fbid=9&set=a.1&comment_id=1&reply_comment_id=3"),
    comment("24_4", created_time=at(4), parent={"id": "24_1"}, permalink_url="https://www.facebook.com/reel/9/?comment_id=Y29tbWVudDoyNF8x"),
    comment("24_5", created_time=at(5), permalink_url="https://www.facebook.com/p/videos/9/?reply_comment_id=5&comment_id=1&__tn__=R")),
    {f"24_{n}": row(0 if n == 1 else n, thread_key="24_1") for n in range(1, 6)})
says("bad ones among good ones", [
    b'{"data":[null,[],"x",{"id":"25_0"},{"id":{"a":1},"created_time":"2023-11-14T22:13:20+0000"},'
    + json.dumps(comment("25_1")).encode() + b',{"id":"25_9","created_time":"kemarin"},7,'
    + json.dumps(comment("25_2", like_count="banyak", is_hidden="mungkin")).encode() + b"]}"],
    {"25_1": row(), "25_2": row(likes=None, hidden=None)})
says("a text longer than is kept", one(comment("26_1", "é" * 40000)), {"26_1": row(text="é" * 32768, truncated=True)})
says("tags of both forms", one(
    comment("27_1", message_tags=[{"id": PAGE, "name": "Dinas", "type": "page", "offset": 0, "length": 5}]),
    comment("27_2", message_tags={"0": [{"id": "9002", "name": "Warga", "type": "user"}]}),
    comment("27_3", message_tags=[{"id": "9002", "name": "Warga"}]), comment("27_4", message_tags="x")),
    {f"27_{n}": row() for n in range(1, 5)})

POSTS = {}


def post(number, **more):
    item = {"id": number, "message": "Pelayanan buka", "created_time": ISO, "from": {"id": PAGE},
            "permalink_url": "https://www.facebook.com/x", "shares": {"count": 2},
            "comments": {"data": [], "summary": {"total_count": 5}},
            "reactions": {"data": [], "summary": {"total_count": 9}}, **more}
    return {key: value for key, value in item.items() if value is not ...}


def stored(**more):
    return {"published_at": T, "text": "Pelayanan buka", "likes": 9, "comments": 5, "shares": 2, **more}


def lists(name, items, rows):
    POSTS[name] = (items, rows)


lists("as usual", [post(f"{PAGE}_901")], {f"{PAGE}_901": stored()})
lists("a bare id, a number for an id", [post("902"), post(903)], {f"{PAGE}_902": stored(), f"{PAGE}_903": stored()})
lists("no counters at all", [post(f"{PAGE}_904", shares=..., comments=..., reactions=...)],
      {f"{PAGE}_904": stored(likes=None, comments=None, shares=None)})
lists("null everywhere", [{"id": f"{PAGE}_905", "created_time": ISO, "message": None, "shares": None,
                           "comments": None, "reactions": None, "from": None, "attachments": None}],
      {f"{PAGE}_905": {"published_at": T, "text": None, "likes": None, "shares": None}})
lists("counters as texts, in older places", [
    post(f"{PAGE}_906", shares={"count": "2"}, comments={"data": [], "summary": {"total_count": "5"}},
         reactions=..., likes={"data": [], "summary": {"total_count": "9"}}),
    post(f"{PAGE}_907", shares=2, comments={"count": 5}, reactions=..., likes={"count": 9, "data": []}),
    post(f"{PAGE}_908", reactions={"data": [WHO], "paging": {}}, likes={"data": [], "summary": {"total_count": 9}})],
    {f"{PAGE}_{n}": stored() for n in (906, 907, 908)})
lists("a story, pictures alone, an event", [
    post(f"{PAGE}_909", message=..., story="Dinas memperbarui foto sampul."),
    post(f"{PAGE}_910", message=..., attachments={"data": [{"media_type": "album", "type": "album"}]}),
    post(f"{PAGE}_911", attachments={"data": []}, status_type="created_event")],
    {f"{PAGE}_909": stored(text=None), f"{PAGE}_910": stored(text=None, format="photo"),
     f"{PAGE}_911": stored(format="event")})
lists("times", [post(f"{PAGE}_912", created_time=T), post(f"{PAGE}_913", created_time="2023-11-14T22:13:20Z"),
                post(f"{PAGE}_914", created_time=str(T))],
      {f"{PAGE}_{n}": stored() for n in (912, 913, 914)})
lists("twice", [post(f"{PAGE}_915"), post(f"{PAGE}_915")], {f"{PAGE}_915": stored()})
lists("bad ones among good ones", [None, {"id": f"{PAGE}_999"}, post(f"{PAGE}_916"), "x"], {f"{PAGE}_916": stored()})
