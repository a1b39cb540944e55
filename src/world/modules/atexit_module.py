"""The `atexit` module: callbacks belong to a process and run when it ends by itself."""

from __future__ import annotations

from types import FunctionType, ModuleType
from typing import Any

from world.kernel.exit_callbacks import ExitCallbacks
from world.kernel.scheduler import Scheduler


def make_atexit_module(scheduler: Scheduler, real: ModuleType) -> ModuleType:
    """A module with the interface of `atexit`.

    What is registered while no process runs (by modules imported ahead of the run) is never called: those modules are
    shared, and the end of one process must not shut them down for the others.
    """
    module = ModuleType("atexit", real.__doc__)
    ahead = ExitCallbacks()

    def own() -> ExitCallbacks:
        return ahead if scheduler.process is None else scheduler.process.exits

    def register(func: Any, /, *args: Any, **kwargs: Any) -> Any:
        if not callable(func):
            raise TypeError("the first argument must be callable")
        own().calls.append((func, args, kwargs))
        return func

    def unregister(func: Any, /) -> None:
        exits = own()
        exits.calls = [call for call in exits.calls if call[0] != func]

    def _clear() -> None:
        own().calls.clear()

    def _run_exitfuncs() -> None:
        own().run()

    def _ncallbacks() -> int:
        return len(own().calls)

    functions: tuple[Any, ...] = (register, unregister, _clear, _run_exitfuncs, _ncallbacks)
    for function in functions:
        assert isinstance(function, FunctionType)
        function.__module__ = "atexit"
        function.__qualname__ = function.__name__
        module.__dict__[function.__name__] = function
    return module
