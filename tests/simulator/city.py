# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""A running simulator as a Python object, for the tests here and for those of the whole.

    with Simulator(folder, "--seed", "7", "--reveal", "hand") as city:
        city.reveal("all")
        posts = city.walk(city.pages[0], f"/{city.pages[0].id}/published_posts", fields="id")
        truth = city.truth()
"""

import csv
import gzip
import hashlib
import hmac
import http.client
import io
import json
import os
import pathlib
import signal
import subprocess
import time
import urllib.parse

import yaml

PROGRAM = os.environ.get("SIMULATOR", "simulator")
COMMENT_FIELDS = (
    "id,message,created_time,from{id,name},parent{id},comment_count,like_count,is_hidden,"
    "permalink_url,attachment,message_tags"
)


class Page:
    """An account, such as a Facebook page, as pantau.yaml names it, with its credential."""

    def __init__(self, entry, unit, out):
        self.channel, self.public = entry["platform"], entry.get("access") == "public"
        name = None if self.public else entry.get("credential")
        self.credential = name and out / "credentials" / name
        self.id, self.handle, self.unit = entry["id"], entry["handle"], unit
        parts = dict(line.split("=", 1) for line in self.credential.read_text().split()) if self.credential else {}
        self.token, self.secret = parts.get("token"), parts.get("app_secret")

    def proof(self):
        return hmac.new(self.secret.encode(), self.token.encode(), hashlib.sha256).hexdigest()


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()
        if self.headers.get("content-encoding") == "gzip":
            self.body = gzip.decompress(self.body)

    def json(self):
        return json.loads(self.body)


class Simulator:
    def __init__(self, out, *arguments):
        self.out = pathlib.Path(out)
        self.out.mkdir(parents=True, exist_ok=True)
        self.log = open(self.out / "stderr.log", "wb")
        self.process = subprocess.Popen(
            [PROGRAM, "--out", str(self.out), *map(str, arguments)], stderr=self.log
        )
        try:
            self.port = self.wait_for_port()
        except BaseException:
            self.process.kill()
            self.stop()
            raise
        self.config, self.accounts = {}, []
        if (self.out / "pantau.yaml").exists():
            self.config = yaml.safe_load((self.out / "pantau.yaml").read_text())
            self.accounts = list(self.read_accounts())
        self.pages = self.of("facebook")

    def wait_for_port(self):
        deadline = time.monotonic() + 300
        port = self.out / "port"
        while not (port.exists() and port.read_text().endswith("\n")):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.out / "stderr.log").read_text() or "no port")
            time.sleep(0.01)
        return int(port.read_text())

    def of(self, channel):
        """The accounts of this channel, the mayor's last."""
        return [account for account in self.accounts if account.channel == channel]

    def read_accounts(self):
        for unit in self.config["units"]:
            for entry in unit.get("accounts", []):
                yield Page(entry, unit["code"], self.out)
        for leader in self.config["leaders"]:
            for entry in leader["accounts"]:
                yield Page(entry, None, self.out)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        code = self.stop()
        if kind is None:  # a leak or a crash of the simulator itself is a failure too
            assert code == 0, (self.out / "stderr.log").read_text()

    def stop(self):
        """SIGTERM; the exit code. Twice is harmless."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.log.close()
        return self.process.wait(300)

    def request(self, path, method="GET", headers=None, body=None, **query):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        try:
            url = path + ("?" + urllib.parse.urlencode(query) if query else "")
            connection.request(method, url, body=body, headers=headers or {})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def base(self, channel):
        """What stands before the paths of this channel."""
        platform = self.config["platforms"][channel]
        if "base_url" not in platform:  # a site is asked at its own address
            return "/" + urllib.parse.urlsplit(self.of(channel)[0].id).path.split("/")[1]
        return urllib.parse.urlsplit(platform["base_url"]).path

    def graph(self, page, path, **query):
        """One Graph request with the account's token, as a daemon sends it."""
        if page.secret:
            query["appsecret_proof"] = page.proof()
        headers = {"Authorization": "Bearer " + page.token, "Accept-Encoding": "gzip"}
        return self.request(self.base(page.channel) + path, headers=headers, **query)

    def walk(self, page, path, pages_max=1000, **query):
        """All items of a list, rebuilt from cursors.after."""
        items = []
        for _ in range(pages_max):
            answer = self.graph(page, path, **query).json()
            items += answer["data"]
            if not answer.get("paging", {}).get("next"):
                return items
            query["after"] = answer["paging"]["cursors"]["after"]
        raise AssertionError(f"{path} does not end")

    def comments(self, page, post, limit=100):
        return self.walk(
            page, f"/{post}/comments", filter="stream", order="chronological", summary="true",
            limit=limit, fields=COMMENT_FIELDS,
        )

    def lapor(self, shape, **query):
        token = (self.out / "credentials" / "lapor-key").read_text().strip().split("=", 1)[1]
        headers = {"Authorization": "Bearer " + token}
        return self.request(f"/lapor/{shape}/complaints", headers=headers, **query)

    def export(self, shape, **query):
        """The admin site's export at this moment, as rows of texts."""
        token = (self.out / "credentials" / "lapor-key").read_text().strip().split("=", 1)[1]
        answer = self.request(f"/lapor/{shape}/export", headers={"Authorization": "Bearer " + token}, **query)
        return list(csv.reader(io.StringIO(answer.body.decode(), newline="")))

    def post(self, path, value):
        return self.request(path, method="POST", body=json.dumps(value))

    def fault(self, kind, match="", times=1, **more):
        answer = self.post("/_sim/fault", {"kind": kind, "match": match, "times": times, **more})
        assert answer.status == 200, answer.body
        return answer.json()

    def clear_faults(self):
        self.request("/_sim/fault", method="DELETE")

    def reveal(self, until):
        return self.post("/_sim/reveal", {"until": until}).json()

    def state(self):
        return self.request("/_sim/state").json()

    def truth(self):
        assert self.request("/_sim/truth").status == 200
        truth = json.loads((self.out / "truth.json").read_text())
        # What it takes to know a person again in a database that stores no person's id.
        truth["pseudonym_key"] = (self.out / "credentials" / "pseudonym-key").read_text().strip()
        return truth

    def served(self):
        """Each request that was answered; a line that is being written is not one yet."""
        whole = (self.out / "served.log").read_text().rpartition("\n")[0]
        return [json.loads(line) for line in whole.splitlines()]
