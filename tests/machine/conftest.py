"""Fixtures: a machine on greenlets, and its programs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from harness.bench import Bench


@pytest.fixture
def bench() -> Iterator[Bench]:
    """A machine of two cores."""
    made = Bench()
    yield made
    made.close()


@pytest.fixture
def one_core() -> Iterator[Bench]:
    """A machine of one core."""
    made = Bench(cores=1)
    yield made
    made.close()
