"""How long a stretch of Python would have taken on a server: what `cpu: measured` charges.

An interpreter in WebAssembly, in a browser, on a phone, computes slower than CPython on a server, and by a factor that nobody can know
in advance. So each run first times a piece of work such as frameworks do, and compares it with what a server needed for the same.
`python pace.py` times it on the machine at hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

#: Seconds that `_work` took on CPython 3.13.0, a core of 2 × AMD EPYC, Linux: what this file prints, run there.
SERVER_SECONDS = 0.001345
_TIMES = 7
_HEADER = re.compile(rb"([-!#$%&'*+.^_`|~0-9a-zA-Z]+):[ \t]*([^\r\n]*?)[ \t]*\r\n")


class _Message:
    def __init__(self, name: str, value: str) -> None:
        self.name = name
        self.value = value

    def pair(self) -> tuple[str, str]:
        return self.name.lower(), self.value.strip()


def _work() -> None:
    """A bit of everything that serves a request: headers, small objects, dictionaries, calls, JSON, and an exception."""
    head = b"".join(b"x-header-%d: value %d\r\n" % (number, number) for number in range(12))
    for turn in range(60):
        pairs = [(name.decode(), value.decode()) for name, value in _HEADER.findall(head)]
        headers = dict(_Message(name, value).pair() for name, value in pairs)
        body = json.dumps({"turn": turn, "headers": headers, "orders": [{"id": number} for number in range(10)]})
        found = json.loads(body)["orders"]
        try:
            raise KeyError(len(found))
        except KeyError as error:
            headers[str(error)] = f"{turn:>5}"
        assert sum(order["id"] for order in found) == 45


def seconds(clock: Callable[[], float]) -> float:
    """The shortest of several times that the work takes here: whatever else happens only adds to it."""
    taken = []
    for _ in range(_TIMES):
        began = clock()
        _work()
        taken.append(clock() - began)
    return min(taken)


def scale(clock: Callable[[], float]) -> float:
    """Seconds on a server for one second here."""
    return SERVER_SECONDS / max(seconds(clock), 1e-6)


if __name__ == "__main__":
    from time import perf_counter

    print(f"{seconds(perf_counter):.6f}")
