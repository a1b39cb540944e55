"""Exceptions that nobody can catch: in a thread that nobody joins, in a callback at the end."""

from __future__ import annotations

import sys
import traceback


class _Unraisable:
    """What a program's own `sys.unraisablehook` reads."""

    def __init__(self, error: BaseException, message: str) -> None:
        self.exc_type = type(error)
        self.exc_value = error
        self.exc_traceback = error.__traceback__
        self.err_msg = message
        self.object = None


def report_unraisable(error: BaseException, message: str) -> None:
    """Reports an exception as CPython's `PyErr_FormatUnraisable` does."""
    if sys.unraisablehook is not sys.__unraisablehook__:
        sys.unraisablehook(_Unraisable(error, message))  # type: ignore[arg-type]  # has what that has; C makes no other
        return
    # The built-in hook takes nothing but a type of its own, which cannot be made from here.
    if sys.stderr is not None:
        print(f"{message}:", file=sys.stderr)
        traceback.print_exception(error, file=sys.stderr)
