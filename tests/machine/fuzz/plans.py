"""Random programs as data: from one seed always the same one, and small enough to read."""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple

#: An operation: its name, then what it is done with. Some hold further ones.
Op = tuple[Any, ...]
Script = list[Op]


class Plan(NamedTuple):
    """One program. Pipes and sockets are the whole family's; locks, queues and the like are each process's own."""

    seed: int
    cores: int
    pipes: int
    sockets: int
    main: Script


#: Of each kind that a process has.
LOCKS, QUEUES, EVENTS, BOXES = 2, 2, 2, 1
#: How many may wait in a queue: one that is full soon, and one that never is.
QUEUE_SIZES = (1, 0)

#: What the handler of a signal may do: nothing with a lock that the thread it interrupts may hold, and nothing that brings a signal.
_IN_HANDLERS = ("sleep", "yield", "burn", "burn_in_c", "write", "read", "select", "poll", "epoll")
#: What may be done while a lock is held, and elsewhere.
_HOLDING = (*_IN_HANDLERS, "put", "get", "event_set", "event_wait", "event_clear", "box_put", "box_get", "signal")
_ANYWHERE = (*_HOLDING, "lock", "lock", "rlock", "join")
_WITH_SOCKETS = ("send", "recv", "shutdown")
_SECONDS = (0.0, 0.001, 0.01, 0.1, 0.5, 1.0)


class _Author:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.pipes = self.random.choice((1, 1, 2))
        self.sockets = self.random.choice((0, 1, 1))
        #: Threads and processes that may still be started: programs stay small.
        self.left = self.random.randint(2, 7)

    def plan(self, seed: int) -> Plan:
        main = self.script(main=True, depth=0)
        return Plan(seed, self.random.choice((1, 2, 4)), self.pipes, self.sockets, main)

    def script(self, main: bool, depth: int) -> Script:
        ops: Script = []
        if main and self.random.random() < 0.5:
            ops.append(("handle", [self.simple(_IN_HANDLERS) for _ in range(self.random.randint(0, 2))]))
        ops += [self.op(main, depth) for _ in range(self.random.randint(2, 9))]
        # What by chance alone would be too rare.
        if main and self.random.random() < 0.2:
            motif = self.random.choice((self.interrupted, self.doomed))
            ops[self.random.randrange(len(ops) + 1) :] = motif()
        return ops

    def interrupted(self) -> Script:
        """A wait that a signal interrupts whose handler waits for the same."""
        pipe = self.random.randrange(self.pipes)
        feed = [("sleep", self.seconds()), ("write", pipe, 1), ("sleep", self.seconds()), ("write", pipe, 1)]
        waits: list[Op] = [("read", pipe, 1), ("select", 0.5), ("poll", 0.5), ("epoll", 0.5)]
        return [
            ("handle", [self.random.choice(waits)]),
            ("alarm", self.seconds()),
            ("spawn", feed),
            self.random.choice([waits[0], ("select", None), ("poll", None), ("epoll", None)]),
        ]

    def doomed(self) -> Script:
        """A process that is killed while it computes, and others that want its core."""
        child: Script = [("burn", 0.02), ("burn", 0.02)]
        others: Script = [("spawn", [("burn", 0.007)]) for _ in range(self.random.randint(0, 2))]
        return [("fork", child), *others, ("sleep", self.random.choice((0.001, 0.01))), ("kill",), ("burn", 0.007)]

    def seconds(self) -> float:
        return self.random.choice(_SECONDS)

    def patience(self) -> float | None:
        """How long an operation may wait: often for ever."""
        return None if self.random.random() < 0.25 else self.seconds()

    def op(self, main: bool, depth: int) -> Op:
        if self.left and depth < 3 and self.random.random() < 0.4:
            self.left -= 1
            if self.random.random() < 0.3:
                return ("fork", self.script(main=True, depth=depth + 1))
            return ("spawn", self.script(main=False, depth=depth + 1))
        if main and self.random.random() < 0.15:
            return self.random.choice([("wait",), ("kill",), ("alarm", self.seconds()), ("signal_child",)])
        return self.simple(_ANYWHERE)

    def simple(self, kinds: tuple[str, ...]) -> Op:
        """An operation out of `kinds` that starts nobody."""
        pick, chance = self.random.choice, self.random.randrange
        kind = pick(kinds + (_WITH_SOCKETS if self.sockets else ()))
        match kind:
            case "sleep":
                return (kind, self.seconds())
            case "burn" | "burn_in_c":
                return (kind, pick((0.001, 0.007, 0.02)))
            case "lock" | "rlock":
                held = [self.simple(_HOLDING) for _ in range(self.random.randint(0, 2))]
                return (kind, chance(LOCKS), self.patience(), held)
            case "put" | "get":
                return (kind, chance(QUEUES), self.patience())
            case "event_set" | "event_clear":
                return (kind, chance(EVENTS))
            case "event_wait":
                return (kind, chance(EVENTS), self.patience())
            case "box_put":
                return (kind, chance(BOXES), pick((1, 1, 2)))
            case "box_get":
                return (kind, chance(BOXES), self.patience())
            case "write" | "read":
                return (kind, chance(self.pipes), pick((1, 1, 3, 400_000)))
            case "select" | "poll" | "epoll":
                return (kind, self.patience())
            case "send" | "recv":
                return (kind, chance(self.sockets), chance(2), pick((1, 5, 700_000)), self.patience())
            case "shutdown":
                return (kind, chance(self.sockets), chance(2))
            case _:
                return (kind,)


def make_plan(seed: int) -> Plan:
    """The program of a seed."""
    return _Author(seed).plan(seed)


def show(plan: Plan) -> str:
    """The program as text, an operation a line."""
    lines = [f"seed {plan.seed}: {plan.cores} cores, {plan.pipes} pipes, {plan.sockets} pairs of sockets"]

    def add(script: Script, indent: int) -> None:
        for name, *rest in script:
            inner = rest[-1] if rest and isinstance(rest[-1], list) else None
            words = [str(word) for word in (rest[:-1] if inner is not None else rest)]
            lines.append(" " * indent + " ".join([name, *words]))
            if inner is not None:
                add(inner, indent + 2)

    add(plan.main, 2)
    return "\n".join(lines)
