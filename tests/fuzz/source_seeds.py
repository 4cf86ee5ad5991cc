#!/usr/bin/python3
# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""source_seeds.py FOLDER [PLATFORM]: the recorded answers (of one platform) as inputs of fuzz_source.

Each is "PLATFORM/STREAM", the given lines of its expectation, an empty line and the answer. The first answer
of each stream comes once more as "any": through every adapter.
"""

import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "source"


def main(folder, platform="*"):
    folder = Path(folder)
    folder.mkdir(exist_ok=True)
    for answer in sorted(SOURCE.glob(f"{platform}/*/*.http")):
        stream = answer.parent.relative_to(SOURCE)
        expect = answer.with_suffix(".expect").read_bytes().split(b"\n")
        given = [line + b"\n" for line in expect if line.startswith(b"given ")]
        name = str(answer.relative_to(SOURCE)).replace("/", "-")
        body = answer.read_bytes()
        (folder / name).write_bytes(str(stream).encode() + b"\n" + b"".join(given) + b"\n" + body)
        if answer.name.startswith("001"):
            (folder / f"any-{name}").write_bytes(b"any\n\n" + body)


main(*sys.argv[1:])
