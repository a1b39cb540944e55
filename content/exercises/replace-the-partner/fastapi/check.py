"""Serves the shop, and runs its tests on request: as it is, and with a mistake put into it that the tests should find."""

import unittest

import main

app = main.app


def run_tests():
    suite = unittest.defaultTestLoader.loadTestsFromName("test_prices")
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    return {"ran": result.testsRun, "failed": len(result.failures) + len(result.errors)}


@app.get("/tests")
def tests():
    return run_tests()


@app.get("/tests/broken")
def tests_with_a_mistake():
    convert = main.convert
    main.convert = lambda amount, rate: amount
    try:
        return run_tests()
    finally:
        main.convert = convert
