"""Chance as the seed of a run has it: in life it differs from run to run, here it is the same each time."""

from __future__ import annotations

from _random import Random
from typing import Any


class Chance:
    """The machine's own random numbers, apart from those that programs draw."""

    def __init__(self, seed: int = 0) -> None:
        self._random = Random(seed)

    def seed(self, seed: int) -> None:
        """Begins anew with the numbers of `seed`."""
        self._random.seed(seed)

    def draw(self) -> float:
        """A number from 0 to below 1."""
        return self._random.random()

    def shuffle(self, items: list[Any]) -> None:
        """Orders `items` anew, in place: among equals, chance decides."""
        for index in range(len(items) - 1, 0, -1):
            other = int(self._random.random() * (index + 1))
            items[index], items[other] = items[other], items[index]
