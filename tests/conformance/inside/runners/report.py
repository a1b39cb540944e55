"""Tells what becomes of each test.

Whoever started the suite (tests/conformance/shard.ts) reads the lines that begin with a mark: `>` a test began, `!` a
test failed and why, `=` how many of each kind there were.
"""

import fnmatch
import json
import os

#: What a process prints is cut at a limit; what is said at the end must have room.
MOST_OF_STARTS = 40_000
MOST_OF_A_REASON = 300


def say(mark, **values):
    # On a line of its own, whatever stands before.
    os.write(1, f"\n{mark}{json.dumps(values)}\n".encode())


class Report:
    def __init__(self, uncounted):
        self.uncounted = uncounted
        self.counts = {"passed": 0, "failed": 0, "skipped": 0, "uncounted": 0}
        self.said = 0
        self.failures = set()

    def counted(self, tests, name_of):
        """Those of the tests that are to be run."""
        kept = [test for test in tests if not self.is_uncounted(name_of(test))]
        self.counts["uncounted"] += len(tests) - len(kept)
        return kept

    def is_uncounted(self, name):
        return any(fnmatch.fnmatchcase(name, pattern.replace("[", "[[]")) for pattern in self.uncounted)

    def began(self, name):
        self.said += len(name)
        if self.said < MOST_OF_STARTS:
            say(">", test=name)

    def passed(self):
        self.counts["passed"] += 1

    def skipped(self):
        self.counts["skipped"] += 1

    def failed(self, name, why, had_passed=False):
        """`had_passed`: it was told to have passed before it failed to tidy up."""
        # A test may fail more than once.
        if name in self.failures:
            return
        self.failures.add(name)
        self.counts["failed"] += 1
        if had_passed:
            self.counts["passed"] -= 1
        # What counts stands at either end.
        half = MOST_OF_A_REASON // 2
        say("!", test=name, why=why if len(why) <= MOST_OF_A_REASON else f"{why[:half]} ... {why[-half:]}")

    def end(self, code):
        """`code`: as pytest ends, 0 or 1 if the tests were run."""
        say("=", code=int(code), **self.counts)
