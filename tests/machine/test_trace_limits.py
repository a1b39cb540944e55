"""What a trace has room for: rows, names, and what programs print."""

from __future__ import annotations

from world import limits
from world.output import Paper, Printed
from world.tracing.rows import Names, Room, Rows


def test_the_last_row_that_there_is_room_for_says_so_once_and_what_is_open_is_still_written() -> None:
    said: list[str] = []
    names = Names(limits.NAMES, limits.NAME)
    room = Room(3, lambda: said.append("full"))
    spans, lanes = Rows(names, room), Rows(names, room)
    for when in range(4):
        spans.enter(1, when, 1, (0, 0, when % 2, None))
        lanes.enter(7, when, 1, (0, 0, when % 2, None))
    assert said == ["full"]
    spans.leave_all(9)
    lanes.leave_all(9)
    assert len(spans.rows) + len(lanes.rows) == 8
    assert said == ["full"]


def test_names_are_cut_and_have_an_end() -> None:
    names = Names(2, 5)
    assert [names.index(name) for name in ("alphabet", "alpha", "beta", "gamma", "alpha", None)] == [
        0,
        0,
        1,
        None,
        0,
        None,
    ]
    assert names.table == ["alpha", "beta"]


def test_processes_share_paper() -> None:
    paper = Paper(limits.OUTPUT + 10)
    first, second = Printed(paper), Printed(paper)
    first.add("x" * (limits.OUTPUT + 3))
    second.add("y" * 12)
    assert first.text() == "x" * limits.OUTPUT + "\n[3 characters more were cut]\n"
    assert second.text() == "y" * 10 + "\n[2 characters more were cut]\n"
