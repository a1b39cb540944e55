"""A machine with its modules, ready to run functions as programs."""

from __future__ import annotations

import _signal
import _socket
import _sqlite3
import _thread
import atexit
import io
import os
import posix
import select
import sys
from collections.abc import Callable
from contextlib import redirect_stderr
from types import ModuleType
from typing import Any

from harness.greenlet_host import GreenletHost
from harness.published import Published
from world.kernel.green_thread import GreenThread
from world.kernel.processes import Process
from world.machine import Machine
from world.modules.atexit_module import make_atexit_module
from world.modules.fcntl_module import make_fcntl
from world.modules.multiprocessing_module import make_multiprocessing_module
from world.modules.posix_module import patch_posix
from world.modules.process_module import process_functions
from world.modules.queue_module import make_queue_module
from world.modules.select_module import make_select_module
from world.modules.signal_module import make_signal_module
from world.modules.socket_module import make_socket_module
from world.modules.sqlite_module import Databases
from world.modules.thread_module import make_thread_module
from world.modules.time_module import time_functions
from world.output import Printed

SECOND = 1_000_000_000
#: More switches than any test's program needs.
_EVENTS = 1_000_000


class Stuck(Exception):
    """Nothing can ever happen again, and the program has not ended. `waiting`: who waits, in what state and for what."""

    def __init__(self, waiting: list[str]) -> None:
        super().__init__("; ".join(waiting) or "nobody waits")
        self.waiting = waiting


class TooFar(Exception):
    """A limit was passed; its kind is the argument."""


class Watch:
    """An observer that notes what threads wait for, and that time only goes on."""

    def __init__(self) -> None:
        self.waits: dict[GreenThread, tuple[str, str | None]] = {}
        #: Instants between which time passed, in nanoseconds.
        self.steps: list[tuple[int, int]] = []

    def parked(self, green: GreenThread, state: str, what: str | None) -> None:
        self.waits[green] = (state, what)

    def advance(self, start: int, end: int) -> None:
        assert end > start, "time stood still or went back"
        assert not self.steps or start >= self.steps[-1][1], "time went back"
        self.steps.append((start, end))


class BareImage:
    """The image of a process that has nothing of its own in the interpreter: the test's."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench

    def enter(self) -> None:
        pass

    def leave(self) -> None:
        pass

    def begin(self) -> None:
        self.bench.library_begins()

    def finish(self) -> None:
        self.bench.thread._shutdown()

    def flush(self) -> None:
        pass


class Thread:
    """A thread of a test's program: what it returned, once it is joined."""

    def __init__(self, bench: Bench, body: Callable[[], Any], daemon: bool) -> None:
        self.result: Any = None
        self._bench = bench
        self._body = body
        self.handle = bench.thread.start_joinable_thread(self._run, None, daemon)
        self.ident: int = self.handle.ident

    def _run(self) -> None:
        try:
            self.result = self._body()
        except SystemExit:
            pass
        except Exception as error:
            self._bench.failures.append(error)

    def join(self, timeout: float | None = None) -> Any:
        self.handle.join(timeout)
        return self.result


class Bench:
    """One machine, and its stand-ins for `_thread`, `_socket`, `select`, `_signal`, `os`, `time`... as modules that nobody imports."""

    def __init__(self, cores: int = 2, seed: int = 0) -> None:
        self.host = GreenletHost()
        self.machine = Machine(self.host, _signal.default_int_handler)
        self.machine.cores.count = cores
        self.machine.chance.seed(seed)
        self.scheduler = self.machine.scheduler
        self.files = self.machine.files
        self.watch = Watch()
        #: What threads of programs raised, in order.
        self.failures: list[BaseException] = []
        #: What `quiet` does in place of ending a run that is stuck.
        self.on_quiet: Callable[[], object] | None = None
        self._limit: str | None = None
        self._init: Process | None = None
        self._made: dict[str, Any] = {}

    # -- the modules, each made when a test first asks for it

    def _module(self, name: str, make: Callable[[], Any]) -> Any:
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    @property
    def thread(self) -> Any:
        return self._module("thread", lambda: make_thread_module(self.scheduler, _thread))

    @property
    def socket(self) -> Any:
        return self._module("socket", lambda: make_socket_module(self.machine.network, self.files, _socket))

    @property
    def select(self) -> Any:
        return self._module("select", lambda: make_select_module(self.files, self.machine.cores, select))

    @property
    def signal(self) -> Any:
        return self._module("signal", lambda: make_signal_module(self.scheduler, self.files, _signal))

    @property
    def atexit(self) -> Any:
        return self._module("atexit", lambda: make_atexit_module(self.scheduler, atexit))

    @property
    def multiprocessing(self) -> Any:
        """`_multiprocessing`."""
        return self._module(
            "multiprocessing", lambda: make_multiprocessing_module(self.machine.semaphores, self.thread.get_ident)
        )

    @property
    def os(self) -> Any:
        def make() -> ModuleType:
            module = ModuleType("os")
            module.__dict__.update({name: value for name, value in vars(os).items() if name != "register_at_fork"})
            module.__dict__.update(patch_posix(self.files, posix))
            module.__dict__.update(process_functions(self.machine.processes, posix))
            return module

        return self._module("os", make)

    @property
    def time(self) -> Any:
        def make() -> ModuleType:
            module = ModuleType("time")
            module.__dict__.update(
                monotonic_ns=self.host.read_clock,
                monotonic=lambda: self.host.read_clock() / SECOND,
                clock_gettime_ns=lambda clock: self.host.read_clock(),
                get_clock_info=__import__("time").get_clock_info,
            )
            module.__dict__.update(time_functions(self.scheduler, self.machine.cores, module))
            return module

        return self._module("time", make)

    @property
    def sqlite(self) -> Any:
        """`_sqlite3` with the machine's connections."""

        def make() -> ModuleType:
            module = ModuleType("_sqlite3")
            module.__dict__.update(vars(_sqlite3))
            Databases(self.scheduler, self.files).install(module)
            return module

        return self._module("sqlite", make)

    def fcntl(self, fd: int, command: int, argument: int = 0) -> int:
        number: int = self._module("fcntl", lambda: make_fcntl(self.files))(fd, command, argument)
        return number

    def published(self, name: str) -> Any:
        """The standard library's module of this name (threading, queue, selectors, socket, signal) on the machine."""
        library = self._module("published", self._library)
        return library.load(name)

    def _library(self) -> Published:
        thread = self.thread if sys.version_info >= (3, 13) else _older(self.thread)
        replaced: dict[str, ModuleType | None] = {
            "_thread": thread,
            "_socket": self.socket,
            "select": self.select,
            "_signal": self.signal,
            "os": self.os,
            "time": self.time,
            "_queue": None,
        }
        published = Published(replaced, ("threading", "queue", "selectors", "socket", "signal"))
        replaced["_queue"] = make_queue_module(published.load("queue"))
        published.forget("queue")
        return published

    def library_begins(self) -> None:
        """The main thread of a program starts: it is the only one that `threading` knows, if that was loaded before."""
        library = self._made.get("published")
        threading = library.loaded("threading") if library is not None else None
        if threading is not None:
            threading._active.clear()
            threading._main_thread = threading._MainThread()

    # -- running

    @property
    def now(self) -> float:
        """Virtual seconds since the machine was made."""
        return self.scheduler.now / SECOND

    def sleep(self, seconds: float) -> None:
        self.time.sleep(seconds)

    def burn(self, seconds: float) -> None:
        """Computes for so many virtual seconds, as `workload.burn` does."""
        self.machine.cores.burn(seconds)

    def spawn(self, body: Callable[[], Any], daemon: bool = False) -> Thread:
        """A thread of the running process. The run fails if it raises."""
        return Thread(self, body, daemon)

    def process(self, program: Callable[[], object]) -> Process:
        """A child of the running process whose main thread runs `program`."""
        process = self.machine.processes.create(BareImage(self), Printed())
        self.machine.processes.start(process, program)
        return process

    def run(self, program: Callable[[], Any], events: int = _EVENTS) -> Any:
        """Runs `program` as a process until that ends, and answers what it returned.

        Raises what it raised, what one of its threads raised, Stuck, or TooFar.
        """
        results: list[Any] = []
        error: list[BaseException] = []

        def main() -> None:
            try:
                results.append(program())
            except SystemExit:
                raise
            except BaseException as raised:
                error.append(raised)

        def init() -> None:
            self._init = self.machine.processes.init(BareImage(self), Printed())
            self.scheduler.supervise(self, self.watch, events, 60.0)
            process = self.process(main)
            while process.exit_code is None and self._limit is None:
                self._init.waiting[self._main] = None
                self.scheduler.park(None, "poll", "the end of the program")
                self._init.waiting.clear()

        self.host.run(init)
        if error:
            raise error[0]
        if self.failures:
            raise self.failures[0]
        if self._limit == "stalled":
            raise Stuck(self.waiting())
        if self._limit is not None:
            raise TooFar(self._limit)
        return results[0] if results else None

    def waiting(self) -> list[str]:
        """Who waits now: process and number of the thread, state, what."""
        return [
            f"{process.pid}.{green.number} {' '.join(str(part) for part in self.watch.waits.get(green, ('new',)))}"
            for process in self.machine.processes.table
            for green in process.greens
        ]

    def close(self) -> None:
        """The machine is done with: what is left of its threads is dropped, and what they have to say about that too."""
        with redirect_stderr(io.StringIO()):
            self.host.close()

    @property
    def _main(self) -> GreenThread:
        assert self._init is not None and self._init.main is not None
        return self._init.main

    # -- the supervisor of the run

    def limit_reached(self, kind: str) -> None:
        self._limit = kind
        self.scheduler.finish_to(self._main)

    def quiet(self) -> None:
        if self.on_quiet is not None:
            self.on_quiet()
        else:
            self.limit_reached("stalled")

    def crashed(self, error: BaseException) -> None:
        self.failures.append(error)


def _older(thread: Any) -> ModuleType:
    """The machine's `_thread` with what `threading` asked of it until Python 3.12: a lock that is released when its thread ends."""
    module = ModuleType("_thread")
    module.__dict__.update(vars(thread))
    sentinels: dict[int, Any] = {}

    def _set_sentinel() -> Any:
        sentinel = sentinels[thread.get_ident()] = thread.allocate_lock()
        return sentinel

    def start_new_thread(function: Callable[..., object], args: tuple[Any, ...], kwargs: Any = None) -> int:
        def body() -> None:
            try:
                function(*args, **(kwargs or {}))
            finally:
                sentinel = sentinels.pop(thread.get_ident(), None)
                if sentinel is not None and sentinel.locked():
                    sentinel.release()

        ident: int = thread.start_new_thread(body, ())
        return ident

    module.__dict__.update(_set_sentinel=_set_sentinel, start_new_thread=start_new_thread)
    return module
