"""The `_signal` module: the running process's signals (signals.py) under the interface of CPython on Linux."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from types import FunctionType, ModuleType
from typing import Any

from world.kernel.files import FIRST, Files, error
from world.kernel.green_thread import GreenThread
from world.kernel.scheduler import Scheduler
from world.kernel.signals import (
    ITIMER_PROF,
    ITIMER_REAL,
    ITIMER_SIGNALS,
    ITIMER_VIRTUAL,
    SIG_DFL,
    SIG_IGN,
    UNSTOPPABLE,
    Signals,
)
from world.kernel.time_units import nanoseconds
from world.kernel.unraisable import report_unraisable

_LAST = 64
#: The C library keeps these for its threads.
_VALID = frozenset(range(1, _LAST + 1)) - {32, 33}
_SIG_BLOCK, _SIG_UNBLOCK, _SIG_SETMASK = 0, 1, 2
_SI_USER = 0


class itimer_error(OSError):
    """A timer that there is not, or a time before now."""


def make_signal_module(scheduler: Scheduler, files: Files, real: ModuleType) -> ModuleType:
    """A module with the interface of `_signal`."""
    module = ModuleType("_signal", real.__doc__)
    module.__dict__.update({name: value for name, value in vars(real).items() if not name.startswith("__")})

    def running() -> Signals:
        assert scheduler.process is not None
        return scheduler.process.signals

    def me() -> GreenThread:
        assert scheduler.current is not None
        return scheduler.current

    def check(signum: int) -> int:
        number = int(signum)
        if not 1 <= number <= _LAST:
            raise ValueError("signal number out of range")
        return number

    def check_main(name: str) -> None:
        if running().process.main is not scheduler.current:
            raise ValueError(f"{name} only works in main thread of the main interpreter")

    def check_set(signals: Iterable[int]) -> frozenset[int]:
        numbers = [int(signum) for signum in signals]
        for number in numbers:
            if not 1 <= number <= _LAST:
                raise ValueError(f"signal number {number} out of range [1; {_LAST}]")
        return frozenset(numbers) & _VALID

    # -- handlers

    def signal(signalnum: int, handler: Any, /) -> Any:
        number = check(signalnum)
        check_main("signal")
        if not callable(handler) and handler not in (SIG_DFL, SIG_IGN):
            raise TypeError("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object")
        if number in UNSTOPPABLE or number not in _VALID:
            raise error(errno.EINVAL)
        signals = running()
        scheduler.deliver_signals()
        previous = signals.handlers.get(number, SIG_DFL)
        signals.handlers[number] = handler if callable(handler) else int(handler)
        return previous

    def getsignal(signalnum: int, /) -> Any:
        number = check(signalnum)
        return running().handlers.get(number, SIG_DFL)

    def siginterrupt(signalnum: int, flag: bool, /) -> None:
        """Whether system calls end when a signal comes. CPython begins them again in any case (PEP 475)."""
        if check(signalnum) in UNSTOPPABLE or signalnum not in _VALID:
            raise error(errno.EINVAL)

    def set_wakeup_fd(fd: int, /, *, warn_on_full_buffer: bool = True) -> int:
        check_main("set_wakeup_fd")
        if fd != -1:
            if fd < FIRST:
                os.fstat(fd)
            blocking = os.get_blocking(fd) if fd < FIRST else not files.get(fd).nonblocking
            if blocking:
                raise ValueError(f"the fd {fd} must be in non-blocking mode")
        signals = running()
        previous, signals.wakeup_fd = signals.wakeup_fd, fd
        signals.warn_on_full_buffer = warn_on_full_buffer
        signals.wakeup = None if fd == -1 else lambda signum: wakeup(signals, signum)
        return previous

    def wakeup(signals: Signals, signum: int) -> None:
        data = bytes((signum,))
        try:
            files.get(signals.wakeup_fd).write(data)
        except BlockingIOError as full:
            if signals.warn_on_full_buffer:
                report_unraisable(full, "Exception ignored while trying to write to the signal wakeup fd")
        except OSError as failed:
            report_unraisable(failed, "Exception ignored while trying to write to the signal wakeup fd")

    # -- sending

    def raise_signal(signalnum: int, /) -> None:
        number = int(signalnum)
        if not 1 <= number <= _LAST:
            raise error(errno.EINVAL)
        running().send(number, me())
        scheduler.deliver_signals()

    def pthread_kill(thread_id: int, signalnum: int, /) -> None:
        process = running().process
        target = next((green for green in process.greens if green.ident == thread_id), None)
        if target is None:
            raise error(errno.ESRCH)
        number = int(signalnum)
        if not 0 <= number <= _LAST:
            raise error(errno.EINVAL)
        if number:
            running().send(number, target)
        scheduler.deliver_signals()

    # -- blocking and waiting

    def pthread_sigmask(how: int, mask: Iterable[int], /) -> set[int]:
        green, numbers = me(), check_set(mask)
        previous = green.blocked
        if how == _SIG_BLOCK:
            blocked = previous | numbers
        elif how == _SIG_UNBLOCK:
            blocked = previous - numbers
        elif how == _SIG_SETMASK:
            blocked = numbers
        else:
            raise error(errno.EINVAL)
        running().mask(green, blocked)
        scheduler.deliver_signals()
        return set(previous)

    def sigpending() -> set[int]:
        return me().pending | running().pending

    def take(wanted: frozenset[int], until: int | None, what: str) -> int | None:
        green, signals = me(), running()
        signum = signals.take(wanted, green)
        while signum is None and (until is None or scheduler.now < until):
            green.awaited = wanted
            try:
                scheduler.park(until, "blocking", what)
            finally:
                green.awaited = frozenset()
            signum = signals.take(wanted, green)
        return signum

    def info(signum: int) -> Any:
        return module.struct_siginfo((signum, _SI_USER, 0, running().process.pid, 0, 0, 0))

    def sigwait(sigset: Iterable[int], /) -> int:
        signum = take(check_set(sigset), None, "signal.sigwait")
        assert signum is not None
        return signum

    def sigwaitinfo(sigset: Iterable[int], /) -> Any:
        signum = take(check_set(sigset), None, "signal.sigwaitinfo")
        assert signum is not None
        return info(signum)

    def sigtimedwait(sigset: Iterable[int], timeout: float, /) -> Any:
        wanted = check_set(sigset)
        if timeout < 0:
            raise ValueError("timeout must be non-negative")
        signum = take(wanted, scheduler.after(nanoseconds(timeout)), "signal.sigtimedwait")
        return None if signum is None else info(signum)

    def pause() -> None:
        signals = running()
        handled = signals.handled
        scheduler.deliver_signals()
        while signals.handled == handled:
            scheduler.park(None, "blocking", "signal.pause")

    def valid_signals() -> set[int]:
        return set(_VALID)

    # -- timers

    def setitimer(which: int, seconds: float, interval: float = 0.0, /) -> tuple[float, float]:
        previous = getitimer(which)
        if seconds < 0 or interval < 0:
            raise itimer_error(errno.EINVAL, os.strerror(errno.EINVAL))
        delay = nanoseconds(seconds)
        running().timer(which).set(delay, nanoseconds(interval) if delay else 0)
        return previous

    def getitimer(which: int, /) -> tuple[float, float]:
        if which not in ITIMER_SIGNALS:
            raise itimer_error(errno.EINVAL, os.strerror(errno.EINVAL))
        timer = running().timer(which)
        return timer.left() / 1e9, timer.interval / 1e9

    def alarm(seconds: int, /) -> int:
        delay, _ = setitimer(ITIMER_REAL, int(seconds))
        # Linux rounds to the nearest second, and what is left of a set alarm is never none.
        return max(1, round(delay)) if delay else 0

    module.__dict__.update(
        # Linux's values; Emscripten's differ.
        SIG_DFL=SIG_DFL,
        SIG_IGN=SIG_IGN,
        NSIG=_LAST + 1,
        ITIMER_REAL=ITIMER_REAL,
        ITIMER_VIRTUAL=ITIMER_VIRTUAL,
        ITIMER_PROF=ITIMER_PROF,
        ItimerError=itimer_error,
    )
    functions: tuple[Any, ...] = (
        alarm,
        getitimer,
        getsignal,
        pause,
        pthread_kill,
        pthread_sigmask,
        raise_signal,
        set_wakeup_fd,
        setitimer,
        siginterrupt,
        signal,
        sigpending,
        sigtimedwait,
        sigwait,
        sigwaitinfo,
        valid_signals,
    )
    for function in functions:
        assert isinstance(function, FunctionType)
        function.__module__ = "signal"
        function.__qualname__ = function.__name__
        module.__dict__[function.__name__] = function
    itimer_error.__module__ = "signal"
    itimer_error.__qualname__ = itimer_error.__name__ = "itimer_error"
    return module
