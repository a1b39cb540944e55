"""Numbers of a replay and the table of them, as the lab prints them."""

from __future__ import annotations

import unittest
from typing import Any

from replay.parts.table import cells, digits, nearest_rank, seconds, table

MS = 1_000_000
UNITS = {"s": "{value} s", "ms": "{value} ms", "us": "{value} µs", "rate": "{value} /s"}


def row(arrival: int, end: int | None, status: int | None = 200, error: str | None = None) -> list[Any]:
    """A request of a trace, times in milliseconds."""
    return [0, arrival * MS, None, None, None, None if end is None else end * MS, status, error, 0, None]


class Numbers(unittest.TestCase):
    def test_nearest_rank(self) -> None:
        values = list(range(1, 101))
        self.assertEqual([nearest_rank(values, percent) for percent in (1, 50, 95, 99, 100)], [1, 50, 95, 99, 100])
        self.assertEqual([nearest_rank([5, 7], percent) for percent in (0, 50, 51, 100)], [5, 5, 7, 7])
        self.assertEqual(nearest_rank(list(range(1000)), 95), 949)
        self.assertIsNone(nearest_rank([], 50))

    def test_three_digits_that_mean_something_and_all_before_the_point(self) -> None:
        told = {
            0: "0",
            0.12345: "0.123",
            1.2: "1.2",
            1.236: "1.24",
            12.36: "12.4",
            123.6: "124",
            1236.7: "1,237",
            100: "100",
            10: "10",
        }
        self.assertEqual({value: digits(value) for value in told}, told)
        self.assertEqual((digits(0.00123456), digits(-1.236), digits(1_000_000)), ("0.00123", "-1.24", "1,000,000"))

    def test_seconds_in_the_unit_that_fits(self) -> None:
        told = {
            None: "–",
            0: "0 s",
            2_500 * MS: "2.5 s",
            100 * MS: "0.1 s",
            99 * MS: "99 ms",
            100_000: "0.1 ms",
            99_000: "99 µs",
            1: "0.001 µs",
        }
        self.assertEqual({value: seconds(value, UNITS) for value in told}, told)
        self.assertEqual(seconds(1, UNITS), "0.001 µs")


class Cells(unittest.TestCase):
    def test_of_requests_that_were_all_answered(self) -> None:
        rows = [row(0, 100), row(10, 200), row(20, 520)]
        self.assertEqual(cells(rows, UNITS), ["0.52 s", "0.19 s", "0.5 s", "0.5 s", "5.77 /s", "0"])

    def test_of_many(self) -> None:
        rows = [row(0, end) for end in range(1, 201)]
        self.assertEqual(cells(rows, UNITS), ["0.2 s", "0.1 s", "0.19 s", "0.198 s", "1,000 /s", "0"])

    def test_of_such_as_failed(self) -> None:
        rows = [
            row(0, 100),
            row(0, 300, 500),
            row(0, 400, 499),
            row(0, 500, None, "timeout"),
            row(0, 450, 200, "reset"),
            row(0, None, None),
        ]
        self.assertEqual(cells(rows, UNITS), ["0.5 s", "0.3 s", "0.45 s", "0.45 s", "4 /s", "3"])

    def test_the_way_from_the_first_arrival_to_the_last_end(self) -> None:
        self.assertEqual(cells([row(500, 600), row(300, 400)], UNITS)[0], "0.3 s")

    def test_of_a_thousand_failures(self) -> None:
        self.assertEqual(cells([row(0, 100, 500)] * 1000, UNITS)[-2:], ["0 /s", "1,000"])

    def test_of_nothing_that_ended(self) -> None:
        self.assertEqual(cells([row(5, None, None)], UNITS), ["0 s", "–", "–", "–", "0 /s", "0"])

    def test_of_what_took_no_time(self) -> None:
        self.assertEqual(cells([row(5, 5)], UNITS), ["0 s", "0 s", "0 s", "0 s", "0 /s", "0"])


class Table(unittest.TestCase):
    def test_columns_are_as_wide_as_what_they_hold_and_names_stand_left(self) -> None:
        self.assertEqual(
            table([["", "p50", "errors"], ["FastAPI", "0.1 s", "0"], ["等待", "10 s", "12"]]),
            "           p50  errors\nFastAPI  0.1 s       0\n等待      10 s      12",
        )

    def test_no_line_ends_in_spaces(self) -> None:
        self.assertEqual(table([["name", ""], ["a", ""]]), "name\na")


if __name__ == "__main__":
    unittest.main()
