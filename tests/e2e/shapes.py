# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""What an item of the truth must look like in the database, per platform: a Shape for each, in SHAPES. A
platform that is added to the simulator is compared as soon as it has one."""

FACEBOOK = "https://www.facebook.com"
INSTAGRAM = "https://www.instagram.com"
TIKTOK = "https://www.tiktok.com"


class Shape:
    """Where a platform differs from the common case: everything is told that the truth knows."""

    samples = True  # of accounts
    fans = False  # counts fans beside followers
    followers = True
    answers_below_mentions = False  # of an account, listed with the post that tags it
    answers_name_whom = False  # an answer names whom it answers
    erases_text = False  # its terms demand that the text of what is gone goes, too
    likes, shares, views = "likes_only", None, None  # names in the truth of what a post's sample has

    def was_listed(self, post, when):
        """Whether a visit at this moment of the world finds it in a list."""
        return post["published_at"] <= when

    def post(self, post):
        return {
            "published_at": post["published_at"],
            "text": post["text"],
            "format": post["format"],
            "hidden": None,  # lists have published ones alone
            "likes": post[self.likes] if self.likes else None,
            "shares": post[self.shares] if self.shares else None,
            "views": post[self.views] if self.views else None,
            "comments": post["announced_comments"],
            "announced_comments": post["announced_comments"],
        }

    def name_below_mention(self, message, mention):
        return message["external_id"]

    def author(self, message):
        """The name that stands behind the pseudonym."""
        return message["author"]

    def message(self, message):
        mention = message["kind"] == "mention"
        direct = message["kind"] == "direct_message"
        return {
            "sent_at": message["sent_at"],
            "thread_key": message["thread"],
            "parent_external_id": message["parent"],
            "post_external_id": None if mention or direct else message["post"],
            "kind": message["kind"],
            "role": message["role"],
            "text": None if direct else message["text"],
            "truncated": False,
            "likes": None if mention or direct else message["likes"],
            "hidden": None if mention or direct else message["hidden"],
            # What cannot be read counts as a question, whoever wrote it.
            "needs_answer": direct or bool(message["needs_answer"]),
            "gone": False,
        }


class Facebook(Shape):
    answers_below_mentions = True
    fans, likes, shares = True, "reactions", "shares"

    def post(self, post):
        more = {"hidden": False, "alias_ids": [post["alias_id"]], "permalink": self.link(post)}
        return {**super().post(post), **more}

    def link(self, post):
        author, number = post["external_id"].split("_", 1)
        if post["format"] == "reel":
            return f"{FACEBOOK}/reel/{number}/"
        return self.named_by_query(author, number) or f"{FACEBOOK}/{author}/posts/{number}"

    def named_by_query(self, author, number):
        """A third of the addresses has one path for all."""
        return f"{FACEBOOK}/permalink.php?story_fbid=pfbid0{number}&id={author}" if number[-1] in "369" else None

    def message(self, message):
        found = super().message(message)
        # Of a post elsewhere the truth does not say whether it is a reel, which its link names.
        if message["kind"] not in ("comment", "reply"):
            return found
        return {**found, "permalink": self.comment_link(message) if message["post"] else None}

    def name_below_mention(self, message, mention):
        """An id of the old form names whose post it is."""
        return f"{mention}_{message['external_id'].rsplit('_', 1)[1]}"

    def comment_link(self, message):
        author, number = message["post"].split("_", 1)
        own, root = (message[name].rsplit("_", 1)[1] for name in ("external_id", "thread"))
        reply = f"&reply_comment_id={own}" if own != root else ""
        by_query = self.named_by_query(author, number)
        post = f"{by_query}&" if by_query else f"{FACEBOOK}/{author}/posts/{number}/?"
        return f"{post}comment_id={root}{reply}"


class Instagram(Shape):
    def was_listed(self, post, when):
        return super().was_listed(post, when) and (post["listed_until"] or when + 1) > when

    def post(self, post):
        found = {**super().post(post), "alias_ids": []}
        if post["secret_likes"]:
            found["likes"] = None
        if post["format"] != "story":  # whose link has the handle
            kind = "reel" if post["format"] == "reel" else "p"
            found["permalink"] = f"{INSTAGRAM}/{kind}/S{post['external_id'][4:]}/"
        return found

    def author(self, message):
        """A tag tells a name alone."""
        if message["kind"] == "mention" and message["role"] == "citizen":
            return "@" + message["author_handle"].lower()
        return message["author"]

    def message(self, message):
        found = super().message(message)
        if message["kind"] == "mention":
            return {**found, "text": message["text"].replace("@", "")}
        return {**found, "permalink": None}


class TikTok(Shape):
    shares, views = "shares", "views"

    def post(self, post):
        """A number of shares where it is 0, too."""
        return {**super().post(post), "shares": post["shares"] or 0}


class Web(Shape):
    """The first sentence is the title. Nothing is counted, and the posts are all that is read."""

    samples, likes = False, None

    def post(self, post):
        text = post["text"].replace(". ", ".\n\n", 1)
        site, number = post["account"].split("/")[4], post["external_id"].rpartition("=")[2]
        found = {"text": text, "permalink": f"https://{site}.simulasi.example/berita/{number}/"}
        return {**super().post(post), **found, "comments": None, "announced_comments": None}


class X(Shape):
    erases_text = True
    answers_below_mentions = answers_name_whom = True
    views = "views"

    def post(self, post):
        return {**super().post(post), "shares": post["shares"] or 0}

    def message(self, message):
        """A mention is a post like any other, with its counters wherever it is shown."""
        return {**super().message(message), "hidden": None, "likes": message["likes"]}


class YouTube(Shape):
    erases_text = True
    views = "views"

    def post(self, post):
        link = f"https://www.youtube.com/watch?v={post['external_id']}"
        return {**super().post(post), "hidden": False, "permalink": link}

    def message(self, message):
        link = f"https://www.youtube.com/watch?v={message['post']}&lc={message['external_id']}"
        return {**super().message(message), "hidden": None, "permalink": link}


class Threads(Shape):
    """How many replies there are is told with the other numbers of a post, of replies nothing is counted."""

    shares, views = "shares", "views"

    def post(self, post):
        found = super().post(post)
        return {**found, "shares": found["shares"] or 0, "announced_comments": None, "hidden": None}

    def message(self, message):
        return {**super().message(message), "likes": None}


SHAPES = {
    "facebook": Facebook(),
    "instagram": Instagram(),
    "threads": Threads(),
    "tiktok": TikTok(),
    "web": Web(),
    "x": X(),
    "youtube": YouTube(),
}
