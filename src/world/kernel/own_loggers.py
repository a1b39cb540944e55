"""Loggers as each process has them: handlers, levels, filters and whatever else was set on one.

Servers keep their loggers in modules that every process uses, so the objects are shared; what is in them is not. A process has a
namespace of its own for every logger, and all of them are swapped at once.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

_NOTSET = 0


class LoggerTable(dict[str, Any]):
    """`loggerDict` of the manager of loggers, which counts how often a logger came into it."""

    def __init__(self, loggers: dict[str, Any]) -> None:
        super().__init__(loggers)
        self.changes = 0

    def __setitem__(self, name: str, logger: Any) -> None:
        self.changes += 1
        super().__setitem__(name, logger)


def _table() -> LoggerTable | None:
    # Not imported above: the machine has it imported anew once threads are its own.
    logging = sys.modules.get("logging")
    if logging is None:
        return None
    manager = logging.root.manager
    if type(manager.loggerDict) is not LoggerTable:
        manager.loggerDict = LoggerTable(manager.loggerDict)
    return manager.loggerDict


def _loggers(table: LoggerTable) -> Iterator[Any]:
    logging = sys.modules["logging"]
    yield logging.root
    for logger in table.values():
        if isinstance(logger, logging.Logger):
            yield logger


class OwnLoggers:
    """What one process has set on every logger."""

    def __init__(self) -> None:
        self._spaces: dict[Any, dict[str, Any]] = {}
        self._seen = -1

    def take(self) -> None:
        """Notes the loggers that were made since these were installed. What is set on those known is noted where it is set."""
        table = _table()
        if table is not None and table.changes != self._seen:
            self._spaces = {logger: vars(logger) for logger in _loggers(table)}
            self._seen = table.changes

    def copied(self) -> OwnLoggers:
        """What a child begins with. The handlers are the parent's, the lists of them are not."""
        child = OwnLoggers()
        child._seen = self._seen
        child._spaces = {logger: _copied(space) for logger, space in self._spaces.items()}
        return child

    def install(self) -> None:
        """Makes them what counts; loggers that others made are as if nobody had touched them."""
        table = _table()
        if table is None:
            return
        if table.changes != self._seen:
            self._add(table)
        for logger, space in self._spaces.items():
            logger.__dict__ = space

    def _add(self, table: LoggerTable) -> None:
        """Takes in loggers that were made since this process ran, and where they stand among the others."""
        for logger in _loggers(table):
            seen = vars(logger)
            own = self._spaces.get(logger)
            if own is None:
                # Attributes of a class of the lab's own are there too.
                own = self._spaces[logger] = {
                    **seen,
                    "level": _NOTSET,
                    "propagate": True,
                    "disabled": False,
                    "handlers": [],
                    "filters": [],
                    "_cache": {},
                }
            own["parent"] = seen["parent"]
        self._seen = table.changes


def _copied(space: dict[str, Any]) -> dict[str, Any]:
    return {**space, "handlers": list(space["handlers"]), "filters": list(space["filters"]), "_cache": {}}
