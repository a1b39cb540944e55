"""Copies of the standard library's own modules that stand on the machine, beside those that the test itself uses."""

from __future__ import annotations

import builtins
import importlib.util
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import CodeType, ModuleType
from typing import Any


@lru_cache
def _code_of(name: str) -> CodeType:
    spec = importlib.util.find_spec(name)
    assert spec is not None and spec.origin is not None
    with open(spec.origin, "rb") as file:
        return compile(file.read(), spec.origin, "exec")


class Published:
    """Modules named in `copied` are executed anew; whatever they import of `replaced` is what stands there (None: there is no such)."""

    def __init__(self, replaced: Mapping[str, ModuleType | None], copied: Sequence[str]) -> None:
        self._replaced = replaced
        self._copied = copied
        self._modules: dict[str, ModuleType] = {}

    def load(self, name: str) -> Any:
        """The copy of a module; the same one each time."""
        module = self._modules.get(name)
        if module is None:
            module = self._modules[name] = ModuleType(name)
            module.__dict__["__builtins__"] = {**vars(builtins), "__import__": self._import}
            exec(_code_of(name), module.__dict__)
        return module

    def forget(self, name: str) -> None:
        """The next one that is asked for is another copy."""
        self._modules.pop(name, None)

    def loaded(self, name: str) -> Any:
        """The copy of a module if there is one by now, else None."""
        return self._modules.get(name)

    def _import(
        self,
        name: str,
        globals: Mapping[str, object] | None = None,
        locals: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> Any:
        if level == 0 and name in self._replaced:
            module = self._replaced[name]
            if module is None:
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)
            return module
        if level == 0 and name in self._copied:
            return self.load(name)
        return builtins.__import__(name, globals, locals, fromlist or (), level)
