# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""Answers of the real platforms. They hold texts of real people and are not part of this repository:
PANTAU_PAYLOADS, or shared/payloads beside the source; without them there is nothing to do."""

import datetime
import json
import os
import pathlib
import re

import pytest

from stand import SOURCE


class Recorded:
    """The folder of one platform."""

    def __init__(self, platform):
        root = pathlib.Path(os.environ.get("PANTAU_PAYLOADS", SOURCE.parent / "shared" / "payloads"))
        self.folder = root / platform
        self.needed = pytest.mark.skipif(not self.folder.is_dir(), reason=f"no recorded answers in {self.folder}")

    def load(self, name):
        return json.loads((self.folder / f"{name}.json").read_text())


def moment(text):
    """Of each form of time that a recording has; parts of a second are not kept."""
    text = re.sub(r"Z$|([+-]\d\d)(\d\d)$", lambda zone: f"{zone[1]}:{zone[2]}" if zone[1] else "+00:00", text)
    return datetime.datetime.fromisoformat(text).replace(microsecond=0)


def causes(database):
    """What the operator is told of each stream that failed: its cause and the answer's status."""
    return {stream: (verdict, cause, status) for stream, verdict, cause, status in database.rows(
        "select stream, verdict, cause, http_status from ops.stream where verdict is not null")}
