"""Rows of a trace: stretches of time in one state, merged as they are written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

#: In order of precedence: a request with several tasks is in the first state that any of them is in.
STATES: Final = ("cpu", "blocking", "core", "loop", "thread", "lock", "await", "backlog")
RANK: Final = {state: rank for rank, state in enumerate(STATES)}

#: process, thread, state (its rank), what it waits on.
Holding = tuple[int | None, int | None, int, str | None]
#: request, process, thread, state, from, to, on (index of a string).
Row = tuple[int | None, int | None, int | None, int, int, int, int | None]


class Room:
    """How many rows may still be written, by all who share it; `full` is called once, when there is room for no more."""

    def __init__(self, rows: int, full: Callable[[], None]) -> None:
        self._left = rows
        self._full = full

    def take(self) -> None:
        """One more row was written. What is open when the room is full may still be: a run ends in order."""
        self._left -= 1
        if not self._left:
            self._full()


class Rows:
    """Stretches by key (a request or a thread); at most one is open per key. Instants are absolute nanoseconds."""

    def __init__(self, names: Names, room: Room) -> None:
        self.names = names
        self.room = room
        self.rows: list[Row] = []
        self._open: dict[object, tuple[int, int | None, Holding]] = {}

    def enter(self, key: object, when: int, request: int | None, holding: Holding) -> None:
        """From `when` on, `key` is in this state. Nothing happens if it is already."""
        current = self._open.get(key)
        if current is not None:
            if current[1] == request and current[2] == holding:
                return
            self._write(current, when)
        self._open[key] = (when, request, holding)

    def leave(self, key: object, when: int) -> None:
        """From `when` on, `key` is in no state worth a row."""
        current = self._open.pop(key, None)
        if current is not None:
            self._write(current, when)

    def state_of(self, key: object) -> int | None:
        """The rank of the state that `key` is in; None if in none."""
        current = self._open.get(key)
        return None if current is None else current[2][2]

    def begun(self, key: object) -> int | None:
        """Since when `key` has been in the state that it is in."""
        current = self._open.get(key)
        return None if current is None else current[0]

    def leave_all(self, when: int) -> None:
        """Ends every row that is open."""
        for key in list(self._open):
            self.leave(key, when)

    def _write(self, current: tuple[int, int | None, Holding], end: int) -> None:
        start, request, (process, thread, state, on) = current
        if end > start:
            self.rows.append((request, process, thread, state, start, end, self.names.index(on)))
            self.room.take()


class Names:
    """Strings by number, so that rows stay small: the first `most` different ones, the first `longest` characters of each."""

    def __init__(self, most: int, longest: int) -> None:
        self.most = most
        self.longest = longest
        self.table: list[str] = []
        self._numbers: dict[str, int] = {}

    def index(self, name: str | None) -> int | None:
        """The number of a string, from now on if it is new; None for None, and for a name that there is no room for."""
        if name is None:
            return None
        number = self._numbers.get(name[: self.longest])
        if number is None:
            if len(self.table) >= self.most:
                return None
            name = name[: self.longest]
            number = self._numbers[name] = len(self.table)
            self.table.append(name)
        return number
