# SPDX-FileCopyrightText: The Pantau authors
# SPDX-License-Identifier: Apache-2.0
"""pytest speaks TAP, one line a test: `PYTHONPATH=tests python3 -m pytest -p tap FOLDER`.

What the tests print, and why one failed, follows its line as comments. Their temporary folders are gone
afterwards, also when SIGTERM ended them.
"""

import signal
import sys
import tempfile

import pytest


class Tap:
    """Counts, and writes each line as soon as a test is over."""

    def __init__(self, out):
        self.out = out
        self.number = 0

    def line(self, text):
        self.out.write(text + "\n")
        self.out.flush()

    def comment(self, text):
        for line in text.splitlines():
            self.line("# " + line)

    def pytest_collection_finish(self, session):
        if session.items:
            self.line(f"1..{len(session.items)}")

    def pytest_collectreport(self, report):
        if report.failed:
            self.line(f"Bail out! {report.nodeid}: cannot be read")
            self.comment(str(report.longrepr))

    def pytest_runtest_logreport(self, report):
        name = report.nodeid.split("/")[-1].replace("#", "")
        if report.skipped:
            self.number += 1
            why = report.longrepr[2] if isinstance(report.longrepr, tuple) else "skipped"
            self.line(f"ok {self.number} - {name} # SKIP {why}")
        elif report.when == "call" or report.failed:
            self.number += report.when != "teardown"
            self.line(f"{'not ' if report.failed else ''}ok {self.number} - {name}")
            if report.failed:
                self.comment(str(report.longrepr))
                for title, content in report.sections:
                    self.comment(f"{title}\n{content}")


@pytest.hookimpl(hookwrapper=True)
def pytest_cmdline_main(config):
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="pantau-test.") as folder:
        config.option.basetemp = folder + "/tmp"
        yield


@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        config.pluginmanager.unregister(reporter)
    config.pluginmanager.register(Tap(sys.__stdout__), "tap-writer")
