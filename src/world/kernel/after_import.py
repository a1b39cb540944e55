"""A finder that finds no module itself, but tells when one was imported that somebody wants to hear of."""

from __future__ import annotations

import _frozen_importlib as importing
from collections.abc import Callable, Collection
from typing import Any


class AfterImport:
    """For `sys.meta_path`: `then` is called with the name of a module of `names` once it was executed, before its importer has it."""

    def __init__(self, names: Collection[str], then: Callable[[str], None]) -> None:
        self._names = names
        self._then = then
        self._looking = False

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name not in self._names or self._looking:
            return None
        self._looking = True
        try:
            spec = importing._find_spec(name, path, target)  # type: ignore[attr-defined]  # as `__import__` finds, without importing
        finally:
            self._looking = False
        loader = spec.loader if spec is not None else None
        if loader is not None:
            execute = loader.exec_module

            def exec_module(module: Any) -> None:
                # Another finder of this kind may have had it before, and have done so already.
                vars(loader).pop("exec_module", None)
                execute(module)
                self._then(name)

            loader.exec_module = exec_module
        return spec
