"""Processes: what in life the kernel keeps apart. Each has its own threads, open files, signal handlers, parent and end.

What a process keeps in the interpreter, which all of them share, is its image (image.py).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from world.kernel.cpu import Cores
from world.kernel.exit_callbacks import ExitCallbacks
from world.kernel.files import Files
from world.kernel.green_thread import GreenThread
from world.kernel.scheduler import Scheduler
from world.kernel.settings import Settings
from world.kernel.signals import SIG_IGN, SIGCHLD, SIGINT, SIGPIPE, SIGXFSZ, Signals

#: What CPython does with these when it starts.
_HANDLERS_AT_START: Mapping[int, Any] = {SIGPIPE: SIG_IGN, SIGXFSZ: SIG_IGN}
_INIT = 1
_FIRST_PID = 100


class Image(Protocol):
    """What a process keeps in the interpreter."""

    def enter(self) -> None:
        """A thread of the process is about to run, and one of another process ran before."""

    def leave(self) -> None:
        """A thread of another process is about to run."""

    def begin(self) -> None:
        """The main thread starts: its first act."""

    def finish(self) -> None:
        """The program returned or raised. May wait."""

    def flush(self) -> None:
        """The main thread ends: its last act."""


class Output(Protocol):
    """Where a process prints to."""

    def add(self, text: str) -> None: ...
    def text(self) -> str: ...


class Process:
    """One process of the machine."""

    def __init__(self, machine: Processes, pid: int, parent: Process | None, image: Image, output: Output) -> None:
        self.machine = machine
        self.pid = pid
        self.parent = parent
        self.image = image
        self.printed = output
        #: What traces call it; -1 for one that they do not show.
        self.number = -1
        self.greens: dict[GreenThread, None] = {}
        self.threads_started = 0
        self.main: GreenThread | None = None
        self.descriptors: dict[int, None] = {}
        self.signals = Signals(self, machine.scheduler, dict(machine.initial_handlers))
        self.tripped = self.signals.tripped
        self.exits = ExitCallbacks()
        self.settings = Settings()
        #: Nanoseconds that the threads of this process computed.
        self.computed = 0
        self.exit_code: int | None = None
        #: What the main thread raised, or a server caught and reported, before the process ended.
        self.error: BaseException | None = None
        self.zombies: list[Process] = []
        #: Threads in `waitpid`.
        self.waiting: dict[GreenThread, None] = {}
        #: The thread that holds this process's interpreter lock while it computes; others wait for its quantum to end.
        self.running: GreenThread | None = None
        self.gil_waiters: list[GreenThread] = []

    def wait_for_gil(self, green: GreenThread) -> None:
        self.gil_waiters.append(green)
        self.machine.scheduler.hold(green, "core", "GIL")

    def release_gil(self) -> None:
        self.running = None
        waiters, self.gil_waiters = self.gil_waiters, []
        for green in waiters:
            self.machine.scheduler.wake(green)

    def compute(self, duration: int) -> None:
        """Notes that a thread of this process computed."""
        self.computed += duration
        self.signals.computing()

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
            self.machine.cores.vacate(green)
        self.running = None
        for number in list(self.descriptors):
            # What was let go before may have closed this one as it went.
            if number in self.descriptors:
                self.machine.files.close(number)
        parent = self.parent
        if parent is not None and parent.exit_code is None:
            if parent.signals.handlers.get(SIGCHLD) != SIG_IGN:
                parent.zombies.append(self)
            for green in parent.waiting:
                scheduler.wake(green)
            parent.send_signal(SIGCHLD)


class Processes:
    """The process table of one machine. `handlers`: what a new process does about signals, beside the system's defaults."""

    def __init__(self, scheduler: Scheduler, files: Files, cores: Cores, handlers: Mapping[int, Any]) -> None:
        self.scheduler = scheduler
        self.files = files
        self.cores = cores
        self.initial_handlers = {**_HANDLERS_AT_START, **handlers}
        #: All that were ever created but init, ended ones too.
        self.table: list[Process] = []

    def init(self, image: Image, output: Output) -> Process:
        """The process that everything else descends from; its caller becomes its main thread."""
        process = Process(self, _INIT, None, image, output)
        self.scheduler.adopt(process)
        image.enter()
        return process

    def create(self, image: Image, output: Output, forked: bool = False) -> Process:
        """A child of the running process, without a thread yet. `forked`: it is a copy of its parent rather than another program."""
        parent = self.scheduler.process
        process = Process(self, _FIRST_PID + len(self.table), parent, image, output)
        if parent is not None:
            process.settings = parent.settings.of_child(forked)
            # What a process ignores its children ignore; its handlers are its own, and would act on its own objects.
            ignored = [signum for signum, handler in parent.signals.handlers.items() if handler == SIG_IGN]
            process.signals.handlers.update(dict.fromkeys(ignored, SIG_IGN))
        self.table.append(process)
        return process

    def live_threads(self) -> int:
        """Threads of the whole machine, the main ones of its processes among them."""
        return sum(len(process.greens) for process in self.table)

    def start(self, process: Process, function: Callable[[], object]) -> None:
        """Runs `function` as the main thread of `process`; its return or SystemExit ends the process."""

        def main() -> None:
            process.image.begin()
            code = _exit_code_of(function, process)
            process.image.finish()
            process.exits.run()
            process.image.flush()
            process.end(code)

        process.main = self.scheduler.create(main, process)
        self.scheduler.begin(process.main)


def _exit_code_of(function: Callable[[], object], process: Process) -> int:
    """Runs a program and says how it ended, as the interpreter's own `main` does."""
    try:
        function()
    except SystemExit as error:
        if error.code is None or isinstance(error.code, int):
            # A process has eight bits to say how it ended.
            return (error.code or 0) & 0xFF
        print(error.code, file=sys.stderr)
        return 1
    except BaseException as error:
        process.error = error
        sys.excepthook(*sys.exc_info())
        # CPython raises the signal anew with its default action, so that a shell knows.
        return -SIGINT if isinstance(error, KeyboardInterrupt) else 1
    return 0
