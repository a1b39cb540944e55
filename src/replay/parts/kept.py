"""In the process that a keeper runs (keeper.py): starts programs, and ends with all of them as soon as the keeper is gone."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from typing import Any, NoReturn

from parts.ending import GRACE, adopt_orphans, end_descendants, end_tree, remove

#: Held while a program is being started; taken for good by whoever ends them all.
_starting = threading.Lock()


def begin(place: str) -> None:
    """Watches standard input, which ends with the keeper."""
    adopt_orphans()
    threading.Thread(target=_watch, args=(place,), daemon=True).start()


def start(words: list[str], **options: Any) -> subprocess.Popen[bytes]:
    with _starting:
        child: subprocess.Popen[bytes] = subprocess.Popen(words, **{"stdin": subprocess.DEVNULL, **options})
        return child


def leave(code: int) -> NoReturn:
    """Ends this process, unless it is being ended for the sake of a keeper that is gone."""
    with _starting:
        sys.stdout.flush()
        sys.exit(code)


def pause(seconds: float) -> bool:
    """There is always time for grace here."""
    time.sleep(seconds)
    return False


def _watch(place: str) -> None:
    while os.read(0, 1):
        pass
    _starting.acquire()
    if os.name == "nt":
        end_tree(os.getpid())
    end_descendants(os.getpid(), GRACE, pause)
    remove(place)
    os._exit(1)
