"""Runs tests with pytest."""

import glob

import pytest
from report import MOST_OF_A_REASON


def run(arguments, report):
    words = ["-p", "no:cacheprovider", "-q", "--no-header", "--tb=line", "-rN"]
    words += [word for argument in arguments for word in expand(argument)]
    return pytest.main(words, plugins=[Reporter(report)])


def expand(argument):
    """The paths that an argument stands for, or the argument."""
    return (sorted(glob.glob(argument)) if "*" in argument else None) or [argument]


class Reporter:
    """pytest knows its methods by their names."""

    def __init__(self, report):
        self.report = report

    def pytest_collection_modifyitems(self, config, items):
        items[:] = self.report.counted(items, lambda item: item.nodeid)

    def pytest_runtest_logstart(self, nodeid, location):
        self.report.began(nodeid)

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.fail(report.nodeid, report)
        elif report.skipped and report.when in ("setup", "call"):
            self.report.skipped()
        elif report.passed and report.when == "call":
            self.report.passed()

    def pytest_collectreport(self, report):
        if report.failed:
            self.fail(report.nodeid or "collection", report)

    def fail(self, name, report):
        crash = getattr(report.longrepr, "reprcrash", None)
        text = crash.message if crash is not None else str(report.longrepr)[-MOST_OF_A_REASON:]
        self.report.failed(name, text, report.when == "teardown")
