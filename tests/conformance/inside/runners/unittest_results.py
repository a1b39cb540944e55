"""Tells a report what unittest finds."""

import unittest


def counted(suite, report):
    """The tests of a suite that are to be run, in its order."""
    return unittest.TestSuite(report.counted(list(each(suite)), lambda test: test.id()))


def each(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from each(test)
        else:
            yield test


class Result(unittest.TextTestResult):
    """unittest knows its methods by their names."""

    report = None

    def startTest(self, test):  # noqa: N802
        super().startTest(test)
        self.report.began(test.id())

    def addSuccess(self, test):  # noqa: N802
        super().addSuccess(test)
        # Told of tests with parts that failed, too.
        if test.id() not in self.report.failures:
            self.report.passed()

    def addError(self, test, err):  # noqa: N802
        super().addError(test, err)
        self.fail(test, err)

    def addFailure(self, test, err):  # noqa: N802
        super().addFailure(test, err)
        self.fail(test, err)

    def addSubTest(self, test, subtest, err):  # noqa: N802
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.fail(test, err)

    def addUnexpectedSuccess(self, test):  # noqa: N802
        super().addUnexpectedSuccess(test)
        self.report.failed(test.id(), "passed, and is expected to fail")

    def addSkip(self, test, reason):  # noqa: N802
        super().addSkip(test, reason)
        self.report.skipped()

    def addExpectedFailure(self, test, err):  # noqa: N802
        super().addExpectedFailure(test, err)
        self.report.skipped()

    def fail(self, test, err):
        self.report.failed(test.id(), f"{err[0].__name__}: {err[1]}")
