"""The process that the reader has started. It runs the replay proper as a child, and whatever happens, nothing of that is left, neither
a process nor a temporary file: whether the replay ends, is told to end (Ctrl+C, SIGTERM, a closed terminal, once or several times) or
is killed. Should this process be killed instead, its child notices and does the same (kept.py)."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from types import TracebackType

from parts.ending import GRACE, OWN_GROUP, adopt_orphans, end_descendants, end_tree, remove
from parts.printable import say

_ENDING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGBREAK")
#: Where a process looks for the directory of temporary files.
_TEMPORARY = ("TMPDIR", "TEMP", "TMP")


class Signals:
    """Requests to end. They never interrupt what is being done here: they are waited for."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self._hear, self._tell = socket.socketpair()

    def __enter__(self) -> Signals:
        for end in (self._hear, self._tell):
            end.setblocking(False)
        signal.set_wakeup_fd(self._tell.fileno(), warn_on_full_buffer=False)
        for name in (*_ENDING, "SIGCHLD"):
            number = getattr(signal, name, None)
            # What the reader has turned off (`nohup`) stays off.
            if number is not None and (name == "SIGCHLD" or signal.getsignal(number) is not signal.SIG_IGN):
                signal.signal(number, lambda *_: None)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        # To the end: a signal that comes now finds everything ended, and must not spoil the exit status. Python gives signals back to
        # the system before it ends, but not those that are ignored.
        signal.set_wakeup_fd(-1)
        for name in _ENDING:
            number = getattr(signal, name, None)
            if number is not None:
                signal.signal(number, signal.SIG_IGN)
        self._hear.close()
        self._tell.close()

    def wait(self, seconds: float | None) -> bool:
        """Until a signal comes, be it that a child has ended; whether it was one that asks to end."""
        select.select([self._hear], [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            child = getattr(signal, "SIGCHLD", None)
            new = [number for number in self._hear.recv(4096) if number != child]
            self.asked += new
            return bool(new)
        return False


def keep(words: list[str], texts: dict[str, str]) -> int:
    """Runs a program, which is given a directory for temporary files as its last word, and answers its exit status."""
    adopt_orphans()
    with Signals() as signals:
        place = tempfile.mkdtemp(prefix="waitlab-")
        try:
            return _keep([*words, place], place, signals, texts)
        finally:
            remove(place)


def _keep(words: list[str], place: str, signals: Signals, texts: dict[str, str]) -> int:
    environment = {**os.environ, **dict.fromkeys(_TEMPORARY, place)}
    # The pipe tells the child when this process is gone.
    child = subprocess.Popen(words, stdin=subprocess.PIPE, env=environment, **OWN_GROUP)
    look = None if hasattr(signal, "SIGCHLD") else 0.2
    while child.poll() is None and not signals.asked:
        signals.wait(look)
    if signals.asked:
        say(texts["stopping"], sys.stderr)
    if os.name == "nt":
        end_tree(child.pid)
    hurried = len(signals.asked) > 1
    left = end_descendants(os.getpid(), 0 if hurried else GRACE, signals.wait)
    if left:
        say(texts["left"].replace("{processes}", ", ".join(str(process.pid) for process in left)), sys.stderr)
    if signals.asked:
        return 128 + signals.asked[0]
    code = child.wait()
    return code if code >= 0 else 128 - code
