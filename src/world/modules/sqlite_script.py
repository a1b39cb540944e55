"""A script of SQL as the statements that SQLite makes of it, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator


def statements(script: str, is_complete: Callable[[str], bool]) -> Iterator[str]:
    """The statements of `script` in order; whatever stands behind the last semicolon comes as the last of them.

    `is_complete` is `sqlite3.complete_statement`: it knows text in quotes, comments, and the semicolons inside a trigger. Joined,
    the parts are the script again.
    """
    start = end = 0
    while (semicolon := script.find(";", end)) >= 0:
        end = semicolon + 1
        if is_complete(script[start:end]):
            yield script[start:end]
            start = end
    if start < len(script):
        yield script[start:]
