"""Everything that a process has for itself: how to read it, and how a program changes it."""

import builtins
import calendar
import csv
import decimal
import gettext
import http.client
import json
import locale
import logging
import mimetypes
import multiprocessing.util
import os
import random
import resource
import signal
import socket
import sqlite3
import ssl
import sys
import tempfile
import threading
import urllib.request
import warnings
import zoneinfo


def _names(where, *names):
    return lambda: [repr(getattr(where, name)) for name in names]


def _sets(where, name, value):
    return lambda: setattr(where, name, value)


def _hook(*args, **kwargs):
    pass


class _Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        return None


def _catalogue():
    gettext.textdomain("tea")
    gettext.bindtextdomain("tea", "/tea")


#: Name -> how to read it, how to change it.
STATE = {
    "directory": (os.getcwd, lambda: (os.makedirs("below", exist_ok=True), os.chdir("below"))),
    "environment": (lambda: os.environ.get("TEA"), lambda: os.environ.__setitem__("TEA", "oolong")),
    "environment in bytes": (lambda: repr(os.environb.get(b"TEA_B")), lambda: os.environb.__setitem__(b"TEA_B", b"x")),
    "environment of the system": (
        lambda: repr(_system().get(b"TEA_S")),
        lambda: os.putenv("TEA_S", "x"),
    ),
    "umask": (lambda: _umask(), lambda: os.umask(0o77)),
    "resource limits": (
        lambda: resource.getrlimit(resource.RLIMIT_NOFILE),
        lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (10, 65536)),
    ),
    "signal handlers": (
        lambda: repr(signal.getsignal(signal.SIGUSR1)),
        lambda: signal.signal(signal.SIGUSR1, _hook),
    ),
    "arguments": (lambda: "--tea" in sys.argv, lambda: sys.argv.append("--tea")),
    "module path": (lambda: "/tea" in sys.path, lambda: sys.path.append("/tea")),
    "module path replaced": (lambda: "/cup" in sys.path, lambda: setattr(sys, "path", [*sys.path, "/cup"])),
    "module finders": (lambda: _Finder.__name__ in map(_name, sys.meta_path), lambda: sys.meta_path.append(_Finder)),
    "module path hooks": (lambda: len(sys.path_hooks), lambda: sys.path_hooks.append(_no_hook)),
    "modules": (lambda: "leaves" in sys.modules, lambda: sys.modules.__setitem__("leaves", sys)),
    "recursion limit": (sys.getrecursionlimit, lambda: sys.setrecursionlimit(800)),
    "switch interval": (sys.getswitchinterval, lambda: sys.setswitchinterval(0.25)),
    "digits of an int": (sys.get_int_max_str_digits, lambda: sys.set_int_max_str_digits(1000)),
    "output": (lambda: type(sys.stdout).__name__, lambda: setattr(sys, "stdout", _Loud(sys.stdout))),
    "sys.excepthook": (_names(sys, "excepthook"), _sets(sys, "excepthook", _hook)),
    "sys.unraisablehook": (_names(sys, "unraisablehook"), _sets(sys, "unraisablehook", _hook)),
    "sys.displayhook": (_names(sys, "displayhook"), _sets(sys, "displayhook", _hook)),
    "threading.excepthook": (_names(threading, "excepthook"), _sets(threading, "excepthook", _hook)),
    "trace function of new threads": (lambda: repr(threading.gettrace()), lambda: threading.settrace(_hook)),
    "stack size": (lambda: _stack_size(), lambda: threading.stack_size(1 << 20)),
    "builtins added": (lambda: hasattr(builtins, "leaked"), lambda: setattr(builtins, "leaked", True)),
    "builtins replaced": (lambda: print.__module__, lambda: setattr(builtins, "print", _print)),
    "builtins deleted": (lambda: hasattr(builtins, "copyright"), lambda: delattr(builtins, "copyright")),
    "default timeout of sockets": (socket.getdefaulttimeout, lambda: socket.setdefaulttimeout(0.5)),
    "logging.disable": (lambda: logging.root.manager.disable, lambda: logging.disable(logging.CRITICAL)),
    "level names": (lambda: logging.getLevelName(31), lambda: logging.addLevelName(31, "TEA")),
    "root logger": (
        lambda: [logging.root.level, len(logging.root.handlers)],
        lambda: logging.basicConfig(level=7),
    ),
    "a logger": (lambda: logging.getLogger("asyncio").level, lambda: logging.getLogger("asyncio").setLevel(3)),
    "a logger made by one process": (lambda: logging.getLogger("tea.pot").level, lambda: _logger()),
    "logger class": (lambda: logging.getLoggerClass().__name__, lambda: logging.setLoggerClass(_Logger)),
    "log records": (
        lambda: logging.getLogRecordFactory().__name__,
        lambda: logging.setLogRecordFactory(_record),
    ),
    "logging.lastResort": (_names(logging, "lastResort", "raiseExceptions"), lambda: _no_last_resort()),
    "captured warnings": (lambda: warnings.showwarning.__name__, lambda: logging.captureWarnings(True)),
    "warning filters": (lambda: repr(warnings.filters[0]), lambda: warnings.simplefilter("always")),
    "warnings shown once": (lambda: len(warnings.onceregistry), lambda: warnings.onceregistry.__setitem__("tea", 1)),
    "random": (lambda: hash(random.getstate()), lambda: random.seed("tea")),
    "decimal": (lambda: decimal.DefaultContext.prec, _sets(decimal.DefaultContext, "prec", 5)),
    "sqlite3 adapters": (lambda: len(sqlite3.adapters), lambda: sqlite3.register_adapter(_Loud, str)),
    "sqlite3 converters": (lambda: "TEA" in sqlite3.converters, lambda: sqlite3.register_converter("tea", str)),
    "csv field size": (csv.field_size_limit, lambda: csv.field_size_limit(100)),
    "temporary directory": (lambda: tempfile.tempdir, _sets(tempfile, "tempdir", "/lab")),
    "MIME types": (lambda: mimetypes.guess_type("a.tea")[0], lambda: mimetypes.add_type("text/tea", ".tea")),
    "URL opener": (
        lambda: repr(urllib.request._opener),
        lambda: urllib.request.install_opener(urllib.request.build_opener()),
    ),
    "TLS contexts": (
        lambda: ssl._create_default_https_context.__name__,
        _sets(ssl, "_create_default_https_context", ssl._create_unverified_context),
    ),
    "http.client": (lambda: http.client.HTTPConnection.debuglevel, _sets(http.client.HTTPConnection, "debuglevel", 1)),
    "gettext": (lambda: [gettext.textdomain(), gettext.bindtextdomain("tea")], _catalogue),
    "time zones": (lambda: zoneinfo.TZPATH, lambda: zoneinfo.reset_tzpath(["/tea"])),
    "calendar": (calendar.firstweekday, lambda: calendar.setfirstweekday(3)),
    "start method": (
        lambda: multiprocessing.get_start_method(allow_none=True),
        lambda: multiprocessing.set_start_method("spawn"),
    ),
    "finalizers of multiprocessing": (
        lambda: len(multiprocessing.util._finalizer_registry),
        lambda: multiprocessing.util.Finalize(None, _hook, exitpriority=0),
    ),
    "logger of multiprocessing": (
        lambda: multiprocessing.util._logger is not None,
        lambda: multiprocessing.get_logger(),
    ),
    "locale": (lambda: locale.setlocale(locale.LC_ALL), lambda: locale.setlocale(locale.LC_ALL, "de_DE.UTF-8")),
}


def _system():
    import posix

    return posix._create_environ()


def _stack_size():
    # Asking without a number sets none.
    size = threading.stack_size()
    threading.stack_size(size)
    return size


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _name(finder):
    return getattr(finder, "__name__", type(finder).__name__)


def _no_hook(path):
    raise ImportError


def _print(*args, **kwargs):
    pass


def _logger():
    logging.getLogger("tea.pot").setLevel(4)


def _no_last_resort():
    logging.lastResort = None
    logging.raiseExceptions = False


def _record(*args, **kwargs):
    return logging.LogRecord(*args, **kwargs)


class _Logger(logging.Logger):
    pass


class _Loud:
    def __init__(self, stream):
        self.stream = stream

    def __getattr__(self, name):
        return getattr(self.stream, name)


_out = sys.stdout


def tell(when):
    """Prints what this process sees now, as one line."""
    _out.write(json.dumps([when, {name: reading() for name, (reading, _) in STATE.items()}]) + "\n")


def change():
    for _, changing in STATE.values():
        changing()
