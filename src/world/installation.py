"""Puts a machine under the interpreter: modules and functions that would reach the real system reach the machine instead."""

from __future__ import annotations

import copyreg
import faulthandler
import fcntl
import gc
import importlib
import os
import pathlib
import shutil
import sys
import time
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from types import FunctionType, ModuleType
from typing import Any

from world.kernel.collector import Collector
from world.kernel.cpu import Preemption, install_preemption
from world.kernel.image import Interpreter
from world.kernel.process_state import follow_active_threads
from world.machine import Machine
from world.modules.absent import absent_modules, make_ctypes, make_httpx2_jsfetch, name_certificate_places
from world.modules.atexit_module import make_atexit_module
from world.modules.child_processes import ChildProcesses, CreateChild
from world.modules.faulthandler_module import faulthandler_functions
from world.modules.fcntl_module import make_fcntl
from world.modules.gc_module import gc_functions
from world.modules.multiprocessing_module import make_multiprocessing_module, make_shared_memory_module
from world.modules.posix_module import patch_posix
from world.modules.process_module import process_functions
from world.modules.queue_module import make_queue_module
from world.modules.select_module import make_select_module
from world.modules.signal_module import make_signal_module
from world.modules.socket_module import make_socket_module
from world.modules.surroundings import surroundings
from world.modules.thread_frames import frame_functions
from world.modules.thread_module import make_thread_module
from world.modules.time_module import time_functions
from world.modules.tracebacks import install_tracebacks

#: The signal that ends a quantum. Not SIGINT: uvicorn and asyncio claim that one.
_QUANTUM_SIGNAL = 26
#: Modules that bound the replaced ones before the machine existed; they are imported anew.
_STALE = (
    "asyncio",
    "concurrent",
    "ctypes",
    "logging",
    "multiprocessing",
    "queue",
    "sched",
    "selectors",
    "signal",
    "socket",
    "socketserver",
    "ssl",
    "subprocess",
    "tempfile",
    "threading",
    "_threading_local",
    "_asyncio",
)


class Replaced:
    """Finds the machine's modules for whoever imports them anew, where Python would find the built-in ones. None: there is no such."""

    def __init__(self, modules: dict[str, ModuleType | None]) -> None:
        self.modules = modules

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name not in self.modules:
            return None
        if self.modules[name] is None:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return ModuleSpec(name, self)  # type: ignore[arg-type]  # a loader by its methods

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self.modules[spec.name]

    def exec_module(self, module: ModuleType) -> None:
        pass


def install(
    machine: Machine, interpreter: Interpreter, is_lab: Callable[[str], bool], create_child: CreateChild
) -> None:
    """Puts `machine` under everything that will be imported afterwards.

    Once per interpreter, before anything that uses threads, sockets or clocks is imported. `is_lab` says of a file name whether it
    is code of the lab, which pays when it spins. `create_child`: for programs that start processes themselves.
    """
    scheduler, files = machine.scheduler, machine.files
    modules = sys.modules
    real: dict[str, ModuleType] = {
        name: __import__(name) for name in ("_thread", "_socket", "select", "_signal", "atexit", "posix")
    }
    install_preemption(Preemption(scheduler, machine.cores, is_lab), real["_signal"], _QUANTUM_SIGNAL)
    for name in list(modules):
        if name.partition(".")[0] in _STALE:
            del modules[name]
    modules["_thread"] = make_thread_module(scheduler, real["_thread"])
    modules["_socket"] = make_socket_module(machine.network, files, real["_socket"])
    modules["select"] = make_select_module(files, machine.cores, real["select"])
    modules["_signal"] = make_signal_module(scheduler, files, real["_signal"])
    modules["atexit"] = make_atexit_module(scheduler, real["atexit"])
    modules["_multiprocessing"] = make_multiprocessing_module(machine.semaphores, modules["_thread"].get_ident)
    replaced: dict[str, ModuleType | None] = {
        name: modules[name] for name in ("_thread", "_socket", "select", "_signal", "atexit", "_multiprocessing")
    }
    for name, module in replaced.items():
        assert module is not None
        _unbound(name, module.__dict__)
    copyreg.pickle(staticmethod, _pickled_by_name)
    # Until there is one that waits on the machine's locks.
    replaced["_queue"] = None
    modules.pop("_queue", None)
    replaced["_posixshmem"] = make_shared_memory_module()
    replaced["httpx2_jsfetch"] = make_httpx2_jsfetch()
    replaced["ctypes"] = make_ctypes()
    children = ChildProcesses(machine.processes, files, create_child)
    sys.meta_path[:0] = [children.finder(), Replaced(replaced)]
    modules["_frozen_importlib"].__dict__["_thread"] = modules["_thread"]

    clocks = time_functions(scheduler, machine.cores, time)
    _unbound("time", clocks)
    time.__dict__.update(clocks, tzname=("UTC", "UTC"))
    patched = patch_posix(files, real["posix"]) | process_functions(machine.processes, real["posix"])
    patched |= surroundings(scheduler, interpreter, real["posix"], machine.network.host_name)
    _unbound("posix", patched)
    _follow_supports(real["posix"], patched)
    for module in (real["posix"], os):
        module.__dict__.update(patched)
    _exact_selector()
    modules["_queue"] = replaced["_queue"] = make_queue_module(importlib.import_module("queue"))
    # Who imports it from now on finds what C would have made.
    del modules["queue"]
    collector = Collector(scheduler, gc.collect, lambda: gc.get_count()[0], gc.get_threshold())
    scheduler.collect_garbage_by(collector.collect_if_due)
    # The machine says when: see the collector.
    gc.disable()
    collecting = gc_functions(collector)
    _unbound("gc", collecting)
    gc.__dict__.update(collecting)
    looking = frame_functions(scheduler, sys._current_frames, sys._current_exceptions)
    dumping = faulthandler_functions(scheduler, looking["_current_frames"])
    _unbound("sys", looking)
    _unbound("faulthandler", dumping)
    sys.__dict__.update(looking)
    faulthandler.__dict__.update(dumping)
    import asyncio

    # New threads would inherit the page's own loop as running.
    asyncio._set_running_loop(None)
    absent = absent_modules(machine.processes)
    sys.modules.update(absent)
    for module in (pathlib, shutil):
        # They were imported before and noticed that there was no such module.
        module.__dict__.update({name: value for name, value in absent.items() if name in module.__dict__})
    _complete_pathlib()
    name_certificate_places()
    follow_active_threads()
    install_tracebacks()
    fcntl.fcntl = make_fcntl(files)


def _follow_supports(real: ModuleType, patched: dict[str, Any]) -> None:
    """Lets `os.supports_fd` and the others say of the new functions what they said of those in whose place they are."""
    for supports in (os.supports_dir_fd, os.supports_effective_ids, os.supports_fd, os.supports_follow_symlinks):
        supports.update([function for name, function in patched.items() if real.__dict__.get(name) in supports])
    # Of a descriptor, which the C library below cannot.
    os.supports_fd.add(patched["utime"])


def _complete_pathlib() -> None:
    """Gives paths an owner and a group: their class was made when there was neither `pwd` nor `grp`."""
    present = sys.modules.pop("pathlib")
    made_anew = importlib.import_module("pathlib")
    sys.modules["pathlib"] = present
    for name in ("owner", "group"):
        setattr(pathlib.Path, name, getattr(made_anew.Path, name))


def _exact_selector() -> None:
    """Makes the default selector wait to the nanosecond.

    The published EpollSelector rounds a wait up to the next millisecond because epoll_wait counts in those; with
    it a wait of 0.1 s that floating point made 0.10000000000000003 s would take 0.101 s of exact virtual time.
    """
    import selectors

    def select(self: Any, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is not None and timeout <= 0:
            timeout = 0
        ready = []
        keys = self._fd_to_key
        for fd, event in self._selector.poll(timeout, len(keys) or 1):
            key = keys.get(fd)
            if key:
                events = ((event & ~1) and selectors.EVENT_WRITE) | ((event & ~4) and selectors.EVENT_READ)
                ready.append((key, events & key.events))
        return ready

    select.__qualname__ = selectors.EpollSelector.select.__qualname__
    selectors.EpollSelector.select = select  # type: ignore[method-assign]  # the class itself, which code asks for by name too


def _unbound(module: str, names: dict[str, Any]) -> None:
    """Functions of C do not become methods when a class holds them (`_select = select.select`); these of `module` must not either."""
    for name, value in names.items():
        if isinstance(value, FunctionType):
            value.__module__ = module
            if value.__name__ == "<lambda>":
                value.__name__ = value.__qualname__ = name
            names[name] = staticmethod(value)


def _pickled_by_name(function: staticmethod[..., Any]) -> str:
    """Functions of C are found by their names where a pickle is read (a pool may be given `time.sleep`); these must be too."""
    module = sys.modules.get(function.__module__)
    if module is None or vars(module).get(function.__name__) is not function:
        raise TypeError("cannot pickle 'staticmethod' object")
    name: str = function.__name__
    return name
