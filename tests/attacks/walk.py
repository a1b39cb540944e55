"""Walks every object that lab code can reach and names those that lead out of the interpreter. Executes nothing of what it finds."""

import gc
import sys
from types import BuiltinFunctionType, FrameType, ModuleType

#: Built-in functions of the bridge between Python and JavaScript.
BRIDGE = {
    *("run_js", "run_sync", "can_run_sync", "create_proxy", "create_once_callable", "to_js", "destroy_proxies"),
    *("pyproxy", "open_url", "pyfetch", "loadPackage", "set_interrupt_buffer"),
}
MODULES = {"js", "pyodide", "_pyodide", "_pyodide_core", "pyodide_js", "waitlab_host"}


def is_a(thing, kind):
    """As isinstance, but asks nothing of the object: not even its `__class__`, which may be a property."""
    return kind in type.__dict__["__mro__"].__get__(type(thing))


def reachable():
    """Every object, by way of what CPython's collector knows, frames, modules, classes and their dictionaries."""
    gc.unfreeze()
    found = {}
    waiting = []

    def meet(thing):
        if id(thing) not in found:
            found[id(thing)] = thing
            waiting.append(thing)

    for thing in gc.get_objects():
        meet(thing)
    for frame in sys._current_frames().values():
        meet(frame)
    meet(sys.modules)
    meet(sys.path_importer_cache)
    while waiting:
        thing = waiting.pop()
        for other in gc.get_referents(thing):
            meet(other)
        if is_a(thing, type):
            meet(type.__dict__["__dict__"].__get__(thing))
            try:
                for other in type.__subclasses__(thing):
                    meet(other)
            except TypeError:
                pass  # `type` itself, unbound.
        elif is_a(thing, FrameType):
            for other in (thing.f_back, thing.f_globals, thing.f_builtins):
                meet(other)
    return found.values()


def of_javascript(thing):
    kinds = type.__dict__["__mro__"].__get__(type(thing))
    return any(kind.__name__ == "JsProxy" for kind in kinds)


def way_out(thing):
    """What is wrong with an object, or None."""
    if of_javascript(thing):
        return "an object of JavaScript"
    if is_a(thing, BuiltinFunctionType) and thing.__name__ in BRIDGE:
        return f"the bridge's {thing.__name__}"
    if is_a(thing, ModuleType) and vars(thing).get("__name__") in MODULES:
        return f"the module {vars(thing)['__name__']}"
    return None


objects = reachable()
ways_out = sorted({wrong for thing in objects if (wrong := way_out(thing))})
print(f"saw {len(objects)} objects of {len({type(thing) for thing in objects})} types")
print("ways out:", ways_out)
print("modules of the bridge:", sorted(MODULES & {name.partition(".")[0] for name in sys.modules}))


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"walked"})
