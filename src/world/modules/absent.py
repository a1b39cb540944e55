"""What Pyodide lacks: `pwd`, `grp` and `resource` (one user, root, and no limit that anybody could reach), and parts of others."""

from __future__ import annotations

import importlib
from collections import namedtuple
from types import ModuleType
from typing import Any

from world.kernel.processes import Processes
from world.kernel.settings import INFINITY, RLIMIT_NOFILE

_HOME = "/home/pyodide"
#: Linux's numbers.
_LIMITS = {
    "RLIMIT_CPU": 0,
    "RLIMIT_FSIZE": 1,
    "RLIMIT_DATA": 2,
    "RLIMIT_STACK": 3,
    "RLIMIT_CORE": 4,
    "RLIMIT_RSS": 5,
    "RLIMIT_NPROC": 6,
    "RLIMIT_NOFILE": RLIMIT_NOFILE,
    "RLIMIT_MEMLOCK": 8,
    "RLIMIT_AS": 9,
}


def absent_modules(processes: Processes) -> dict[str, ModuleType]:
    """The three modules by name."""
    struct_passwd = namedtuple("struct_passwd", "pw_name pw_passwd pw_uid pw_gid pw_gecos pw_dir pw_shell")
    struct_group = namedtuple("struct_group", "gr_name gr_passwd gr_gid gr_mem")
    struct_rusage = namedtuple(
        "struct_rusage",
        "ru_utime ru_stime ru_maxrss ru_ixrss ru_idrss ru_isrss ru_minflt ru_majflt ru_nswap ru_inblock ru_oublock "
        "ru_msgsnd ru_msgrcv ru_nsignals ru_nvcsw ru_nivcsw",
    )
    root = struct_passwd("root", "x", 0, 0, "root", _HOME, "/bin/sh")
    group = struct_group("root", "x", 0, [])

    def limits_with(resource: int) -> dict[int, tuple[int, int]]:
        assert processes.scheduler.process is not None
        limits = processes.scheduler.process.settings.limits
        if resource not in limits:
            raise ValueError("invalid resource specified")
        return limits

    def getrlimit(resource: int, /) -> tuple[int, int]:
        return limits_with(resource)[resource]

    def setrlimit(resource: int, values: tuple[int, int], /) -> None:
        soft, hard = values
        limits_with(resource)[resource] = (soft, hard)

    def getrusage(who: int, /) -> Any:
        process = processes.scheduler.process
        computed = process.computed / 1e9 if process is not None and who in (0, 1) else 0.0
        return struct_rusage(computed, *[0] * 15)

    contents: dict[str, dict[str, Any]] = {
        "pwd": {
            "getpwnam": lambda name, /: root,
            "getpwuid": lambda uid, /: root,
            "getpwall": lambda: [root],
            "struct_passwd": struct_passwd,
        },
        "grp": {
            "getgrnam": lambda name, /: group,
            "getgrgid": lambda gid, /: group,
            "getgrall": lambda: [group],
            "struct_group": struct_group,
        },
        "resource": {
            **_LIMITS,
            "RLIMINFINITY": INFINITY,
            "RUSAGE_SELF": 0,
            "RUSAGE_CHILDREN": -1,
            "RUSAGE_THREAD": 1,
            "error": OSError,
            "getpagesize": lambda: 65536,
            "getrlimit": getrlimit,
            "getrusage": getrusage,
            "setrlimit": setrlimit,
            "struct_rusage": struct_rusage,
        },
    }
    modules: dict[str, ModuleType] = {}
    for name, values in contents.items():
        modules[name] = ModuleType(name)
        modules[name].__dict__.update(values)
    return modules


def make_httpx2_jsfetch() -> ModuleType:
    """Where httpx2 takes its transports from if it finds Emscripten: they ask a browser. Here its usual ones have sockets."""
    module = ModuleType("httpx2_jsfetch")
    usual = {"AsyncJavascriptFetchTransport": "AsyncHTTPTransport", "JavascriptFetchTransport": "HTTPTransport"}

    def __getattr__(name: str) -> Any:
        if name not in usual:
            raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
        # Not before somebody asks: httpx2 may be not there, or not loaded yet.
        return getattr(importlib.import_module("httpx2._transports.default"), usual[name])

    module.__dict__["__getattr__"] = __getattr__
    return module


def make_ctypes() -> ModuleType:
    """Stands for `ctypes`, which has no core here: foreign functions could do anything. Some only import it, Django's runner of tests
    among them."""
    module = ModuleType("ctypes")

    def __getattr__(name: str) -> Any:
        raise AttributeError(f"ctypes.{name} is not available: this runtime calls no foreign functions")

    module.__dict__["__getattr__"] = __getattr__
    return module


def name_certificate_places() -> None:
    """Lets `ssl` name the places of certificates, as it does whether or not there are any. Pyodide's stand-in knows none."""
    places = ("SSL_CERT_FILE", "/usr/lib/ssl/cert.pem", "SSL_CERT_DIR", "/usr/lib/ssl/certs")
    importlib.import_module("_ssl").__dict__["get_default_verify_paths"] = lambda: places
