# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""What people see first: tests/demo.sh in tests/cluster.sh, as `./dev demo` calls them."""

import fcntl
import os
import pathlib
import pty
import re
import select
import shlex
import shutil
import signal
import struct
import subprocess
import termios
import time

import pytest
import shapes

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMMAND = ["sh", "tests/cluster.sh", "sh", "tests/demo.sh", os.environ["PANTAUD"], os.environ["SIMULATOR"]]
PATIENCE_S = 300
CHANNELS = shapes.SHAPES.keys() | {"lapor", "lapor-arsip", "aplikasi-kota", "lapor-daerah", "keluhan"}


@pytest.fixture
def start(tmp_path):
    """Starts the demo; its city lies in tmp_path. What stands in the way of Ctrl-C is taken away: a suite
    in the background ignores it, and so would the demo."""
    running = []

    def heard():
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
            signal.signal(number, signal.SIG_DFL)

    def run(*arguments, **more):
        process = subprocess.Popen([*COMMAND, *arguments], cwd=ROOT, env={**os.environ, "TMPDIR": str(tmp_path)},
                                   start_new_session=True, **more, preexec_fn=heard)
        running.append(process)
        return process

    yield run
    for process in running:
        if process.poll() is None:
            process.terminate()
            process.wait(PATIENCE_S)


def figures(text):
    """The table of the demo: (unit, channel) → (n, answered)."""
    rows = re.findall(r"^(\S+) +(\S+) +(?:\d+|-) +(\d+) +(\d+) +(?:never|-|\d)", text, re.M)
    return {(unit, channel): (int(n), int(answered)) for unit, channel, n, answered in rows}


def read_until(descriptor, pattern):
    """All that came until the pattern was in it."""
    text, end = "", time.monotonic() + PATIENCE_S
    while not re.search(pattern, text):
        assert time.monotonic() < end, text
        if select.select([descriptor], [], [], 1)[0]:
            text += os.read(descriptor, 65536).decode(errors="replace").replace("\r\n", "\n")
    return text


def connects(text):
    """The psql line that is shown, pasted; gives the server's folder."""
    line = shlex.split(re.search(r"^ *(psql .*)$", text, re.M)[1])
    told = subprocess.run([*line, "-XAtc", "select count(*) > 0 from metrics.catalogue"], check=True,
                          capture_output=True, text=True, timeout=PATIENCE_S)
    assert told.stdout == "t\n"
    return line[line.index("-h") + 1]


def left_of(folder):
    """Processes that name the folder in their command or environment."""
    found = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if any(folder.encode() in (process / what).read_bytes() for what in ("cmdline", "environ")):
                found.append(process.name)
        except OSError:
            continue
    return found


def gone(folder, city):
    """Nothing is left. Who was told to end may still be on his way: a sleep, a psql."""
    end = time.monotonic() + PATIENCE_S
    while left_of(folder) and time.monotonic() < end:
        time.sleep(0.1)
    return not pathlib.Path(folder).exists() and not left_of(folder) and not list(city.iterdir())


def test_once_ends_with_the_table(start, tmp_path):
    process = start("--once", stdout=subprocess.PIPE, text=True)
    out, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, out
    assert re.search(r"^polls: \d+ requests, \d+ brought something new, \d+ failed$", out, re.M), out
    assert max(map(len, out.splitlines())) <= 80, out
    table = figures(out)
    channels = {channel for unit, channel in table if unit == "(all)"} - {"all"}
    assert channels == CHANNELS
    silent = {channel for channel in channels if table["(all)", channel][0] == 0}
    assert silent == {"web", "lapor-arsip"} # nobody asks on websites; that feed is counted apart
    posts = set(re.findall(r"^\(all\) +(\S+) +\d+ ", out, re.M))
    assert posts == shapes.SHAPES.keys() | {"all"} # there are posts wherever an account is
    for channel in channels - silent: # each inquiry is one unit's, or of a body that the city has not
        units = [n for (unit, own), (n, _) in table.items() if own == channel and unit != "(all)"]
        assert 0 < sum(units) <= table["(all)", channel][0]
    assert sum(table["(all)", channel][0] for channel in channels) == table["(all)", "all"][0]
    assert all(answered <= n for n, answered in table.values())
    assert not list(tmp_path.iterdir())


def test_sigterm_ends_all(start, tmp_path):
    process = start(stdout=subprocess.PIPE)
    folder = connects(read_until(process.stdout.fileno(), r"psql .*\n"))
    process.terminate()
    process.stdout.close()
    assert process.wait(PATIENCE_S) == 128 + signal.SIGTERM
    assert gone(folder, tmp_path)


@pytest.mark.parametrize("lines, columns, told", [
    pytest.param(24, 80, signal.SIGINT, id="ctrl_c"),
    pytest.param(0, 0, signal.SIGHUP, id="serial_console_and_its_end")]) # which knows no size
def test_a_small_terminal_holds_it_and_ends_it(start, tmp_path, lines, columns, told):
    mine, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    process = start(stdin=its, stdout=its, stderr=its)
    # A frame that more rows would not fit into, up to the next one.
    text = read_until(mine, r"more where the window is higher\)(?s:.)*\033\[2J")
    frame = text[:text.rindex("\033[2J")].split("\033[2J")[-1].removesuffix("\033[H")
    assert frame.count("\n") < 24 and max(map(len, frame.splitlines())) <= 80, frame
    assert {channel for unit, channel in figures(frame) if unit == "(all)"} == CHANNELS | {"all"}, frame
    folder = connects(frame)
    # What a terminal does: the signal goes to all that it shows.
    os.killpg(process.pid, told)
    end = time.monotonic() + PATIENCE_S
    while process.poll() is None and time.monotonic() < end: # it may write until its end
        if select.select([mine], [], [], 0.1)[0]:
            os.read(mine, 65536)
    assert process.returncode == 128 + told
    assert gone(folder, tmp_path)


def test_a_cluster_of_its_own_reads_what_is_typed():
    """Whatever the user's own variables of libpq say."""
    environment = {**os.environ, "PGPORT": "99", "PGHOSTADDR": "127.0.0.1", "PGOPTIONS": "-csearch_path=nowhere",
                   "PGTARGETSESSIONATTRS": "read-only"}
    told = subprocess.run(["sh", "tests/cluster.sh", "psql", "-XAt"], cwd=ROOT, input="select 6 * 7;", text=True,
                          env=environment, capture_output=True, timeout=PATIENCE_S)
    assert (told.returncode, told.stdout) == (0, "42\n"), told.stderr


def test_dev_finds_its_clone_through_a_link(tmp_path):
    clone, elsewhere = tmp_path / "my klon ü", tmp_path / "bin"
    clone.mkdir()
    elsewhere.mkdir()
    shutil.copy(ROOT / "dev", clone)
    (elsewhere / "pantau-dev").symlink_to(clone / "dev")
    environment = {**os.environ, "CDPATH": str(tmp_path), "PATH": f"{elsewhere}:{os.environ['PATH']}"}
    environment.pop("PANTAU_BUILD", None)
    told = subprocess.run(["pantau-dev", "build"], cwd="/", env=environment, stderr=subprocess.PIPE, text=True,
                          timeout=PATIENCE_S)
    # Nothing is there to be built, and it says where.
    assert told.returncode == 1
    assert told.stderr.endswith(f"dev: configuring {clone}/build failed\n"), told.stderr
