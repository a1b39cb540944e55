"""Runs a part of a published test suite as the main thread of a process of the machine.

Beside it lie `payload.b64`, an archive of the suite and of what its tests need, and `shard.json`: `root` (where below
the archive the tests start), `arguments` (of pytest) and `uncounted` (patterns of tests that are not run). The runner
(tests/conformance/shard.ts) reads the lines that begin with a mark: `>` a test began, `!` a test failed and why, `=`
how many of each kind there were.
"""

import base64
import fnmatch
import io
import json
import os
import sys
import zipfile

#: Not below the lab's directory: the machine must not take the tests for a reader's code.
HOME = "/suite"
#: What a process prints is cut at a limit; what is said at the end must have room.
MOST_OF_STARTS = 40_000
MOST_OF_A_REASON = 300


def say(mark, **values):
    # On a line of its own, whatever stands before.
    os.write(1, f"\n{mark}{json.dumps(values)}\n".encode())


class Reporter:
    """Tells what becomes of each test; pytest knows its methods by their names."""

    def __init__(self, uncounted):
        self.uncounted = uncounted
        self.counts = {"passed": 0, "failed": 0, "skipped": 0, "uncounted": 0}
        self.said = 0
        self.failed = set()

    def pytest_collection_modifyitems(self, config, items):
        kept = [item for item in items if not self.is_uncounted(item.nodeid)]
        self.counts["uncounted"] = len(items) - len(kept)
        items[:] = kept

    def is_uncounted(self, name):
        return any(fnmatch.fnmatchcase(name, pattern.replace("[", "[[]")) for pattern in self.uncounted)

    def pytest_runtest_logstart(self, nodeid, location):
        self.said += len(nodeid)
        if self.said < MOST_OF_STARTS:
            say(">", test=nodeid)

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.fail(report.nodeid, report)
        elif report.skipped and report.when in ("setup", "call"):
            self.counts["skipped"] += 1
        elif report.passed and report.when == "call":
            self.counts["passed"] += 1

    def pytest_collectreport(self, report):
        if report.failed:
            self.fail(report.nodeid or "collection", report)

    def fail(self, name, report):
        # A test may fail and then fail to tidy up.
        if name in self.failed:
            return
        self.failed.add(name)
        self.counts["failed"] += 1
        if report.when == "teardown":
            self.counts["passed"] -= 1
        crash = getattr(report.longrepr, "reprcrash", None)
        text = crash.message if crash is not None else str(report.longrepr)[-MOST_OF_A_REASON:]
        say("!", test=name, why=text[:MOST_OF_A_REASON])


def main():
    with open("payload.b64", "rb") as file:
        archive = zipfile.ZipFile(io.BytesIO(base64.b64decode(file.read())))
    archive.extractall(HOME)
    with open("shard.json") as file:
        shard = json.load(file)
    os.chdir(f"{HOME}/{shard['root']}")
    sys.path[0] = os.getcwd()
    # Behind what the runtime brings: it is what is tested.
    sys.path += [f"{HOME}/stand_ins", f"{HOME}/packages"]
    sys.dont_write_bytecode = True

    import pytest

    reporter = Reporter(shard["uncounted"])
    code = pytest.main(
        ["-p", "no:cacheprovider", "-q", "--no-header", "--tb=line", "-rN", *shard["arguments"]], plugins=[reporter]
    )
    say("=", code=int(code), **reporter.counts)


# Tests start processes, which import this file too.
if __name__ == "__main__":
    main()
