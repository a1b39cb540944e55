"""What each process sees of the one interpreter that all processes of a machine share.

Each has its own copy of the modules that hold state (the lab's own, Django's, asgiref's and whatever else is not known to be
stateless), its own working directory, arguments and environment, and its own state of the standard library (process_state.py). They
are swapped when a thread of another process comes to run.
"""

from __future__ import annotations

import _frozen_importlib as importing
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from world.kernel.own_builtins import OwnBuiltins
from world.kernel.own_loggers import OwnLoggers
from world.kernel.process_state import ProcessState
from world.kernel.unraisable import report_unraisable

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


#: What `os` shows of the environment; both look into the dictionary of the running process.
_VIEWS: tuple[Any, ...] = (os.environ, os.environb)
_change_directory = os.chdir


@contextmanager
def environment(env: dict[str, str]) -> Iterator[None]:
    """Lets `os.environ` show `env` to whoever reads it meanwhile."""
    shown = [view._data for view in _VIEWS]
    encoded = _encoded(env)
    try:
        for view in _VIEWS:
            view._data = encoded
        yield
    finally:
        for view, data in zip(_VIEWS, shown, strict=True):
            view._data = data


def _encoded(env: dict[str, str]) -> dict[bytes, bytes]:
    return {os.fsencode(key): os.fsencode(value) for key, value in env.items()}


class Interpreter:
    """The interpreter itself: what belongs to no process, and which process's own things are in it now."""

    def __init__(self) -> None:
        # The empty entry stands for a directory, and that is a process's own.
        self.path = [place for place in sys.path if place]
        #: The working directory that the system knows.
        self.directory = os.getcwd()
        #: Whose things are installed.
        self.image: InterpreterImage | None = None
        #: How many modules there were when somebody looked last.
        self.modules_seen = -1
        #: What programs begin with.
        self.state = ProcessState(None)
        self.loggers = OwnLoggers()
        self.builtins = OwnBuiltins()
        self._seed = 0
        self._seeded = 0
        #: Copies of stateful packages imported ahead of time, one set per process that may start.
        self._prewarmed: list[dict[str, ModuleType]] = []
        self._private: dict[str, bool] = {}

    def begin(self, seed: int) -> None:
        """From now on there are processes; programs begin with what the interpreter is like at this moment."""
        import threading

        threading._register_atexit(_end_process_pools)  # type: ignore[attr-defined]  # not public; what importing them does
        sys.meta_path.insert(0, self.state.note_imports())
        self.state.take()
        self.loggers.take()
        OwnBuiltins.begin()
        self._seed = seed

    def next_seed(self) -> int | str:
        """For the generator behind the functions of `random` in a program that starts. The first one has the run's own seed."""
        number, self._seeded = self._seeded, self._seeded + 1
        return self._seed if number == 0 else f"{self._seed}.{number}"

    def prewarm(self) -> None:
        """Takes the private modules that are imported now out of the interpreter and keeps them for a process to come."""
        names = [name for name in sys.modules if self.is_private(name) and name != "__main__"]
        self._prewarmed.append({name: sys.modules[name] for name in names})
        self.forget(names)

    def prewarmed(self) -> dict[str, ModuleType]:
        """The modules that a new process need not import; none when there are no more."""
        return self._prewarmed.pop(0) if self._prewarmed else {}

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


class InterpreterImage:
    """One process's own part of the interpreter: the `Image` of every process that runs Python programs."""

    def __init__(
        self,
        interpreter: Interpreter,
        directory: str,
        arguments: list[str],
        env: dict[bytes, bytes],
        parent: Interpreter | InterpreterImage,
    ) -> None:
        """`parent`: whose state this begins with a copy of."""
        self.interpreter = interpreter
        self.directory = directory
        self.arguments = arguments
        #: What `os.environ` shows, and what the system knows: `os.putenv` changes only this.
        self.env = env
        self.system_env = dict(env)
        self.path = list(interpreter.path)
        self.modules: dict[str, ModuleType] = {"__main__": ModuleType("__main__")}
        #: Who imports what now. Another process may import a module of the same name meanwhile.
        self.import_locks: dict[str, Any] = {}
        self.state: ProcessState = parent.state.copied()
        self.loggers: OwnLoggers = parent.loggers.copied()
        self.builtins: OwnBuiltins = parent.builtins.copied()

    @classmethod
    def of_program(
        cls, interpreter: Interpreter, directory: str, arguments: list[str], env: dict[str, str]
    ) -> InterpreterImage:
        """A program that a shell starts in `directory`."""
        image = cls(interpreter, directory, arguments, _encoded(env), interpreter)
        image.modules |= interpreter.prewarmed()
        image.state.seed(interpreter.next_seed())
        places = [place for place in env.get("PYTHONPATH", "").split(os.pathsep) if place]
        image.path[:0] = [directory, *(os.path.join(directory, place) for place in places)]
        return image

    def child(self, forked: bool) -> InterpreterImage:
        """A process that this one, which runs now, starts: as a copy of itself (`forked`), or as an interpreter that begins anew.

        Modules are in no copy: what they hold cannot be told from what the parent holds. They are imported again.
        """
        interpreter = self.interpreter
        if forked:
            self.state.take()
            self.loggers.take()
            self.builtins.take()
        env = dict(self.env if forked else self.system_env)
        image = InterpreterImage(interpreter, self.directory, list(sys.argv), env, self if forked else interpreter)
        image.system_env = dict(self.system_env)
        image.modules |= interpreter.prewarmed()
        # This, and the arguments, multiprocessing hands to a process that it starts.
        image.path = list(sys.path)
        if not forked:
            image.state.seed(interpreter.next_seed())
        return image

    # -- being the one that runs

    def enter(self) -> None:
        """Installs this process's own things; the scheduler calls it when a thread of another process ran before."""
        modules = sys.modules
        modules.update(self.modules)
        interpreter = self.interpreter
        interpreter.image = self
        interpreter.modules_seen = len(modules)
        sys.path = self.path
        sys.argv = self.arguments
        importing._module_locks = self.import_locks  # type: ignore[attr-defined]  # not public, and without a name in typeshed
        for view in _VIEWS:
            view._data = self.env
        self.state.install()
        self.loggers.install()
        self.builtins.install()
        if interpreter.directory != self.directory:
            _change_directory(self.directory)
            interpreter.directory = self.directory

    def leave(self) -> None:
        """Takes this process's own things out again."""
        self.path, self.arguments = sys.path, sys.argv
        self._collect()
        modules = sys.modules
        # Popped one by one, because a module may have been replaced under its name.
        self.modules = {name: modules.pop(name) for name in self.modules if name in modules}
        self.state.take()
        self.loggers.take()
        self.builtins.take()
        self.builtins.remove()

    def _collect(self) -> None:
        """Notices modules that were imported while this process ran."""
        modules = sys.modules
        if len(modules) == self.interpreter.modules_seen:
            return
        private = self.interpreter.is_private
        self.modules = {name: module for name, module in modules.items() if private(name)}
        self.interpreter.modules_seen = len(modules)

    def moved(self) -> None:
        """The process changed its working directory."""
        self.directory = self.interpreter.directory = os.getcwd()

    # -- its program

    def begin(self) -> None:
        """The first act of the main thread."""
        # Not imported above: the machine has them imported anew once they are its own.
        import atexit
        import logging
        import threading

        threading._main_thread = threading._MainThread()  # type: ignore[attr-defined]  # what importing it does in life
        atexit.register(logging.shutdown)
        atexit.register(_end_multiprocessing)
        if (module := sys.modules.get("multiprocessing.process")) is not None:
            vars(module)["ORIGINAL_DIR"] = self.directory

    def finish(self) -> None:
        """The program has ended: waits, as CPython does, for threads that are not daemons."""
        import threading

        try:
            threading._shutdown()  # type: ignore[attr-defined]  # not public; the interpreter calls it
        except BaseException as error:
            report_unraisable(error, "Exception ignored on threading shutdown")

    def flush(self) -> None:
        """The last act of the main thread."""
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception as error:
                report_unraisable(error, "Exception ignored while flushing a stream")


# What these modules ask for when they are imported, and so only in the process that was the first to do it.


def _end_process_pools() -> None:
    """Lets pools that nobody shut down come to their end, so that their threads can be waited for."""
    if (module := sys.modules.get("concurrent.futures.process")) is not None:
        module._python_exit()


def _end_multiprocessing() -> None:
    """Waits for children, ends those that are daemons, and lets queues write what they hold."""
    if (module := sys.modules.get("multiprocessing.util")) is not None:
        module._exit_function()
