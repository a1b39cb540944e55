"""What each process sees of the one interpreter that all processes of a machine share.

Each has its own copy of the modules that hold state (the lab's own, Django's, asgiref's and whatever else is not known to be
stateless), its own working directory, arguments and environment, and its own settings of the standard library. They are swapped
when a thread of another process comes to run.
"""

from __future__ import annotations

import _frozen_importlib as importing
import os
import sys
from collections.abc import Iterable
from types import ModuleType
from typing import Any

from world.kernel.kept_state import State, fresh_state, install_state, take_state
from world.kernel.log_settings import inherited_log_settings, install_log_settings, take_log_settings
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


class Interpreter:
    """The interpreter itself: what belongs to no process, and which process's own things are in it now."""

    def __init__(self) -> None:
        self.path = list(sys.path)
        #: The working directory that the system knows.
        self.directory = os.getcwd()
        #: How many modules there were when somebody looked last.
        self.modules_seen = -1
        #: Copies of stateful packages imported ahead of time, one set per process that may start.
        self._prewarmed: list[dict[str, ModuleType]] = []
        self._private: dict[str, bool] = {}

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
        env: dict[str, str],
        modules: dict[str, ModuleType],
    ) -> None:
        self.interpreter = interpreter
        self.directory = directory
        self.arguments = arguments
        self.env = {os.fsencode(key): os.fsencode(value) for key, value in env.items()}
        self.path = list(interpreter.path)
        self.modules = modules
        #: Who imports what now. Another process may import a module of the same name meanwhile.
        self.import_locks: dict[str, Any] = {}
        self.state: State = {}
        self.log_settings = inherited_log_settings()

    # -- being the one that runs

    def enter(self) -> None:
        """Installs this process's own things; the scheduler calls it when a thread of another process ran before."""
        modules = sys.modules
        modules.update(self.modules)
        self.interpreter.modules_seen = len(modules)
        sys.path = self.path
        sys.argv = self.arguments
        importing._module_locks = self.import_locks  # type: ignore[attr-defined]  # not public, and without a name in typeshed
        os.environ._data = self.env  # type: ignore[attr-defined]  # what `environ` keeps behind its encoding
        install_state(self.state)
        install_log_settings(self.log_settings)
        if self.interpreter.directory != self.directory:
            os.chdir(self.directory)
            self.interpreter.directory = self.directory

    def leave(self) -> None:
        """Takes this process's own things out again."""
        self.path = sys.path
        self._collect()
        modules = sys.modules
        # Popped one by one, because a module may have been replaced under its name.
        self.modules = {name: modules.pop(name) for name in self.modules if name in modules}
        take_state(self.state)
        self.log_settings = take_log_settings()

    def _collect(self) -> None:
        """Notices modules that were imported while this process ran."""
        modules = sys.modules
        if len(modules) == self.interpreter.modules_seen:
            return
        private = self.interpreter.is_private
        self.modules = {name: module for name, module in modules.items() if private(name)}
        self.interpreter.modules_seen = len(modules)

    # -- its program

    def prepare(self) -> None:
        """A program is about to start in this process: the standard library's state is as after the start of an interpreter."""
        self.state = fresh_state()

    def begin(self) -> None:
        """The first act of the main thread."""
        import threading

        threading._main_thread = threading._MainThread()  # type: ignore[attr-defined]  # what importing it does in life

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
