#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Memory of the whole daemon with many accounts: what it takes at most until all streams are leased and
scheduled, and what it holds then. No platform answers: what pages would add is not in it.

    PANTAUD=… tests/bench/memory.py [--accounts N] [--limit MIB]
"""

import argparse
import pathlib
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "e2e"), str(TESTS / "simulator")]

import stand  # noqa: E402

UNITS = 500
HEAD = """\
credentials: {{ directory: "{folder}" }}
state_directory: "{folder}/none"
platforms:
  facebook: {{ base_url: "http://127.0.0.1:9/fb/v26.0" }}
schedules:
  slow: {{ account: 24h, posts: 24h, comments: 24h, mentions: 24h }}
governments:
  - {{ code: "32.98", name: "Kota Simulasi", kind: city, timezone: Asia/Jakarta, calendar: id-asn }}
units:
"""


class Folder:
    """Stands where stand.Daemon expects a simulated city."""

    def __init__(self, out, accounts):
        self.out = out
        secrets = out / "credentials"
        secrets.mkdir(mode=0o700)
        for name, secret in (("page", "token=x"), ("pseudonym-key", "0" * 64)):
            (secrets / name).write_text(secret + "\n")
            (secrets / name).chmod(0o600)
        lines = [HEAD.format(folder=secrets)]
        for unit in range(min(UNITS, accounts)):
            lines.append(f'  - {{ code: u{unit}, government: "32.98", name: "Dinas {unit}", kind: dinas, accounts: [\n')
            lines.extend(
                f'      {{ platform: facebook, id: "{10**14 + number}", handle: h{number}, credential: page,'
                " schedule: slow },\n"
                for number in range(unit, accounts, UNITS)
            )
            lines.append("    ] }\n")
        (out / "pantau.yaml").write_text("".join(lines))


def memory_of(process):
    """(most, now) in MiB."""
    lines = pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines()
    fields = dict(line.split(":", 1) for line in lines)
    return tuple(int(fields[name].split()[0]) / 1024 for name in ("VmHWM", "VmRSS"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--accounts", type=int, default=100000)
    parser.add_argument("--limit", type=float, default=96, help="MiB")
    parser.add_argument("--timeout", type=float, default=600)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pantau.bench.") as folder, stand.Cluster() as cluster:
        database = cluster.database("memory")
        daemon = stand.Daemon(Folder(pathlib.Path(folder), args.accounts), database, more="")
        daemon.start()
        stand.wait_for(
            lambda: daemon.process.poll() is not None or database.one("select count(*) from ops.run") > 0,
            args.timeout, "the first visit")
        assert daemon.process.poll() is None, daemon.log()[-2000:]
        streams = database.one("select count(*) from ops.stream where lease_owner is not null")
        most, now = memory_of(daemon.process)
        daemon.kill()
    print(f"{args.accounts:,} accounts, {streams:,} streams: {now:.0f} MiB held, {most:.0f} MiB at most; "
          f"≤ {args.limit:.0f} MiB  {'met' if now <= args.limit else 'MISSED'}")


if __name__ == "__main__":
    main()
