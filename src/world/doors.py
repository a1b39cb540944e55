"""Takes Pyodide's bridge to JavaScript out of the interpreter, before any code of a lab runs.

The machine needs none of it: it stands on built-in functions that take and give numbers. Whatever of the bridge
somebody should still find meets a closed boundary (src/lab/engine/boundary.ts); here it is made sure that nobody finds it, and
that imports fail as on any CPython.
"""

from __future__ import annotations

import gc
import shutil
import sys
from types import ModuleType

_BRIDGE = ("pyodide", "_pyodide", "_pyodide_core", "pyodide_js", "js", "waitlab_host")


def _is_bridge(name: object) -> bool:
    return isinstance(name, str) and name.partition(".")[0] in _BRIDGE


def close_doors() -> None:
    """For good."""
    # Some finders are classes.
    sys.meta_path[:] = [finder for finder in sys.meta_path if not _is_bridge(finder.__module__)]
    from pyodide.ffi import JsProxy

    for name in [name for name in sys.modules if _is_bridge(name)]:
        module = sys.modules.pop(name)
        # Others may hold it, or a function of it; what they reach through it must be nothing. Some are objects of JavaScript.
        if isinstance(module, ModuleType):
            vars(module).clear()
    for place in sys.path:
        for package in _BRIDGE:
            shutil.rmtree(f"{place}/{package}", ignore_errors=True)
    for held in gc.get_objects():
        if type(held) is dict:
            if any(isinstance(value, JsProxy) for value in held.values()):
                held.clear()
        elif _is_bridge(type(held).__module__) and not isinstance(held, type) and hasattr(held, "__dict__"):
            # What JavaScript still holds: the finder of its modules, the event loop of the page.
            vars(held).clear()
    gc.collect()
