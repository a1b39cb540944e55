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

from world.kernel.green_thread import GreenThread
from world.kernel.kept_state import State, fresh_state, install_state, take_state
from world.kernel.log_settings import inherited_log_settings, install_log_settings, take_log_settings
from world.kernel.scheduler import Scheduler
from world.kernel.signals import SIG_IGN, SIGCHLD, SIGINT, SIGPIPE, SIGXFSZ, Signals
from world.kernel.unraisable import report_unraisable
from world.modules.atexit_module import ExitCallbacks

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
    ]
)


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
        #: Who imports what now. Another process may import a module of the same name meanwhile.
        self.import_locks: dict[str, Any] = {}
        self.state: State = {}
        self.log_settings = inherited_log_settings()
        self.greens: dict[GreenThread, None] = {}
        self.threads_started = 0
        self.main: GreenThread | None = None
        self.descriptors: dict[int, None] = {}
        self.signals = Signals(self, machine.scheduler, dict(machine.initial_handlers))
        self.tripped = self.signals.tripped
        self.exits = ExitCallbacks()
        #: Nanoseconds that the threads of this process computed.
        self.computed = 0
        self.exit_code: int | None = None
        #: What the main thread raised, or a server caught and reported, before the process ended.
        self.error: BaseException | None = None
        self.printed: Any = None
        self.zombies: list[Process] = []
        #: Threads in `waitpid`.
        self.waiting: dict[GreenThread, None] = {}
        #: The thread that holds this process's interpreter lock while it computes; others wait for its quantum to end.
        self.running: GreenThread | None = None
        self.gil_waiters: list[GreenThread] = []

    def wait_for_gil(self, green: GreenThread) -> None:
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

    def compute(self, duration: int) -> None:
        """Notes that a thread of this process computed."""
        self.computed += duration
        self.signals.computing()

    # -- being the one that runs

    def enter(self) -> None:
        """Installs this process's own things; the scheduler calls it when a thread of another process ran before."""
        modules = sys.modules
        modules.update(self.modules)
        self.machine.known = len(modules)
        sys.path = self.path
        sys.argv = self.arguments
        importing._module_locks = self.import_locks
        os.environ._data = self.env_data  # type: ignore[attr-defined]  # what `environ` keeps behind its encoding
        install_state(self.state)
        install_log_settings(self.log_settings)
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
        if self.main is not None:
            take_state(self.state)
        self.log_settings = take_log_settings()

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

    def send_signal(self, signum: int) -> None:
        """Sends a signal from outside: to the handler in the main thread, or the default action."""
        self.signals.send(signum)

    # -- ending

    def is_zombie(self) -> bool:
        """Whether the process ended and its parent has not asked for that yet."""
        return self.parent is not None and self in self.parent.zombies

    def end(self, code: int) -> None:
        """Ends the process at once: threads are dropped, open files closed by the system."""
        if self.exit_code is not None:
            return
        self.exit_code = code
        scheduler = self.machine.scheduler
        for green in list(self.greens):
            scheduler.kill(green)
            self.machine.vacate_core(green)
            if scheduler.observer is not None:
                scheduler.observer.parked(green, "done", None)
        self.running = None
        for number in list(self.descriptors):
            self.machine.close_descriptor(number)
        parent = self.parent
        if parent is not None and parent.exit_code is None:
            if parent.signals.handlers.get(SIGCHLD) != SIG_IGN:
                parent.zombies.append(self)
            for green in parent.waiting:
                scheduler.wake(green)
            parent.send_signal(SIGCHLD)


class Processes:
    """The process table of one machine."""

    def __init__(self, scheduler: Scheduler) -> None:
        self.scheduler = scheduler
        self.table: list[Process] = []
        self.base_path = list(sys.path)
        self.directory = os.getcwd()
        self.known = -1
        self._private: dict[str, bool] = {}
        self.initial_handlers: dict[int, Any] = {SIGPIPE: SIG_IGN, SIGXFSZ: SIG_IGN}
        self.close_descriptor: Callable[[int], None] = lambda number: None
        self.vacate_core: Callable[[GreenThread], None] = lambda green: None
        #: Copies of stateful packages imported ahead of time, one set per process that may start.
        self.prewarmed_modules: list[dict[str, ModuleType]] = []

    def create(self, parent: Process | None, directory: str, arguments: list[str], env: dict[str, str]) -> Process:
        process = Process(self, len(self.table), parent, directory, arguments, env)
        self.table.append(process)
        if parent is not None and self.prewarmed_modules:
            process.modules = self.prewarmed_modules.pop(0)
        return process

    def start(self, process: Process, function: Callable[[], object]) -> None:
        """Runs `function` as the main thread of `process`; its return or SystemExit ends the process."""

        def main() -> None:
            import threading

            threading._main_thread = threading._MainThread()  # type: ignore[attr-defined]  # what importing it does in life
            code = _exit_code_of(function, process)
            _finalize(process)
            process.end(code)

        process.main = self.scheduler.create(main, process)
        process.state = fresh_state()
        self.scheduler.begin(process.main)

    def is_private(self, name: str) -> bool:
        """Whether each process has its own copy of the module `name`."""
        top = name.partition(".")[0]
        known = self._private.get(top)
        if known is None:
            known = top not in STATELESS and top not in sys.stdlib_module_names
            if known and not hasattr(sys.modules.get(top), "__spec__"):
                known = False
            self._private[top] = known
        return known

    def forget(self, names: Iterable[str]) -> None:
        for name in names:
            sys.modules.pop(name, None)


def _exit_code_of(function: Callable[[], object], process: Process) -> int:
    """Runs a program and says how it ended, as the interpreter's own `main` does."""
    try:
        function()
    except SystemExit as error:
        if error.code is None or isinstance(error.code, int):
            return error.code or 0
        print(error.code, file=sys.stderr)
        return 1
    except BaseException as error:
        process.error = error
        sys.excepthook(*sys.exc_info())
        # CPython raises the signal anew with its default action, so that a shell knows.
        return -SIGINT if isinstance(error, KeyboardInterrupt) else 1
    return 0


def _finalize(process: Process) -> None:
    """What CPython does before it ends: waits for threads that are not daemons, then runs the callbacks of `atexit`."""
    import threading

    try:
        threading._shutdown()  # type: ignore[attr-defined]  # not public; the interpreter calls it
    except BaseException as error:
        report_unraisable(error, "Exception ignored on threading shutdown")
    process.exits.run()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception as error:
            report_unraisable(error, "Exception ignored while flushing a stream")
