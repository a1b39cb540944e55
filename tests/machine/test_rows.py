"""Rows of a trace: what is entered and left becomes stretches, merged and without empty ones."""

from __future__ import annotations

import unittest

from world.tracing.rows import RANK, STATES, Names, Room, Rows

WORK = (1, 2, RANK["cpu"], "main.py:3")
WAIT = (1, 2, RANK["lock"], None)


class Stretches(unittest.TestCase):
    def setUp(self) -> None:
        self.told: list[str] = []
        self.rows = Rows(Names(100, 100), Room(3, lambda: self.told.append("full")))

    def test_that_fill_the_room_say_so_once_and_are_written_all_the_same(self) -> None:
        for when in range(6):
            self.rows.enter("a", when, when, WORK)
            self.assertEqual(self.told, ["full"] if when >= 3 else [])
        self.rows.leave_all(9)
        self.assertEqual(len(self.rows.rows), 6)
        self.assertEqual(self.told, ["full"])

    def test_are_written_when_the_next_begins_or_the_last_is_left(self) -> None:
        self.rows.enter("a", 10, 7, WORK)
        self.assertEqual(self.rows.rows, [])
        self.rows.enter("a", 15, 7, WAIT)
        self.rows.leave("a", 30)
        self.assertEqual(
            self.rows.rows,
            [(7, 1, 2, RANK["cpu"], 10, 15, 0), (7, 1, 2, RANK["lock"], 15, 30, None)],
        )

    def test_go_on_where_nothing_changed(self) -> None:
        self.rows.enter("a", 10, 7, WORK)
        self.rows.enter("a", 12, 7, WORK)
        self.rows.leave("a", 20)
        self.assertEqual(self.rows.rows, [(7, 1, 2, RANK["cpu"], 10, 20, 0)])

    def test_of_another_request_are_others(self) -> None:
        self.rows.enter("a", 10, 7, WORK)
        self.rows.enter("a", 12, 8, WORK)
        self.rows.leave("a", 20)
        self.assertEqual([(row[0], row[4], row[5]) for row in self.rows.rows], [(7, 10, 12), (8, 12, 20)])

    def test_of_no_length_are_none(self) -> None:
        self.rows.enter("a", 10, 7, WORK)
        self.rows.enter("a", 10, 7, WAIT)
        self.rows.leave("a", 10)
        self.assertEqual(self.rows.rows, [])

    def test_of_one_key_know_nothing_of_another(self) -> None:
        self.rows.enter("a", 10, 7, WORK)
        self.rows.enter("b", 11, 8, WAIT)
        self.assertEqual((self.rows.state_of("a"), self.rows.state_of("b")), (RANK["cpu"], RANK["lock"]))
        self.rows.leave("a", 12)
        self.assertIsNone(self.rows.state_of("a"))
        self.rows.leave("a", 13)
        self.rows.leave_all(14)
        self.assertEqual([(row[0], row[4], row[5]) for row in self.rows.rows], [(7, 10, 12), (8, 11, 14)])
        self.rows.leave_all(15)
        self.assertEqual(len(self.rows.rows), 2)

    def test_say_since_when_they_last(self) -> None:
        self.assertIsNone(self.rows.begun("a"))
        self.rows.enter("a", 10, 7, WORK)
        self.rows.enter("a", 15, 7, WORK)
        self.assertEqual(self.rows.begun("a"), 10)


class Strings(unittest.TestCase):
    def test_have_one_number_each_in_the_order_in_which_they_came(self) -> None:
        names = Names(100, 100)
        self.assertEqual([names.index(name) for name in ("a", None, "b", "a", "")], [0, None, 1, 0, 2])
        self.assertEqual(names.table, ["a", "b", ""])

    def test_are_so_many_and_so_long_and_no_more(self) -> None:
        names = Names(2, 3)
        self.assertEqual([names.index(name) for name in ("abcd", "abce", "x", "y", "x", "abc")], [0, 0, 1, None, 1, 0])
        self.assertEqual(names.table, ["abc", "x"])


class Ranks(unittest.TestCase):
    def test_put_what_holds_others_up_before_what_waits(self) -> None:
        self.assertEqual(STATES, ("cpu", "blocking", "core", "loop", "thread", "lock", "await", "backlog"))
        self.assertEqual([RANK[state] for state in STATES], list(range(8)))


if __name__ == "__main__":
    unittest.main()
