"""`python FILE ...` and `python -m MODULE ...`: a program of the lab's own, run as `__main__` with its own arguments.

It may end (a step such as `manage.py migrate`), work on beside a side without listening (a worker), or serve.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from world.kernel.sockets import Listener
from world.servers.commands import Refused

if TYPE_CHECKING:
    from world.kernel.processes import Process
    from world.machine import Machine
    from world.servers.application import RequestTracer

#: States of a main thread that is not through with its start.
_STARTING = ("new", "cpu", "core", "done")


class Script:
    """One such program. `serves`: it is ready when it listens; otherwise as soon as it waits for something."""

    #: Seconds: what it counts to, code of the lab counts.
    longest_count = 0.0

    def __init__(self, machine: Machine, tracer: RequestTracer, words: list[str], serves: bool) -> None:
        self.machine = machine
        self.tracer = tracer
        self.serves = serves
        self.module = words[2] if words[1] == "-m" else None
        self.words = words[2:] if self.module is not None else words[1:]
        self.process: Process | None = None
        self.started_at = 0

    @property
    def address(self) -> Any:
        address = next((listener.local for listener in self._listeners()), None)
        if not isinstance(address, tuple):
            return None
        host, port = address[:2]
        return ("127.0.0.1" if host in ("0.0.0.0", "::") else host, port)

    def ready(self) -> bool:
        if self.process is None or self.process.exit_code is not None:
            return False
        if self.serves:
            return bool(self._listeners())
        main = self.process.main
        parked_in = self.tracer.observer.parked_in(main) if main is not None else None
        # Time passes only once everything has parked.
        return parked_in is not None and parked_in not in _STARTING and self.machine.scheduler.now > self.started_at

    def start(self, spawn: Callable[[Callable[[], object], bool], Process]) -> None:
        if self.serves:
            self._observe_uvicorn()
        self.started_at = self.machine.scheduler.now
        self.process = spawn(self._run, False)

    def _listeners(self) -> list[Listener]:
        table = self.machine.files.table
        numbers = self.process.descriptors if self.process is not None else ()
        files = [table[number] for number in numbers]
        return [file for file in files if isinstance(file, Listener) and isinstance(file.local, tuple)]

    def _run(self) -> None:
        if self.module is not None:
            import runpy

            sys.argv[:] = ["-m", *self.words[1:]]
            # What the interpreter itself calls for -m: errors come out in its words.
            runpy._run_module_as_main(self.module)  # type: ignore[attr-defined]  # not public
        else:
            self._run_file(os.path.abspath(self.words[0]))

    def _run_file(self, path: str) -> None:
        """As the interpreter does it; `runpy.run_path` would give the file another `sys.argv[0]`, and a `__main__` that passes."""
        sys.argv[:] = self.words
        sys.path[0] = os.path.dirname(path)
        if not os.path.isfile(path):
            print(f"python: can't open file {path!r}: [Errno 2] No such file or directory", file=sys.stderr)
            raise SystemExit(2)
        with open(path, "rb") as file:
            code = compile(file.read(), path, "exec")
        names = sys.modules["__main__"].__dict__
        names["__file__"] = path
        exec(code, names)

    def _observe_uvicorn(self) -> None:
        """The program may call `uvicorn.run` itself; what it serves is observed as if the command line had named it."""
        from uvicorn.config import Config

        tracer, traces, load = self.tracer, self.tracer.observer.traces, Config.load
        traces.untraced = True

        def observed(config: Config) -> None:
            load(config)
            config.loaded_app = tracer.asgi(config.loaded_app)
            traces.untraced = False

        # A published method with ours around it.
        Config.load = observed
        # Both would start processes; a process that another one spawns is beyond this machine.
        supervisors = importlib.import_module("uvicorn.main").__dict__
        supervisors["ChangeReload"] = _refusal("reload=True", "reload")
        supervisors["Multiprocess"] = _refusal("workers", "spawn")


def _refusal(option: str, reason: str) -> Callable[..., None]:
    def refuse(*args: object, **kwargs: object) -> None:
        raise Refused("option-refused", option=f"uvicorn.run({option})", reason=reason)

    return refuse
