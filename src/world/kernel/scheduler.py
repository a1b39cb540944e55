"""Virtual time and green threads: what runs next, and when.

The clock is an integer of nanoseconds and moves only when nothing is ready. A green thread is a Python thread on a
suspendable WebAssembly stack: it runs until it parks, and whoever parks picks the successor on its own stack, so
there is no scheduler thread. Things that are due at the same instant run in the order in which they became due.
"""

from __future__ import annotations

import heapq
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from world import limits
from world.kernel.green_thread import GreenThread, Timer
from world.kernel.host import Host
from world.kernel.time_units import CLOCK_STEP, NEVER, SECOND, nanoseconds

if TYPE_CHECKING:
    from world.kernel.processes import Process

Answer = TypeVar("Answer")

#: The last instant of a run.
_LAST = limits.DAYS * 86_400 * SECOND


class Observer(Protocol):
    """Who watches the threads. Called with the scheduler's own state consistent; must not park."""

    def parked(self, green: GreenThread, state: str, what: str | None) -> None:
        """A thread, which need not be the running one, waits for `what`. `state`: one of src/contract/raw.ts, or a way to wait
        that says nothing by itself ("poll", "lock", "join"), or "done"."""

    def advance(self, start: int, end: int) -> None:
        """Nothing can happen between these instants, in nanoseconds: everything has parked."""


class Supervisor(Protocol):
    """Who answers for a run. Called in the middle of a switch; must not park."""

    def limit_reached(self, kind: str) -> None:
        """ "events" or "real-time": the run went further than `supervise` allowed; "rows": its trace has no room for more;
        "days": the next thing that could happen lies past `limits.DAYS`."""

    def quiet(self) -> None:
        """Nothing is ready, and time would pass beyond `Scheduler.quiet_at`, or no timer is left. Told once; who wants to hear it again
        sets that anew. Unless somebody is woken, time passes, and without a timer `Stalled` is raised."""

    def crashed(self, error: BaseException) -> None:
        """A callback or the body of a thread raised: an error of the machine, for programs' own are caught long before."""


class Unobserved:
    """Watches nothing."""

    def parked(self, green: GreenThread, state: str, what: str | None) -> None:
        pass

    def advance(self, start: int, end: int) -> None:
        pass


class Unsupervised:
    """Lets a run go on for ever, and whoever runs the machine catch what it raises."""

    def limit_reached(self, kind: str) -> None:
        pass

    def quiet(self) -> None:
        pass

    def crashed(self, error: BaseException) -> None:
        raise error


class Stalled(Exception):
    """Nothing is ready and no timer is set: nothing can ever happen again."""


class PendingTimer(NamedTuple):
    """A timer that is set. `sequence` grows with every timer; `green` is the thread it wakes, None for a callback."""

    when: int
    sequence: int
    green: GreenThread | None


class _Question:
    """What a parked thread is asked, by whom, and what came of it."""

    __slots__ = ("answer", "by", "error", "question")

    def __init__(self, question: Callable[[], Any], by: GreenThread) -> None:
        self.question = question
        self.by = by
        self.answer: Any = None
        self.error: BaseException | None = None


class Scheduler:
    """One machine's time and threads. `on_end` is called in every thread as its last act, and may park."""

    def __init__(self, host: Host, on_end: Callable[[GreenThread], object] = lambda green: None) -> None:
        self.host = host
        self.now = 0
        self.events = 0
        self.current: GreenThread | None = None
        self.process: Process | None = None
        #: Whether the running thread has woken another one of its process since its turn began.
        self.has_woken = False
        #: Whether the scheduler itself runs: then the running thread must not be stopped where it is.
        self.kernel = True
        self._on_end = on_end
        self._observer: Observer = Unobserved()
        self._supervisor: Supervisor = Unsupervised()
        #: The instant beyond which the supervisor wants to be told before time passes.
        self.quiet_at = NEVER
        self._ready: deque[GreenThread | Callable[[], object]] = deque()
        self._timers: list[tuple[int, int, Any, int]] = []
        self._sequence = 0
        self._idents = 1000
        self._starting: GreenThread | None = None
        self._most_events = sys.maxsize
        self._deadline = float("inf")
        self._only: GreenThread | None = None
        self._question: _Question | None = None
        self._charge: Callable[[int], None] | None = None
        self._resumed = 0.0
        #: Collects garbage if it is time to, and says whether it did. A safe point: any thread may call it that could wait.
        self.collect_garbage: Callable[[], bool] = lambda: False
        self._may_not_wait = False

    # -- the run

    def supervise(self, supervisor: Supervisor, observer: Observer, events: int, real_seconds: float) -> None:
        """Begins a run: `observer` watches it, and `supervisor` is told when more than `events` switches were made or
        more than `real_seconds` have passed from now on."""
        self._supervisor = supervisor
        self._observer = observer
        self._most_events = self.events + events
        self._deadline = self.host.real_seconds() + real_seconds

    def adopt(self, process: Process) -> GreenThread:
        """Makes the caller, who is on a suspendable stack already, the main thread of `process`."""
        green = self.create(lambda: None, process)
        green.started = True
        process.main = green
        self.current = green
        self.process = process
        self.kernel = False
        return green

    def charge_computing(self, charge: Callable[[int], None]) -> None:
        """From now on real computing costs virtual time: `charge` makes the running thread pay for so many real nanoseconds,
        and may park."""
        self._charge = charge

    def finish_to(self, green: GreenThread) -> None:
        """The run is over: from now on only `green` runs, and no limit is watched."""
        self._only = green
        # It may be the one on whose stack this is found out, parked already.
        self.wake(green)

    # -- setting things to happen

    def call_soon(self, callback: Callable[[], object]) -> None:
        """Runs `callback` at this instant, after what is ready already. It must not park."""
        self._ready.append(callback)

    def call_at(self, when: int, callback: Callable[[], object]) -> None:
        """Runs `callback` at `when`. It must not park."""
        self._sequence += 1
        heapq.heappush(self._timers, (when, self._sequence, callback, -1))

    def set_timer(self, when: int, callback: Callable[[], object]) -> Timer:
        """As `call_at`, but can be called off; a timer called off does not move the clock."""
        timer = Timer(callback)
        self._sequence += 1
        heapq.heappush(self._timers, (when, self._sequence, timer, timer.token))
        return timer

    def create(self, function: Callable[[], object], process: Process) -> GreenThread:
        """A thread of `process` that will run `function` once `begin` is called on it."""
        self._idents += 1
        green = GreenThread(self._idents, process, function, self.host.gate())
        if self.current is not None:
            green.blocked = self.current.blocked
        process.greens[green] = None
        process.threads_started += 1
        green.number = process.threads_started - 1
        return green

    def begin(self, green: GreenThread) -> None:
        """Makes a thread that was created ready to run for the first time."""
        self._ready.append(green)

    def wake(self, green: GreenThread) -> bool:
        """Makes a parked thread ready; False if it is ready, running or done."""
        if not green.parked:
            return False
        green.parked = False
        green.token += 1
        self._ready.append(green)
        if not self.kernel and green.process is self.process:
            self.has_woken = True
        return True

    def kill(self, green: GreenThread) -> None:
        """Ends a thread without running it again: its stack is dropped as the operating system drops a process's."""
        green.done = True
        green.parked = False
        green.token += 1
        green.process.greens.pop(green, None)
        self._forget(green)
        self._observer.parked(green, "done", None)

    def hold(self, green: GreenThread, state: str, what: str) -> None:
        """Parks a thread whose turn has come but that may not run yet, until `wake`."""
        green.parked = True
        self._observer.parked(green, state, what)

    # -- waiting

    def park(self, until: int | None, state: str, what: str | None = None) -> None:
        """Suspends the calling thread until `wake`, or until the instant `until`. May return early: callers look again."""
        me = self.current
        assert me is not None, "a thread that the machine does not know tried to wait"
        if self.settle() or self.collect_garbage():
            # Time passed, or finalizers ran: the caller has to look again whether it still must wait.
            self.deliver_signals()
            return
        self.suspend(until, state, what)
        self.deliver_signals()

    def settle(self) -> bool:
        """Makes the running thread pay for what it computed since its turn began. False if it has paid, or need not pay at all."""
        me = self.current
        if self._charge is None or me is None or me.charged:
            return False
        me.charged = True
        self._charge(nanoseconds(self.host.real_seconds() - self._resumed))
        return True

    def collect_garbage_by(self, collect: Callable[[], bool]) -> None:
        """From now on `collect` is asked at safe points: it collects if it is time to, and says whether it did."""
        self.collect_garbage = collect

    @contextmanager
    def without_waiting(self) -> Iterator[None]:
        """Inside, whatever would suspend the running thread raises RuntimeError.

        For what C does with lists on its stack, which is gone while a thread is away: collecting garbage, with its finalizers.
        """
        before = self._may_not_wait, self.kernel
        self._may_not_wait = self.kernel = True
        try:
            yield
        finally:
            self._may_not_wait, self.kernel = before

    def _check_may_wait(self, what: str | None) -> None:
        if self._may_not_wait:
            raise RuntimeError(f"a finalizer must not wait while garbage is collected: {what}")

    def begin_turn(self) -> None:
        """What the running thread computes from now on is to be paid."""
        if self._charge is not None and self.current is not None:
            self.current.charged = False
            self._resumed = self.host.real_seconds()

    def suspend(self, until: int | None, state: str, what: str | None = None) -> None:
        """As `park`, for who must not run handlers of signals or be charged here. A signal wakes it as it wakes all."""
        me = self.current
        assert me is not None
        self._check_may_wait(what)
        self.sync()
        me.parked = True
        me.token += 1
        if until is not None:
            self._sequence += 1
            heapq.heappush(self._timers, (until, self._sequence, me, me.token))
        self._observer.parked(me, state, what)
        self._switch(me)
        if state != "cpu":
            self.begin_turn()

    def sync(self) -> None:
        """Takes over the time that the running thread made pass by reading clocks in a loop: it was computing."""
        read = self.host.read_clock()
        # Less than a step is rounding: beyond 2^53 the clock cannot show every nanosecond.
        if read >= self.now + CLOCK_STEP:
            me = self.current
            if me is not None:
                self._observer.parked(me, "cpu", "busy wait")
                self._observer.advance(self.now, read)
            took, self.now = read - self.now, read
            if me is not None:
                me.computed += took
                me.process.compute(took)
                self.deliver_signals()

    def after(self, duration: int) -> int:
        """The instant that comes `duration` nanoseconds after the one that the running thread's clocks show: when its wait ends."""
        self.sync()
        return self.now + duration

    def yield_now(self, state: str = "core", what: str | None = None) -> None:
        """Lets everything that is ready at this instant run first."""
        self.give_way(state, what)
        self.deliver_signals()

    def give_way(self, state: str, what: str | None) -> None:
        """As `yield_now`, for who must not run handlers of signals here."""
        me = self.current
        assert me is not None
        self._check_may_wait(what)
        me.parked = True
        self._observer.parked(me, state, what)
        self.wake(me)
        self._switch(me)

    def pass_by(self) -> None:
        """Lets those run first that the running thread woke, where CPython gives up its lock around a call of the system that does
        not wait: a file of the disk is opened, or read."""
        if self.has_woken and not self.kernel and not self._may_not_wait:
            self.yield_now("core", "GIL")

    def deliver_signals(self) -> None:
        """Runs handlers of signals that arrived for the running process, if its main thread is the one that runs."""
        me = self.current
        if me is None or self._may_not_wait:
            return
        if me.done:
            # The process ended by its own act; this thread's stack is dropped here.
            self._switch(me)
        process = me.process
        if process.tripped and me is process.main:
            process.signals.run_handlers()

    def run_green(self) -> None:
        """The body of every green thread; the host calls it on a fresh stack after `start`."""
        me = self._starting
        assert me is not None
        self._starting = None
        self.host.quantum(limits.QUANTUM_CHECKS)
        self.kernel = False
        try:
            me.function()
            if not me.done:
                self._on_end(me)
        except BaseException as error:
            self._supervisor.crashed(error)
        self.kernel = True
        if me.done:
            # Killed by its own act (a process that ended): whatever runs next was chosen already.
            self._switch(None)
            return
        me.done = True
        me.process.greens.pop(me, None)
        for joiner in me.joiners:
            self.wake(joiner)
        self._forget(me)
        self._observer.parked(me, "done", None)
        self._switch(None)

    # -- looking at what waits

    def pending(self) -> Iterator[PendingTimer]:
        """The timers that are set, in no order: those of parked threads, and callbacks of the kernel and the clients."""
        for when, sequence, target, token in self._timers:
            if token < 0 or target.token == token:
                yield PendingTimer(when, sequence, target if type(target) is GreenThread else None)

    @property
    def sequence(self) -> int:
        """The number of the timer that was set last."""
        return self._sequence

    def ask(self, green: GreenThread, question: Callable[[], Answer]) -> Answer | None:
        """What `question` answers on the stack of the parked thread `green`, which stays parked; None for one without a stack.

        Only a thread itself can walk all its frames: while it is parked its stack is not in memory. `question` must not park.
        """
        me = self.current
        assert me is not None
        if not green.parked or not green.started or green is me:
            return None
        asked = self._question = _Question(question, me)
        self.kernel = True
        self.host.release(green.gate)
        self.host.wait(me.gate)
        self.kernel = False
        if asked.error is not None:
            raise asked.error
        answer: Answer = asked.answer
        return answer

    def _wait_at_gate(self, me: GreenThread) -> None:
        """Suspends the calling thread until it is its turn; meanwhile it answers what it is asked."""
        self.host.wait(me.gate)
        while (asked := self._question) is not None:
            self._question = None
            try:
                asked.answer = asked.question()
            except BaseException as error:
                asked.error = error
            self.host.release(asked.by.gate)
            self.host.wait(me.gate)

    # -- inside

    def _forget(self, green: GreenThread) -> None:
        green.forget()
        self.host.forget(green.gate)

    def _switch(self, me: GreenThread | None) -> None:
        self.kernel = True
        ready = self._ready
        while True:
            if not ready:
                self._advance()
                continue
            item = ready.popleft()
            self.events += 1
            if not self.events & 0xFF:
                self.check_limits()
            if type(item) is not GreenThread:
                try:
                    item()  # type: ignore[operator]  # not a GreenThread: `is not` narrows no types
                except BaseException as error:
                    self._supervisor.crashed(error)
                continue
            if item.done or (self._only is not None and item is not self._only):
                continue
            process = item.process
            if process.running is not None and process.running is not item and not item.without_gil:
                process.wait_for_gil(item)
                continue
            self.current = item
            self.has_woken = False
            if process is not self.process:
                if self.process is not None:
                    self.process.image.leave()
                self.process = process
                process.image.enter()
            if item is me:
                self.kernel = False
                return
            if item.started:
                self.host.release(item.gate)
            else:
                item.started = True
                self._starting = item
                self.host.start(self.run_green)
            if me is not None:
                self._wait_at_gate(me)
                self.host.quantum(limits.QUANTUM_CHECKS)
                self.kernel = False
            return

    def _advance(self) -> None:
        timers = self._timers
        # Entries of threads that were woken by something else are stale.
        while timers and timers[0][3] >= 0 and timers[0][2].token != timers[0][3]:
            heapq.heappop(timers)
        if not timers or timers[0][0] > self.quiet_at:
            self.quiet_at = NEVER
            if self._only is None:
                self._supervisor.quiet()
            if self._ready:
                return
            if not timers:
                raise Stalled
        when = timers[0][0]
        if when > _LAST and self._only is None:
            self._supervisor.limit_reached("days")
            if self._ready:
                return
        if when > self.now:
            self._observer.advance(self.now, when)
            self.now = when
            self.host.set_clock(when)
        while timers and timers[0][0] <= self.now:
            _, _, target, token = heapq.heappop(timers)
            if token < 0:
                self._ready.append(target)
            elif target.token == token:
                self.wake(target)

    def stop_at(self, kind: str) -> None:
        """Tells the supervisor of a limit that somebody else watches, unless the run is over."""
        if self._only is None:
            self._supervisor.limit_reached(kind)

    def check_limits(self) -> None:
        """Tells the supervisor of a limit that was passed. Kept cheap: it is asked at every 256th switch and at every quantum."""
        if self._only is not None:
            return
        if self.events > self._most_events:
            self._supervisor.limit_reached("events")
        elif self.host.real_seconds() > self._deadline:
            self._supervisor.limit_reached("real-time")
