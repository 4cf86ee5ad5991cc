# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Answers from files, served to a real pantaud: what stands between a body and the rows it must become."""

import json

from city import Simulator

HEAD = """
credentials: {{ directory: "{out}/credentials" }}
state_directory: "{out}/state"
platforms: {{ {platform}: {{ base_url: "http://127.0.0.1:{port}/v26.0"{settings} }} }}
governments: [ {{ code: "32.98", name: "Kota Simulasi", kind: city, timezone: Asia/Jakarta }} ]
units:
  - code: humas
    government: "32.98"
    name: "Hubungan Masyarakat"
    kind: badan
    accounts: [ {{ platform: {platform}, id: "{page}", {account}credential: fb }} ]
"""
EDGES = ("published_posts", "comments", "tagged", "visitor_posts", "conversations", "media", "stories", "tags",
         "replies")
GONE = {"error": {"message": "Unsupported get request.", "type": "GraphMethodException", "code": 100,
                  "error_subcode": 33}}
NOTHING_FOUND = {"kind": "youtube#channelListResponse", "pageInfo": {"totalResults": 0, "resultsPerPage": 5}}


def rule(path, body, after=None):
    return {"path": f"/v26.0/{path}", "query": {"after": after}, "body": body}


def graph(page):
    """A page with a name and nothing else."""
    return [rule(page, {"id": page, "name": "Halaman"}), *({"path": f"*/{edge}", "body": {"data": []}} for edge in EDGES),
            {"path": "*", "status": 400, "body": GONE}]


def x(account):
    """Every list is empty, and every id that is asked for is one that nobody knows."""
    return [rule(f"users/{account}", {"data": {"id": account, "name": "Halaman", "username": "halaman"}}),
            {"path": "*", "body": {"meta": {"result_count": 0}}}]


def youtube(channel):
    """A channel with a name, and nothing of whatever else is asked for."""
    item = {"kind": "youtube#channel", "id": channel, "snippet": {"title": "Kanal"}}
    return [rule("channels", {**NOTHING_FOUND, "items": [item]}), {"path": "*", "body": NOTHING_FOUND}]


# What answers where no rule of a test does, and what the configuration says of the platform besides.
DEFAULTS = {"facebook": (graph, ""), "instagram": (graph, ""), "threads": (graph, ""), "x": (x, ", plan: no_government"),
            "youtube": (youtube, "")}


class Served:
    """A platform with one page that answers by rules (those of the simulator's serve.json), and whatever
    else the configuration names; `files` are bodies that no JSON writer makes, `account` is what the
    configuration says of the page besides. It, or its simulator, is left by "with", so that nothing goes on
    when a test fails."""

    def __init__(self, folder, page, rules, files=None, more="", platform="facebook", account=""):
        served = folder / "served"
        served.mkdir(parents=True)
        rest, settings = DEFAULTS[platform]
        (served / "serve.json").write_text(json.dumps([*rules, *rest(page)]))
        for name, body in (files or {}).items():
            (served / name).write_bytes(body)
        self.simulator = Simulator(folder / "city", "--serve", served)
        self.out = self.simulator.out
        credentials = self.out / "credentials"
        credentials.mkdir(mode=0o700, exist_ok=True)
        secret = "key=AIzarecorded" if platform == "youtube" else "token=EAArecorded"
        for name, text in (("fb", secret), ("pseudonym-key", "0123456789abcdef" * 4)):
            (credentials / name).write_text(text)
            (credentials / name).chmod(0o600)
        (self.out / "pantau.yaml").write_text(
            (HEAD + more).format(out=self.out, port=self.simulator.port, page=page, platform=platform,
                                 account=account, settings=settings)
        )

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.simulator.__exit__(*error)
