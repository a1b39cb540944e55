"""Runs CPython's own tests. Arguments are names of modules, classes or tests."""

import concurrent.futures as futures
import io
import sys
import sysconfig
import unittest

from unittest_results import Result, counted


def run(arguments, report):
    suite = load(arguments)
    kind = type("Told", (Result,), {"report": report})
    runner = unittest.TextTestRunner(io.StringIO(), verbosity=0, resultclass=kind)
    result = runner.run(counted(suite, report))
    return 0 if result.wasSuccessful() else 1


def load(names):
    # Tests are left out by the name of the platform, for what Pyodide alone does not have, though the machine has it.
    # So the name is another one while they choose; when they run it is what every program sees.
    # What is read once, by the true name.
    sysconfig.get_config_vars()
    platform, sys.platform = sys.platform, "linux"
    try:
        from test import support

        support.has_subprocess_support = support.has_fork_support = False
        # No long waits and no large files; sockets, but nothing of the internet.
        support.use_resources = {"network": None}
        # A class of tests is made of it, though none is run: there is one interpreter in a process.
        futures.InterpreterPoolExecutor = None
        return unittest.defaultTestLoader.loadTestsFromNames(names)
    finally:
        sys.platform = platform
