"""Runs the tests before the service starts, so that their result is in its output. Alone: python -m unittest."""

import unittest

from main import app

__all__ = ["app"]

unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.loadTestsFromName("test_prices"))
