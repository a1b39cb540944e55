"""Stands in for a compiled package that asks the system about processes: tests that use it are skipped."""

import pytest


class Process:
    def __init__(self, *args):
        pytest.skip("there is no system to ask")
