"""Runs a plan on a machine, and looks at every step and at the end whether what must hold does.

- A lock has one holder.
- Time never goes back, and no wait that was to last ends early.
- Whenever time passes, every thread that has begun is parked, and says in what state and for what.
- Nobody runs in a process that has ended, and such a process has nothing open and no core.
- When nothing can happen any more, nobody waits for something that is there: no wake-up was lost.
- What came out went in: every item of a queue once and in order, as many bytes of a pipe as were written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from harness.bench import BareImage, Bench, Stuck, TooFar, Watch

from fuzz.plans import BOXES, EVENTS, LOCKS, QUEUE_SIZES, Op, Plan, Script
from world.kernel.files import File
from world.kernel.green_thread import GreenThread
from world.kernel.pipes import PipeReader
from world.kernel.processes import Process
from world.output import Printed

#: Far more switches than a plan needs: one that makes more goes round in circles.
_EVENTS = 50_000
_USR1, _ALRM, _KILL = 10, 14, 9


class Broken(AssertionError):
    """Something that must hold does not."""


class Wait:
    """What a thread is in the middle of: its name, and whether it could go on now."""

    def __init__(self, name: str, possible: Callable[[], bool]) -> None:
        self.name = name
        self.possible = possible


class StrictWatch(Watch):
    """Looks at all threads of a machine whenever time passes."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench

    def advance(self, start: int, end: int) -> None:
        if end <= start or (self.steps and start < self.steps[-1][1]):
            raise Broken(f"time goes from {start} to {end}")
        self.steps = [(start, end)]
        for process in self.bench.machine.processes.table:
            for green in process.greens:
                self.check(green)

    def check(self, green: GreenThread) -> None:
        """Raises Broken unless a thread is parked and says why."""
        if not green.parked:
            raise Broken(f"thread {green.number} of {green.process.pid} is ready while time passes")
        state, what = self.waits.get(green, ("", None))
        if not state or state == "done" or not what:
            raise Broken(
                f"thread {green.number} of {green.process.pid} is parked without a reason: {state!r}, {what!r}"
            )


class Own:
    """What one process has for itself."""

    def __init__(self, play: Play, process: Process) -> None:
        threading, queue = play.threading, play.queue
        self.process = process
        self.locks = [threading.Lock() for _ in range(LOCKS)]
        self.rlocks = [threading.RLock() for _ in range(LOCKS)]
        self.holders: list[list[GreenThread | None]] = [[None] * LOCKS, [None] * LOCKS]
        self.queues = [queue.Queue(size) for size in QUEUE_SIZES]
        #: What went into each queue for certain, and what came out.
        self.put: list[set[int]] = [set() for _ in QUEUE_SIZES]
        self.taken: list[list[int]] = [[] for _ in QUEUE_SIZES]
        self.events = [threading.Event() for _ in range(EVENTS)]
        self.boxes: list[tuple[Any, list[int]]] = [(threading.Condition(), []) for _ in range(BOXES)]
        self.threads: list[Any] = []
        self.children: list[Process] = []
        #: Of this process, for the files that the family shares.
        self.pipes = [(play.bench.files.open(reader), play.bench.files.open(writer)) for reader, writer in play.pipes]
        self.sockets = [
            tuple(play.bench.socket.socket(1, 1, 0, fileno=play.bench.files.open(end)) for end in ends)
            for ends in play.ends
        ]


class Play:
    """One plan on one machine. `history`: what happened, in order, for comparing two plays."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.bench = Bench(plan.cores, plan.seed)
        self.bench.watch = StrictWatch(self.bench)
        self.random = Random(plan.seed)
        self.history: list[tuple[Any, ...]] = []
        self.waits: dict[GreenThread, Wait] = {}
        self.threading = self.bench.published("threading")
        self.queue = self.bench.published("queue")
        #: Bytes of each pipe: those that somebody began to write, those that went in for certain, and those that came out.
        self.offered: Counter[int] = Counter()
        self.written: Counter[int] = Counter()
        self.read: Counter[int] = Counter()
        self.owns: list[Own] = []
        self.items = 0
        self.outcome = "stuck"
        self._shake()

    def _shake(self) -> None:
        """Lets others in before and after locks change hands, as the end of a quantum may in any Python code."""
        lock, scheduler, random = self.bench.thread.LockType, self.bench.scheduler, self.random
        acquire, release = lock.acquire, lock.release

        def let_others() -> None:
            if random.random() < 0.15 and scheduler.current is not None:
                scheduler.yield_now("core", "quantum")

        def shaken_acquire(self: Any, blocking: bool = True, timeout: float = -1) -> bool:
            let_others()
            return bool(acquire(self, blocking, timeout))

        def shaken_release(self: Any) -> None:
            release(self)
            let_others()

        lock.acquire = lock.__enter__ = shaken_acquire
        lock.release = shaken_release
        lock.__exit__ = lambda self, *error: shaken_release(self)

    # -- the play

    def run(self) -> str:
        """Plays until nothing can happen any more: "done" if the program came to its end, "stuck" if it waits for ever.

        Raises Broken.
        """
        try:
            self.bench.run(self._family, _EVENTS)
        except Stuck:
            self._check_end()
            return self.outcome
        except TooFar as limit:
            raise Broken(f"it goes round in circles: {limit}") from None
        raise Broken("the program ended before everything had happened")

    def _family(self) -> None:
        files, process = self.bench.files, self.bench.scheduler.process
        assert process is not None
        self.pipes: list[tuple[File, File]] = []
        self.ends: list[tuple[File, File]] = []
        for _ in range(self.plan.pipes):
            ours, theirs = self.bench.os.pipe()
            self.pipes.append((files.get(ours), files.get(theirs)))
        for _ in range(self.plan.sockets):
            left, right = self.bench.socket.socketpair()
            self.ends.append((files.get(left.detach()), files.get(right.detach())))
        self._program(self.plan.main)
        self.outcome = "done"
        # What it started may go on.
        while True:
            self.bench.scheduler.park(None, "blocking", "nothing")

    def _program(self, script: Script) -> None:
        process = self.bench.scheduler.process
        assert process is not None
        own = Own(self, process)
        self.owns.append(own)
        self._script(own, script)
        # Like a program that means to be sure: all that it started has ended before it does.
        for thread in own.threads:
            with self._waiting("join", lambda thread=thread: thread.handle.is_done()):
                thread.join()

    def _script(self, own: Own, script: Script) -> None:
        for op in script:
            self._do(own, op)

    def _do(self, own: Own, op: Op) -> None:
        began = self.bench.scheduler.now
        try:
            result = getattr(self, f"_{op[0]}")(own, *op[1:])
        except (OSError, self.queue.Empty, self.queue.Full) as error:
            result = type(error).__name__
        me = self._me()
        if own.process.exit_code is not None or me.done:
            raise Broken(f"{op[0]} returns in a process that has ended")
        if self.bench.scheduler.now < began:
            raise Broken(f"time went back during {op[0]}")
        self.history.append((self.bench.scheduler.now, own.process.pid, me.number, op[0], result))

    def _me(self) -> GreenThread:
        me = self.bench.scheduler.current
        assert me is not None
        return me

    @contextmanager
    def _waiting(self, name: str, possible: Callable[[], bool]) -> Iterator[None]:
        """Notes what the running thread is in, also for the handler of a signal that does something else meanwhile."""
        me = self._me()
        before = self.waits.get(me)
        self.waits[me] = Wait(name, possible)
        try:
            yield
        finally:
            if before is None:
                self.waits.pop(me, None)
            else:
                self.waits[me] = before

    def _lasts(self, began: int, seconds: float | None, gave_up: bool) -> None:
        """A wait that gave up did so no sooner than it was told."""
        if gave_up and (seconds is None or self.bench.scheduler.now < began + round(seconds * 1e9)):
            raise Broken(f"a wait of {seconds} s gave up after {self.bench.scheduler.now - began} ns")

    # -- operations: alone

    def _sleep(self, own: Own, seconds: float) -> None:
        began = self.bench.scheduler.now
        self.bench.sleep(seconds)
        self._lasts(began, seconds, True)

    def _yield(self, own: Own) -> None:
        self.bench.scheduler.yield_now("core", "a test")

    def _burn(self, own: Own, seconds: float) -> None:
        me, before = self._me(), self._me().computed
        self.bench.burn(seconds)
        if me.computed - before < round(seconds * 1e9):
            raise Broken("computed less than was asked for")

    def _burn_in_c(self, own: Own, seconds: float) -> None:
        began = self.bench.scheduler.now
        self.bench.machine.cores.compute_in_c(round(seconds * 1e9), "a test")
        self._lasts(began, seconds, True)

    # -- locks

    def _held(self, own: Own, kind: int, locks: list[Any], number: int, seconds: float | None, ops: Script) -> bool:
        lock, holders, me = locks[number], own.holders[kind], self._me()
        again = kind == 1 and holders[number] is me
        began = self.bench.scheduler.now
        with self._waiting("lock", lambda: holders[number] is None):
            got = lock.acquire() if seconds is None else lock.acquire(timeout=seconds)
        self._lasts(began, seconds, not got)
        if not got:
            return False
        if holders[number] is not None and not again:
            raise Broken(f"lock {number} has two holders")
        holders[number] = me
        self._script(own, ops)
        if holders[number] is not me:
            raise Broken(f"lock {number} was given away while it was held")
        if not again:
            holders[number] = None
        lock.release()
        return True

    def _lock(self, own: Own, number: int, seconds: float | None, ops: Script) -> bool:
        return self._held(own, 0, own.locks, number, seconds, ops)

    def _rlock(self, own: Own, number: int, seconds: float | None, ops: Script) -> bool:
        return self._held(own, 1, own.rlocks, number, seconds, ops)

    # -- queues, events, conditions

    def _put(self, own: Own, number: int, seconds: float | None) -> int:
        box, began = own.queues[number], self.bench.scheduler.now
        self.items += 1
        item = self.items
        with self._waiting("put", lambda: 0 < box.maxsize > box.qsize()):
            try:
                box.put(item, timeout=seconds)
            except self.queue.Full:
                self._lasts(began, seconds, True)
                raise
        own.put[number].add(item)
        return item

    def _get(self, own: Own, number: int, seconds: float | None) -> int:
        box, began = own.queues[number], self.bench.scheduler.now
        with self._waiting("get", lambda: box.qsize() > 0):
            try:
                item: int = box.get(timeout=seconds)
            except self.queue.Empty:
                self._lasts(began, seconds, True)
                raise
        own.taken[number].append(item)
        return item

    def _event_set(self, own: Own, number: int) -> None:
        own.events[number].set()

    def _event_clear(self, own: Own, number: int) -> None:
        own.events[number].clear()

    def _event_wait(self, own: Own, number: int, seconds: float | None) -> bool:
        event, began = own.events[number], self.bench.scheduler.now
        with self._waiting("event", event.is_set):
            came: bool = event.wait(seconds)
        self._lasts(began, seconds, not came)
        return came

    def _box_put(self, own: Own, number: int, count: int) -> None:
        condition, items = own.boxes[number]
        with condition:
            items.extend([1] * count)
            condition.notify(count)

    def _box_get(self, own: Own, number: int, seconds: float | None) -> bool:
        (condition, items), began = own.boxes[number], self.bench.scheduler.now
        with self._waiting("box", lambda: bool(items)), condition:
            came = condition.wait_for(lambda: bool(items), seconds)
            if came:
                items.pop()
        self._lasts(began, seconds, not came)
        return bool(came)

    # -- files

    def _write(self, own: Own, number: int, size: int) -> int:
        writer = self.pipes[number][1]
        self.offered[number] += size
        with self._waiting("write", writer.writable):
            sent: int = self.bench.os.write(own.pipes[number][1], b"x" * size)
        self.written[number] += sent
        return sent

    def _read(self, own: Own, number: int, size: int) -> int:
        reader = self.pipes[number][0]
        with self._waiting("read", reader.readable):
            got = len(self.bench.os.read(own.pipes[number][0], size))
        self.read[number] += got
        return got

    def _watched(self, own: Own) -> tuple[list[int], Callable[[], bool]]:
        files = [reader for reader, _ in self.pipes]
        return [ours for ours, _ in own.pipes], lambda: any(file.readable() for file in files)

    def _select(self, own: Own, seconds: float | None) -> int:
        numbers, ready = self._watched(own)
        return self._poll_with(ready, seconds, lambda: self.bench.select.select(numbers, [], [], seconds)[0])

    def _poll(self, own: Own, seconds: float | None) -> int:
        numbers, ready = self._watched(own)
        polling = self.bench.select.poll()
        for number in numbers:
            polling.register(number, 1)
        return self._poll_with(ready, seconds, lambda: polling.poll(None if seconds is None else seconds * 1000))

    def _epoll(self, own: Own, seconds: float | None) -> int:
        numbers, ready = self._watched(own)
        with self.bench.select.epoll() as epoll:
            for number in numbers:
                epoll.register(number, 1)
            return self._poll_with(ready, seconds, lambda: epoll.poll(seconds))

    def _poll_with(self, ready: Callable[[], bool], seconds: float | None, poll: Callable[[], list[Any]]) -> int:
        began = self.bench.scheduler.now
        with self._waiting("poll", ready):
            found = poll()
        self._lasts(began, seconds, not found)
        return len(found)

    def _send(self, own: Own, number: int, side: int, size: int, seconds: float | None) -> int:
        one = own.sockets[number][side]
        one.settimeout(seconds)
        with self._waiting("send", self.ends[number][side].writable):
            return int(one.send(b"x" * size))

    def _recv(self, own: Own, number: int, side: int, size: int, seconds: float | None) -> int:
        one = own.sockets[number][side]
        one.settimeout(seconds)
        with self._waiting("recv", self.ends[number][side].readable):
            return len(one.recv(size))

    def _shutdown(self, own: Own, number: int, side: int) -> None:
        own.sockets[number][side].shutdown(1)

    # -- threads, processes, signals

    def _spawn(self, own: Own, script: Script) -> None:
        own.threads.append(self.bench.spawn(lambda: self._script(own, script)))

    def _join(self, own: Own) -> None:
        thread = next((one for one in own.threads if not one.handle.is_done() and one.ident != self._me().ident), None)
        if thread is not None:
            with self._waiting("join", thread.handle.is_done):
                thread.join()

    def _fork(self, own: Own, script: Script) -> int:
        processes = self.bench.machine.processes
        child = processes.create(BareImage(self.bench), Printed())
        processes.start(child, lambda: self._program(script))
        own.children.append(child)
        return child.pid

    def _wait(self, own: Own) -> tuple[int, int]:
        with self._waiting("wait", lambda: bool(own.process.zombies)):
            pid, status = self.bench.os.wait()
        return pid, status

    def _kill(self, own: Own) -> None:
        self._to_child(own, _KILL)

    def _signal_child(self, own: Own) -> None:
        self._to_child(own, _USR1)

    def _to_child(self, own: Own, number: int) -> None:
        child = next((one for one in own.children if one.exit_code is None), None)
        if child is not None:
            self.bench.os.kill(child.pid, number)

    def _signal(self, own: Own) -> None:
        if callable(own.process.signals.handlers.get(_USR1)):
            self.bench.os.kill(own.process.pid, _USR1)

    def _handle(self, own: Own, ops: Script) -> None:
        def handler(number: int, frame: object) -> None:
            self.history.append((self.bench.scheduler.now, own.process.pid, "signal", number))
            self._script(own, ops)

        for number in (_USR1, _ALRM):
            self.bench.signal.signal(number, handler)

    def _alarm(self, own: Own, delay: float) -> None:
        # Once only: a handler that takes longer than an interval lasts would never end.
        if callable(own.process.signals.handlers.get(_ALRM)):
            self.bench.signal.setitimer(self.bench.signal.ITIMER_REAL, delay)

    # -- the end

    def _check_end(self) -> None:
        machine, watch = self.bench.machine, self.bench.watch
        assert isinstance(watch, StrictWatch)
        for process in machine.processes.table:
            if process.exit_code is not None:
                if process.descriptors or process.greens or process.running is not None:
                    raise Broken(f"process {process.pid} has ended and still has something")
                continue
            for green in process.greens:
                watch.check(green)
                wait = self.waits.get(green)
                if wait is not None and wait.possible():
                    state, what = watch.waits[green]
                    raise Broken(
                        f"a lost wake-up: thread {green.number} of {process.pid} waits for {what} ({state}) "
                        f"in {wait.name}, and could go on"
                    )
        for green in machine.cores._computing:
            if green.done:
                raise Broken("a thread that is gone still has a core")

        for number, (reader, _) in enumerate(self.pipes):
            assert isinstance(reader, PipeReader)
            there = self.read[number] + len(reader.pipe.buffer)
            if not self.written[number] <= there <= self.offered[number]:
                raise Broken(f"of pipe {number}, {self.written[number]} bytes went in, and {there} are known of")
        for own in self.owns:
            if own.process.exit_code is not None and own.process.exit_code < 0:
                # Killed, perhaps with an item in hand.
                continue
            for box, put, taken in zip(own.queues, own.put, own.taken, strict=True):
                known = [*taken, *box.queue]
                if len(set(known)) < len(known) or not put <= set(known):
                    raise Broken(f"of a queue's items {sorted(put)}, {known} are known of")

    def close(self) -> None:
        self.bench.close()


def play(plan: Plan) -> Play:
    """Plays a plan; raises Broken, or what the machine itself raised. The play is closed."""
    one = Play(plan)
    try:
        one.history.append((one.run(),))
    finally:
        one.close()
    return one
