"""Makes the environment with the very versions that the lab runs on, once, and says what programs that are started find in theirs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from parts import kept
from parts.printable import say

#: What a server takes from its environment instead of its command line: the lab says how its servers run, not this machine.
_SETTINGS = ("UVICORN_", "GUNICORN_CMD_ARGS", "WEB_CONCURRENCY", "FORWARDED_ALLOW_IPS")


#: What programs take a proxy's address from, in either case.
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "FTP_PROXY", "SOCKS_PROXY", "WS_PROXY", "WSS_PROXY", "NO_PROXY")


def python_of(kit: Path, texts: dict[str, str]) -> Path | None:
    """The Python of the kit's environment, which is made if it is not there; None if that failed, which has been said."""
    place = kit / ".venv"
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    ready = place / "ready"
    if ready.exists():
        return python
    say(texts["environment"], sys.stderr)
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--requirement"]
    # pip keeps the reader's own settings, a proxy among them.
    for words in (
        [sys.executable, "-m", "venv", "--clear", str(place)],
        [str(python), *install, str(kit / "requirements.txt")],
    ):
        if kept.start(words).wait() != 0:
            say(texts["packages"], sys.stderr)
            return None
    ready.touch()
    return python


def of_program(own: dict[str, str], of_replay: dict[str, str]) -> dict[str, str]:
    """The environment of a program: this machine's, then what the lab sets, then what the replay stands on.

    Services call each other on this machine: no proxy has a part in it, be it of the environment or of the system's settings.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.upper().startswith(_SETTINGS)}
    without = {name: value for name, value in {**inherited, **own}.items() if name.upper() not in _PROXIES}
    paths = [of_replay["PYTHONPATH"], *([own["PYTHONPATH"]] if own.get("PYTHONPATH") else [])]
    return {
        **without,
        **of_replay,
        "PYTHONPATH": os.pathsep.join(paths),
        "NO_PROXY": "*",
        "no_proxy": "*",
    }
