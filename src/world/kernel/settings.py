"""What the system, and the modules that the machine replaces, keep of each process."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

#: Of a resource that anybody may use as much of as there is.
INFINITY = -1
RLIMIT_NOFILE = 7
_RESOURCES = 10


def _limits() -> dict[int, tuple[int, int]]:
    return {**dict.fromkeys(range(_RESOURCES), (INFINITY, INFINITY)), RLIMIT_NOFILE: (65536, 65536)}


@dataclass
class Settings:
    """Of one process. The first two are the system's and go to every child, the others are of the program and go with a copy of it."""

    umask: int = 0o022
    #: By Linux's number of the resource: what counts, and how far the process may raise it.
    limits: dict[int, tuple[int, int]] = field(default_factory=_limits)
    #: Seconds that a new socket waits (`socket.setdefaulttimeout`); None: for ever.
    socket_timeout: float | None = None
    #: Bytes of the stack of a new thread; 0: as many as the system thinks fit.
    stack_size: int = 0

    def of_child(self, forked: bool) -> Settings:
        """What a child begins with."""
        if forked:
            return replace(self, limits=dict(self.limits))
        return Settings(self.umask, dict(self.limits))
