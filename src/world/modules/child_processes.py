"""Processes that a program starts with `multiprocessing`, and through it with `concurrent.futures.ProcessPoolExecutor`.

The published package runs; where it would have the system start a new interpreter, a process of the machine starts, which begins as a
new interpreter would. What parent and child say to each other they say in pickles through pipes, as in life. That is so for "spawn" and
for "forkserver", whose children differ from those of "spawn" in nothing that can be seen but the name. "fork" is refused where it asks
for `os.fork`: a copy of all that a process has in memory cannot be had.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from weakref import WeakValueDictionary

from world import limits
from world.kernel.after_import import AfterImport
from world.kernel.files import Files, Held, error
from world.kernel.processes import Process, Processes

#: Creates a child of the running process, to run a `multiprocessing.Process` in a new interpreter; it has no thread yet.
CreateChild = Callable[[Any], Process]


class ChildProcesses:
    """How `multiprocessing` starts processes on one machine."""

    def __init__(self, processes: Processes, files: Files, create: CreateChild) -> None:
        self._processes = processes
        self._files = files
        self._create = create
        #: The descriptors that a child found open, until it has unpickled what holds them.
        self._inherited: dict[Process, list[int]] = {}

    def finder(self) -> AfterImport:
        """For `sys.meta_path`: lets the modules of the package that would reach the system reach the machine."""
        changes = {
            "multiprocessing.popen_spawn_posix": self._change_popen,
            "multiprocessing.popen_forkserver": self._change_popen,
            "multiprocessing.resource_tracker": _change_tracker,
            "multiprocessing.connection": _change_connection,
            "multiprocessing.heap": _change_heap,
        }
        return AfterImport(changes, lambda name: changes[name](sys.modules[name]))

    def _change_popen(self, module: Any) -> None:
        """`module` has a class `Popen`, which starts a process when it is made."""
        from multiprocessing import popen_fork

        published = module.Popen
        files, inherited, launch = self._files, self._inherited, self._launch
        scheduler = self._processes.scheduler

        class Inherited:
            """Stands in a pickle for a descriptor: the child has its own number for it."""

            def __init__(self, index: int) -> None:
                self._index = index

            def detach(self) -> int:
                assert scheduler.process is not None
                return inherited[scheduler.process][self._index]

        class Popen(published):  # type: ignore[misc,valid-type]  # one of two published classes
            DupFd = _pickled_as(Inherited, module)
            # That of "forkserver" asks its server, of which this one would be a child.
            poll = popen_fork.Popen.poll

            def duplicate_for_child(self, fd: int) -> int:
                self._fds.append(files.hold(fd))
                return len(self._fds) - 1

            def _launch(self, process_obj: Any) -> None:
                launch(self, process_obj)

        Popen.__module__, Popen.__qualname__ = published.__module__, published.__qualname__
        module.Popen = Popen

    def _launch(self, popen: Any, process_obj: Any) -> None:
        """Starts a process that runs `process_obj`. `popen._fds` gathers what goes along."""
        from multiprocessing import spawn, util

        if self._processes.live_threads() >= limits.THREADS:
            raise error(errno.EAGAIN)
        held: list[Held] = popen._fds
        try:
            data = _pickles(popen, process_obj)
        except BaseException:
            for one in held:
                self._files.drop(one)
            raise
        # Each tells the other side that this one is gone, by being closed; the second brings the pickles before.
        parent_r, child_w = os.pipe()
        child_r, parent_w = os.pipe()
        child = self._create(process_obj)
        take = self._files.take
        self._inherited[child] = [take(one, child) for one in held]
        take(self._files.hold(child_w), child)
        pickles = take(self._files.hold(child_r), child)
        os.close(child_w)
        os.close(child_r)

        def main() -> None:
            try:
                with open(os.devnull) as own:
                    # The package closes what a child has of its parent's.
                    sys.stdin = own
                    code = spawn._main(pickles, os.dup(pickles))
            finally:
                self._inherited.pop(child, None)
            raise SystemExit(code)

        self._processes.start(child, main)
        popen.pid = child.pid
        popen.sentinel = parent_r
        popen.finalizer = util.Finalize(
            popen,
            util.close_fds,  # type: ignore[attr-defined]  # not public
            (parent_r, parent_w),
        )
        with open(parent_w, "wb", closefd=False) as pipe:
            pipe.write(data)


def _pickled_as(cls: type[Any], module: Any) -> type[Any]:
    """Lets a class be found by its name where its pickles say that it is."""
    cls.__module__, cls.__qualname__ = module.__name__, f"_{cls.__name__}"
    setattr(module, cls.__qualname__, cls)
    return cls


def _pickles(popen: Any, process_obj: Any) -> memoryview:
    """What a child reads first: how to prepare itself, then what to run."""
    from multiprocessing import context, reduction, spawn

    prepared = spawn.get_preparation_data(process_obj._name)
    data = io.BytesIO()
    context.set_spawning_popen(popen)
    try:
        reduction.dump(prepared, data)
        reduction.dump(process_obj, data)
    finally:
        context.set_spawning_popen(None)
    return data.getbuffer()


def _change_tracker(module: Any) -> None:
    """In life a process of its own takes back what others left behind. The machine ends with the run."""

    def nothing(name: str, rtype: str) -> None:
        pass

    module.register = module.unregister = nothing
    module.ensure_running = lambda: None


def _change_connection(module: Any) -> None:
    """The published `wait` goes on until its time is more than over, and relies on a clock that never stands still."""
    import selectors

    def wait(object_list: list[Any], timeout: float | None = None) -> list[Any]:
        """Waits till an object is ready, or for `timeout` seconds; answers with those that are."""
        with module._WaitSelector() as selector:
            for one in object_list:
                selector.register(one, selectors.EVENT_READ)
            return [key.fileobj for key, _ in selector.select(timeout)]

    wait.__module__, wait.__qualname__ = module.__name__, "wait"
    module.wait = wait


class _Mapping(bytearray):
    """Memory that whoever maps the same file has. A subclass can be referred to weakly."""


def _change_heap(module: Any) -> None:
    """Lets processes that map one file of the virtual disk have the same memory: Emscripten gives each a copy."""
    mappings: WeakValueDictionary[tuple[int, int], _Mapping] = WeakValueDictionary()

    def mmap(fd: int, size: int) -> _Mapping:
        file = os.fstat(fd)
        return mappings.setdefault((file.st_dev, file.st_ino), _Mapping(size))

    module.mmap = SimpleNamespace(mmap=mmap, PAGESIZE=module.mmap.PAGESIZE)
