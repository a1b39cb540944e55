"""Processes: what in life the kernel keeps apart and one interpreter shares.

All processes of a machine live in one interpreter. Each has its own copy of the modules that hold state (the lab's
own, Django's, asgiref's and whatever else is not known to be stateless), swapped with its threads, and its own
signal handlers, working directory, arguments, environment and open files.
"""

from __future__ import annotations

import _frozen_importlib as importing  # type: ignore[import-not-found]  # the import system itself has no stub
import os
import sys
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

from world.machine.scheduler import Green, Scheduler

#: Packages outside the standard library that keep nothing per process (or nothing that differs), so all processes may share them.
STATELESS = frozenset(
    [
        "aiosqlite",
        "annotated_doc",
        "annotated_types",
        "anyio",
        "click",
        "fastapi",
        "fastapi_cli",
        "gunicorn",
        "h11",
        "httptools",
        "idna",
        "opentelemetry",
        "packaging",
        "pydantic",
        "pydantic_core",
        "sniffio",
        "sqlalchemy",
        "sqlparse",
        "starlette",
        "typing_extensions",
        "typing_inspection",
        "uvicorn",
        "uvicorn_worker",
        "wsproto",
        "websockets",
        "httpx",
        "httpcore",
        "certifi",
        "jinja2",
        "markupsafe",
        "yaml",
        "multipart",
        "python_multipart",
        "world",
        "workload",
        "pyodide",
        "_pyodide",
        "js",
        "pyodide_js",
    ]
)

#: Module attributes that CPython keeps per process.
_THREADING_STATE = ("_active", "_limbo", "_dangling", "_main_thread", "_counter", "_shutdown_locks")


class Exit(BaseException):
    """Ends the process whose main thread raises it, without any cleaning up."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Process:
    """One process of the machine."""

    def __init__(
        self,
        machine: Processes,
        number: int,
        parent: Process | None,
        directory: str,
        arguments: list[str],
        env: dict[str, str],
    ) -> None:
        self.machine = machine
        self.number = number
        self.pid = 100 + number
        self.parent = parent
        self.directory = directory
        self.arguments = arguments
        self.env = env
        self.path: list[str] = list(machine.base_path)
        self.modules: dict[str, ModuleType] = {}
        self.threading: dict[str, Any] = {}
        #: Who imports what now. Another process may import a module of the same name meanwhile.
        self.import_locks: dict[str, Any] = {}
        self.greens: dict[Green, None] = {}
        self.threads_started = 0
        self.main: Green | None = None
        self.descriptors: dict[int, None] = {}
        self.handlers: dict[int, Any] = dict(machine.initial_handlers)
        self.pending: list[int] = []
        self.wakeup_fd = -1
        self.exit_code: int | None = None
        #: What the main thread raised, or a server caught and reported, before the process ended.
        self.error: BaseException | None = None
        self.printed: Any = None
        self.zombies: list[Process] = []
        #: The thread that holds this process's interpreter lock while it computes; others wait for its quantum to end.
        self.running: Green | None = None
        self.gil_waiters: list[Green] = []

    def wait_for_gil(self, green: Green) -> None:
        self.gil_waiters.append(green)
        green.parked = True
        observer = self.machine.scheduler.observer
        if observer is not None:
            observer.parked(green, "core", "GIL")

    def release_gil(self) -> None:
        self.running = None
        waiters, self.gil_waiters = self.gil_waiters, []
        for green in waiters:
            self.machine.scheduler.wake(green)

    # -- being the one that runs

    def enter(self) -> None:
        """Installs this process's own things; the scheduler calls it when a thread of another process ran before."""
        modules = sys.modules
        modules.update(self.modules)
        self.machine.known = len(modules)
        sys.path = self.path
        sys.argv = self.arguments
        importing._module_locks = self.import_locks
        os.environ._data = self.env_data  # type: ignore[attr-defined]
        threading = modules.get("threading")
        if threading is not None and self.threading:
            threading.__dict__.update(self.threading)
        if self.machine.directory != self.directory:
            os.chdir(self.directory)
            self.machine.directory = self.directory

    def leave(self) -> None:
        """Takes this process's own things out again."""
        self.path = sys.path
        self.collect()
        modules = sys.modules
        # Popped one by one, because a module may have been replaced under its name.
        self.modules = {name: modules.pop(name) for name in self.modules if name in modules}
        threading = modules.get("threading")
        if threading is not None and self.main is not None:
            self.threading = {name: threading.__dict__[name] for name in _THREADING_STATE if name in threading.__dict__}

    def collect(self) -> None:
        """Notices modules that were imported while this process ran."""
        modules = sys.modules
        if len(modules) == self.machine.known:
            return
        private = self.machine.is_private
        self.modules = {name: module for name, module in modules.items() if private(name)}
        self.machine.known = len(modules)

    @property
    def env_data(self) -> dict[bytes, bytes]:
        encoded: dict[bytes, bytes] | None = self.__dict__.get("_env_data")
        if encoded is None:
            encoded = self._env_data = {os.fsencode(key): os.fsencode(value) for key, value in self.env.items()}
        return encoded

    # -- signals

    def send_signal(self, signum: int) -> None:
        """Delivers a signal: to the handler in the main thread, or the default action. SIGKILL cannot be handled."""
        if self.exit_code is not None:
            return
        handler = self.handlers.get(signum, 0)
        if signum == 9 or (handler == 0 and signum not in _IGNORED_BY_DEFAULT):
            self.end(-signum)
            return
        if handler in (0, 1):
            return
        self.pending.append(signum)
        self.machine.signal_wakeup(self, signum)
        if self.main is not None:
            self.machine.scheduler.wake(self.main)

    def run_handlers(self) -> None:
        """Runs the handlers of signals that arrived; they may raise, as in CPython's main thread."""
        while self.pending:
            signum = self.pending.pop(0)
            handler = self.handlers.get(signum, 0)
            if callable(handler):
                handler(signum, sys._getframe(2))

    # -- ending

    def end(self, code: int) -> None:
        """Ends the process at once: threads are dropped, open files closed by the system."""
        if self.exit_code is not None:
            return
        self.exit_code = code
        scheduler = self.machine.scheduler
        for green in list(self.greens):
            scheduler.kill(green)
            if scheduler.observer is not None:
                scheduler.observer.parked(green, "done", None)
        self.running = None
        for number in list(self.descriptors):
            self.machine.close_descriptor(number)
        parent = self.parent
        if parent is not None and parent.exit_code is None:
            parent.zombies.append(self)
            parent.send_signal(_SIGCHLD)


_SIGCHLD = 17
_IGNORED_BY_DEFAULT = frozenset({_SIGCHLD, 18, 23, 28})


class Processes:
    """The process table of one machine."""

    def __init__(self, scheduler: Scheduler) -> None:
        self.scheduler = scheduler
        self.table: list[Process] = []
        self.base_path = list(sys.path)
        self.directory = os.getcwd()
        self.known = -1
        self._private: dict[str, bool] = {}
        self.signal_wakeup: Callable[[Process, int], None] = lambda process, signum: None
        self.initial_handlers: dict[int, Any] = {}
        self.close_descriptor: Callable[[int], None] = lambda number: None
        #: Copies of stateful packages imported ahead of time, one set per process that may start.
        self.spare_modules: list[dict[str, ModuleType]] = []

    def create(self, parent: Process | None, directory: str, arguments: list[str], env: dict[str, str]) -> Process:
        process = Process(self, len(self.table), parent, directory, arguments, env)
        self.table.append(process)
        if parent is not None and self.spare_modules:
            process.modules = self.spare_modules.pop(0)
        return process

    def start(self, process: Process, function: Callable[[], object]) -> None:
        """Runs `function` as the main thread of `process`; its return or SystemExit ends the process."""

        def main() -> None:
            import threading

            main_thread = threading._MainThread()
            threading._main_thread = main_thread  # type: ignore[attr-defined]
            try:
                function()
                code = 0
            except Exit as error:
                code = error.code
            except SystemExit as error:
                code = _exit_code(error)
            except BaseException as error:
                process.error = error
                sys.excepthook(*sys.exc_info())
                code = 1
            process.end(code)

        process.main = self.scheduler.create(main, process)
        process.threading = {
            "_active": {},
            "_limbo": {},
            "_dangling": _weak_set(),
            "_main_thread": None,
            "_counter": _counter(),
            "_shutdown_locks": set(),
        }
        self.scheduler.begin(process.main)

    def is_private(self, name: str) -> bool:
        """Whether each process has its own copy of the module `name`."""
        top = name.partition(".")[0]
        known = self._private.get(top)
        if known is None:
            known = top not in STATELESS and top not in sys.stdlib_module_names and top != "waitlab_host"
            if known and not hasattr(sys.modules.get(top), "__spec__"):
                known = False
            self._private[top] = known
        return known

    def forget(self, names: Iterable[str]) -> None:
        for name in names:
            sys.modules.pop(name, None)


def _exit_code(error: SystemExit) -> int:
    if error.code is None:
        return 0
    if isinstance(error.code, int):
        return error.code
    print(error.code, file=sys.stderr)
    return 1


def _weak_set() -> Any:
    from _weakrefset import WeakSet

    return WeakSet()


def _counter() -> Callable[[], int]:
    from itertools import count

    return count(1).__next__
