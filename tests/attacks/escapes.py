"""Every known road out of an engine, and its brothers. A road is refused when it raises; whoever comes to its end has escaped."""

import _imp
import builtins
import gc
import importlib
import importlib.machinery
import importlib.util
import os
import sys
import types

ROADS = {}
LIBRARY = "/lib/python3.14"


def road(name):
    def add(act):
        ROADS[name] = act
        return act

    return add


def refuse(why="nothing was reached"):
    raise PermissionError(why)


def all_objects():
    gc.unfreeze()
    return gc.get_objects()


def classes(name):
    """Classes of this name, whatever module they say they are from."""
    found, waiting = [], [object]
    seen = set()
    while waiting:
        for kind in type.__subclasses__(waiting.pop()) if waiting else ():
            if kind in seen or kind is type:
                continue
            seen.add(kind)
            waiting.append(kind)
            if kind.__name__ == name:
                found.append(kind)
    return found or refuse(f"no class {name}")


def host_functions():
    """What the machine was lent by the engine, by any way: its host, and every built-in function without a home."""
    found = []
    import world.run

    found.extend(vars(world.run._world.host).values())
    found.extend(vars(sys.stdout.processes.scheduler.host).values())
    for thing in all_objects():
        if type(thing) is types.BuiltinFunctionType and thing.__self__ is None and not thing.__module__:
            found.append(thing)
    return [thing for thing in found if callable(thing)]


# -- modules of the bridge, by every way of importing

for module in [
    *("js", "pyodide_js", "pyodide_js._api", "pyodide", "pyodide.ffi", "pyodide.ffi.wrappers", "pyodide.code"),
    *("pyodide.http", "pyodide.webloop", "pyodide.console", "_pyodide", "_pyodide._base", "_pyodide._importhook"),
    *("_pyodide_core", "waitlab_host", "_ctypes"),
]:
    road(f"import {module}")(lambda module=module: importlib.import_module(module))


def something_in(module):
    """A module, if anything of its own is in it."""
    own = [name for name in vars(module) if not name.startswith("__")] if module is not None else []
    return module if own else refuse("an empty module")


for module in ("_pyodide_core", "_ctypes"):

    @road(f"create the built-in {module}")
    def create(module=module):
        return something_in(
            _imp.create_builtin(importlib.machinery.ModuleSpec(module, importlib.machinery.BuiltinImporter))
        )

    @road(f"load the built-in {module}")
    def load(module=module):
        spec = importlib.util.spec_from_loader(module, importlib.machinery.BuiltinImporter)
        made = importlib.util.module_from_spec(spec)
        importlib.machinery.BuiltinImporter.exec_module(made)
        return something_in(made)


@road("import the bridge's own Python, written anew")
def forged_package():
    os.makedirs("/tmp/forged/_pyodide", exist_ok=True)
    with open("/tmp/forged/_pyodide/__init__.py", "w") as file:
        file.write("")
    sys.path.insert(0, "/tmp/forged")
    try:
        import _pyodide_core

        return _pyodide_core
    finally:
        sys.path.remove("/tmp/forged")


@road("find the bridge on the disk")
def on_disk():
    for place in (LIBRARY, f"{LIBRARY}/site-packages", "/lib/python314.zip"):
        for name in ("pyodide", "_pyodide"):
            if os.path.exists(f"{place}/{name}") or os.path.exists(f"{place}/{name}.pyc"):
                return place
    return refuse()


@road("the finder of JavaScript's modules")
def finder():
    for thing in all_objects():
        if type(thing).__name__ == "JsFinder":
            return thing.jsproxies["js"]
    return refuse()


# -- objects of JavaScript


@road("an object of JavaScript, anywhere")
def any_proxy():
    for thing in all_objects():
        if any(kind.__name__ == "JsProxy" for kind in type(thing).__mro__):
            return thing
    return refuse()


@road("an object of JavaScript, made anew")
def new_proxy():
    for kind in classes("JsProxy"):
        for make in (kind, lambda kind=kind: object.__new__(kind), lambda kind=kind: kind.__new__(kind)):
            try:
                made = make()
            except BaseException:
                continue
            # Pyodide documents its classes by classes of Python of the same names; those are empty.
            if hasattr(made, "constructor") or kind.__basicsize__ > object.__basicsize__:
                return made
    return refuse()


@road("the constructor of a host function")
def constructor():
    for thing in host_functions():
        for name in ("constructor", "apply", "call", "bind", "new", "then", "to_py", "js_id", "caller", "arguments"):
            if hasattr(thing, name):
                return thing, name
    return refuse()


@road("what a host function belongs to")
def home():
    for thing in host_functions():
        owner = getattr(thing, "__self__", None)
        if owner is not None and type(owner).__module__.startswith(("world", "builtins")) is False:
            return owner
    return refuse()


@road("what a host function answers")
def answers():
    import world.run

    host = world.run._world.host
    for value in (host.gate(), host.read_clock(), host.real_seconds()):
        if type(value) not in (int, float):
            return value
    return refuse()


@road("a host function that is handed an object")
def handed_object():
    import world.run

    class Number:
        def __float__(self):
            return 1.0

        def then(self, *rest):
            return rest

    host = world.run._world.host
    for act in (host.seed, host.progress, host.set_clock):
        try:
            answer = act(lambda: None)
        except TypeError:
            continue
        if answer is not None:
            return answer
    answer = host.progress(Number(), Number(), Number())
    return answer if answer is not None else refuse()


@road("a getter on Object.prototype, asked by a warning of Node")
def warning():
    from pyodide.ffi import create_proxy

    import world.run

    prototype = world.run._world.host.set_clock.constructor.prototype
    return create_proxy(lambda: prototype, capture_this=True)


@road("a timer's own this")
def timer():
    from pyodide.webloop import scheduleCallback

    return scheduleCallback(lambda: None, 2**40)


@road("the event loop of the page")
def page_loop():
    loop = classes("WebLoop")[0]()
    reached = []
    loop.call_soon(reached.append, 1)
    return reached or refuse()


@road("a function of the bridge, anywhere")
def bridge_function():
    for thing in all_objects():
        if type(thing) is types.BuiltinFunctionType and thing.__name__ in (
            "run_js",
            "create_proxy",
            "to_js",
            "run_sync",
        ):
            return thing
    return refuse()


@road("a function of Pyodide in Python")
def bridge_python():
    for thing in all_objects():
        if (
            type(thing) is types.FunctionType
            and thing.__module__
            and thing.__module__.partition(".")[0] in ("pyodide", "_pyodide")
        ):
            for needed in ("run_js", "JsProxy", "create_proxy", "to_js", "run_sync", "sys", "js"):
                if needed in thing.__globals__:
                    return thing, needed
    return refuse()


@road("JavaScript's text, run")
def run_javascript():
    for name in ("run_js", "eval_js", "emscripten_run_script"):
        for module in list(sys.modules.values()):
            if hasattr(module, name):
                return getattr(module, name)("1")
    return refuse()


# -- below Python


@road("a library of WebAssembly, loaded")
def library():
    # The smallest module with the section that dynamic libraries begin with.
    dylink = b"\x00asm\x01\x00\x00\x00" + b"\x00\x0f\x08dylink.0" + b"\x01\x04\x00\x00\x00\x00"
    with open("/tmp/escape.so", "wb") as file:
        file.write(dylink)
    spec = importlib.util.spec_from_file_location("escape", "/tmp/escape.so")
    return importlib.util.module_from_spec(spec)


@road("a foreign function")
def foreign_function():
    import ctypes

    return ctypes.pythonapi.PyLong_FromLong(1)


@road("a shell")
def shell():
    status = os.system("true")
    return status if status == 0 else refuse(f"status {status}")


@road("another program")
def program():
    import subprocess

    return subprocess.run(["true"], check=True)


@road("another program, by the lowest call")
def lowest_program():
    return os.posix_spawn("/bin/true", ["true"], {})


@road("a fork")
def fork():
    return os.fork()


for path in (
    *("/etc/passwd", "/proc/self/environ", "/proc/self/mem", "/proc/self/cmdline", "/dev/mem", "/dev/pts/0"),
    *("package.json", "/sys/kernel/hostname", "/root/.bashrc"),
):

    @road(f"the file {path}")
    def file(path=path):
        with open(path, "rb") as opened:
            return opened.read(16)


@road("a descriptor of the process around")
def descriptors():
    reached = []
    for number in range(3, 64):
        try:
            if os.write(number, b"\x00\x00\x00\x10forged") > 0:
                reached.append(number)
        except OSError:
            continue
    return reached or refuse()


for address in (("127.0.0.1", 80), ("127.0.0.1", 4321), ("127.0.0.2", 9), ("192.0.2.1", 80)):

    @road(f"a connection to {address[0]}:{address[1]}")
    def connection(address=address):
        import socket

        return socket.create_connection(address, timeout=1)


@road("a connection by the socket module that was there before")
def old_socket():
    import world.machine

    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, world.machine.Replaced)]
    kept = sys.modules.pop("_socket")
    try:
        real = importlib.import_module("_socket")
        one = real.socket(real.AF_INET, real.SOCK_STREAM)
        one.connect(("127.0.0.1", 80))
        return one
    finally:
        sys.modules["_socket"] = kept


@road("an address of the page")
def page():
    import urllib.request

    return urllib.request.urlopen("http://localhost:4321/", timeout=1).read()


def main():
    refused, reached = [], []
    for name, act in ROADS.items():
        try:
            value = act()
        except BaseException as error:
            refused.append((name, type(error).__name__))
        else:
            reached.append((name, repr(value)[:80]))
    for name, why in refused:
        builtins.print("refused:", name, f"({why})")
    for name, value in reached:
        builtins.print("REACHED:", name, value)
    builtins.print(f"tried {len(ROADS)} roads, reached {len(reached)}")


main()


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"tried"})
