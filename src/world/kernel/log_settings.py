"""Handlers, levels and filters of loggers, which belong to a process although all processes share the logger objects.

Servers keep their loggers in modules that every process uses, so the objects stay, and what was set on them is swapped.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

_ATTRIBUTES = ("handlers", "filters", "level", "propagate", "disabled")
_NOTSET = 0

#: What was set on each logger, in the order of `_ATTRIBUTES`.
LogSettings = dict[Any, tuple[Any, ...]]


def _loggers() -> Iterator[Any]:
    # Not imported above: the machine has it imported anew once threads are its own.
    logging = sys.modules.get("logging")
    if logging is None:
        return
    root = logging.getLogger()
    yield root
    for logger in root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            yield logger


def take_log_settings() -> LogSettings:
    """What is set now."""
    return {logger: tuple(getattr(logger, name) for name in _ATTRIBUTES) for logger in _loggers()}


def inherited_log_settings() -> LogSettings:
    """What a new process starts with: the running one's, as fork copies it."""
    return {
        logger: (list(handlers), list(filters), *rest)
        for logger, (handlers, filters, *rest) in take_log_settings().items()
    }


def install_log_settings(settings: LogSettings) -> None:
    """Makes `settings` what counts; loggers that they do not name are as if nobody had touched them."""
    for logger in _loggers():
        values = settings.get(logger) or ([], [], _NOTSET, True, False)
        for name, value in zip(_ATTRIBUTES, values, strict=True):
            setattr(logger, name, value)
        # Whether a level is enabled, remembered from before.
        logger._cache = {}
