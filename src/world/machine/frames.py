"""Frames of a thread that waits must not be walked.

Where C called Python, a frame's link to its caller leads through C's stack, and that memory belongs to another thread while
this one waits: following it crashes the interpreter. Tracebacks carry frames of other threads to whoever reads them, and
Django's error page looks for the callers of each.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from types import FrameType

#: `frame.f_back` as it was: for frames of the running thread.
back: Callable[[FrameType], FrameType | None] = FrameType.__dict__["f_back"].__get__


def guard_frames() -> None:
    """Makes `frame.f_back` None, as after the end of a call, unless the running thread is inside the frame."""

    def f_back(frame: FrameType) -> FrameType | None:
        running: FrameType | None = sys._getframe(1)
        while running is not None:
            if running is frame:
                return back(frame)
            running = back(running)
        return None

    # A type of C refuses assignments; its dictionary does not.
    gc.get_referents(FrameType.__dict__)[0]["f_back"] = property(f_back)
    sys._clear_type_cache()
