import importlib
import types
from pathlib import Path

import gunicorn  # noqa: F401 - brings the package, whose files are compared
from django.conf import settings
from fastapi import FastAPI

settings.configure()
app = FastAPI()
SOURCES = []


def compiled(code, found):
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            found[constant.co_qualname, constant.co_firstlineno] = constant
            compiled(constant, found)
    return found


def same(one, other):
    if (one.co_code, one.co_names, one.co_varnames, one.co_flags) != (
        other.co_code,
        other.co_names,
        other.co_varnames,
        other.co_flags,
    ):
        return False
    pairs = list(zip(one.co_consts, other.co_consts, strict=True))
    return all(same(a, b) if isinstance(a, types.CodeType) else repr(a) == repr(b) for a, b in pairs)


def running(holder, path, found, seen):
    for value in list(vars(holder).values()):
        value = getattr(value, "__func__", getattr(value, "fget", value))
        code = getattr(value, "__code__", None)
        if code is not None and code.co_filename.endswith(path):
            found[code.co_qualname, code.co_firstlineno] = code
        if isinstance(value, type) and value not in seen:
            seen.add(value)
            running(value, path, found, seen)
    return found


@app.get("/")
def compare():
    for path in SOURCES:
        source = Path("wheels", path + ".txt").read_text()
        expected = compiled(compile(source, path, "exec", dont_inherit=True), {})
        live = running(importlib.import_module(path[:-3].replace("/", ".")), path, {}, set())
        differing = [name for name, code in live.items() if name not in expected or not same(code, expected[name])]
        print("compared", path, len(live), differing)
