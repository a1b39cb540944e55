"""Reads from a suspended coroutine which `with` statements it is in, as CPython keeps them.

Between `with` and its end the interpreter keeps what it is to leave on the coroutine's own stack, and its table of exceptions
leads to a handler that leaves it. tests/world/introspection.test.ts holds both against the interpreter of the runtime bundle.
"""

from __future__ import annotations

from collections.abc import Iterator
from gc import get_referents
from opcode import opmap
from types import CodeType, FrameType

_WITH_EXCEPT_START = opmap["WITH_EXCEPT_START"]


def is_within(frame: FrameType, held: object) -> bool:
    """Whether the suspended coroutine of this frame is between `with held` and its end, or about to enter it. Of a running one that is
    not known."""
    owner = getattr(frame, "f_generator", None)
    if owner is None or any(getattr(owner, name, False) for name in ("cr_running", "ag_running", "gi_running")):
        return False
    # What functions within it share stands in cells, and those are what the coroutine refers to.
    plain = set(frame.f_code.co_varnames) - set(frame.f_code.co_cellvars)
    variables = sum(value is held for name, value in frame.f_locals.items() if name in plain)
    return sum(one is held for one in get_referents(owner)) > variables


def with_line(frame: FrameType) -> int | None:
    """The line of the `with` statement that a frame is in; None when it is in none, or in several."""
    lines = set(_with_lines(frame.f_code, frame.f_lasti))
    return lines.pop() if len(lines) == 1 else None


def line_of(code: CodeType, instruction: int) -> int | None:
    """The line of an instruction, given by its offset in bytes."""
    return next((line for start, end, line in code.co_lines() if start <= instruction < end), None)


def _with_lines(code: CodeType, instruction: int) -> Iterator[int]:
    """The lines of the `with` statements around an instruction, innermost first."""
    table = list(_exception_table(code.co_exceptiontable))
    seen: set[int] = set()
    while True:
        handler = next((target for start, end, target in table if start <= instruction < end), None)
        if handler is None or handler in seen:
            return
        seen.add(handler)
        # Every handler begins by taking the exception over.
        leaves = handler + 2
        if code.co_code[leaves] == _WITH_EXCEPT_START and (line := line_of(code, leaves)) is not None:
            yield line
        instruction = handler


def _exception_table(table: bytes) -> Iterator[tuple[int, int, int]]:
    """Start, end and target of each entry, in bytes of the code: InternalDocs/exception_handling.md of CPython."""
    numbers = _varints(table)
    for start in numbers:
        length, target, _depth = next(numbers), next(numbers), next(numbers)
        yield start * 2, (start + length) * 2, target * 2


def _varints(table: bytes) -> Iterator[int]:
    """Six bits a byte, the highest first; the seventh says that more follow."""
    value = 0
    for byte in table:
        value = (value << 6) | (byte & 63)
        if not byte & 64:
            yield value
            value = 0
