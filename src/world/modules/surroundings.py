"""The parts of `posix` that are about a process's surroundings: its directory, environment and umask, and its host."""

from __future__ import annotations

import os
from collections.abc import Callable
from types import ModuleType
from typing import Any

from world.kernel.image import Interpreter, InterpreterImage
from world.kernel.scheduler import Scheduler

_PERMISSIONS = 0o777


def surroundings(
    scheduler: Scheduler, interpreter: Interpreter, real: ModuleType, host_name: str
) -> dict[str, Callable[..., Any]]:
    """Functions that replace those of `posix`, by name."""
    real_chdir: Callable[[Any], None] = real.chdir
    real_fchdir: Callable[[int], None] = real.fchdir
    real_uname: Callable[[], os.uname_result] = real.uname

    def image() -> InterpreterImage:
        assert interpreter.image is not None, "surroundings belong to a process"
        return interpreter.image

    def chdir(path: Any) -> None:
        real_chdir(path)
        image().moved()

    def fchdir(fd: int) -> None:
        real_fchdir(fd)
        image().moved()

    def umask(mask: int, /) -> int:
        assert scheduler.process is not None, "surroundings belong to a process"
        settings = scheduler.process.settings
        previous, settings.umask = settings.umask, mask & _PERMISSIONS
        return previous

    def putenv(name: Any, value: Any, /) -> None:
        key, text = os.fsencode(name), os.fsencode(value)
        if not key or b"=" in key:
            raise ValueError("illegal environment variable name")
        if b"\0" in key or b"\0" in text:
            raise ValueError("embedded null byte")
        image().system_env[key] = text

    def unsetenv(name: Any, /) -> None:
        image().system_env.pop(os.fsencode(name), None)

    def _create_environ() -> dict[bytes, bytes]:
        return dict(image().system_env)

    def uname() -> os.uname_result:
        # The system keeps the name that `sys.platform` has. What libraries do for the sake of "linux" goes past what they can ask
        # for by `hasattr`, and is not here: fork, /proc, inotify, memfd, the configuration of the build.
        system, _, release, version, machine = real_uname()
        return os.uname_result((system, host_name, release, version, machine))

    functions = (chdir, fchdir, umask, putenv, unsetenv, uname, _create_environ)
    return {function.__name__: function for function in functions}
