"""What each process has set in `builtins`: names added, replaced or deleted. There is one namespace, and all code looks there."""

from __future__ import annotations

import builtins
from types import ModuleType
from typing import Any, ClassVar

_MISSING = object()
_space = vars(builtins)


class _Noted(ModuleType):
    """The class of `builtins`, which tells when somebody sets or deletes a name."""

    changed = False

    def __setattr__(self, name: str, value: Any) -> None:
        _Noted.changed = True
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        _Noted.changed = True
        super().__delattr__(name)


class OwnBuiltins:
    """One process's builtins, as far as they differ from those that the interpreter began with."""

    #: What the interpreter began with.
    _first: ClassVar[dict[str, Any]] = {}

    def __init__(self, names: dict[str, Any] | None = None) -> None:
        self._names = {} if names is None else names

    @classmethod
    def begin(cls) -> None:
        """What is there now is what programs begin with."""
        builtins.__class__ = _Noted
        cls._first = dict(_space)

    def copied(self) -> OwnBuiltins:
        """What a copy of the process begins with."""
        return OwnBuiltins(dict(self._names))

    def take(self) -> None:
        """Notes what differs now."""
        # Names that were set behind the module's back, in its dictionary, are noticed if there are more or fewer than before.
        if _Noted.changed or len(_space) != len(self._first) + self._more():
            first = self._first
            self._names = {name: value for name, value in _space.items() if first.get(name, _MISSING) is not value}
            self._names |= {name: _MISSING for name in first if name not in _space}
        _Noted.changed = False

    def remove(self) -> None:
        """Takes these differences out of the interpreter again."""
        self._put({name: self._first.get(name, _MISSING) for name in self._names})

    def install(self) -> None:
        """Puts these differences into an interpreter that has none."""
        self._put(self._names)

    def _more(self) -> int:
        return sum(-1 if value is _MISSING else name not in self._first for name, value in self._names.items())

    @staticmethod
    def _put(names: dict[str, Any]) -> None:
        for name, value in names.items():
            if value is _MISSING:
                _space.pop(name, None)
            else:
                _space[name] = value
