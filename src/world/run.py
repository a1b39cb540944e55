"""Runs one side of a lab: the machine, its servers, the load, and what was seen. The engine calls `warm` and `run_job`."""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
from _random import Random
from collections.abc import Callable
from typing import Any

from world import failure, limits
from world.host import EngineHost
from world.load import Clients
from world.machine.databases import Databases
from world.machine.frames import guard_frames
from world.machine.hashes import install_pbkdf2
from world.machine.machine import Machine
from world.machine.processes import Process
from world.machine.scheduler import SECOND
from world.observe import Observer
from world.output import Console, Printed
from world.servers.application import Witness
from world.servers.commands import Refused, split

_ROOT = "/lab"
_MILLISECOND = SECOND // 1000
_TERM = 15

#: Modules imported ahead of a run, by pack; all of a process's start that does not depend on the lab.
_AHEAD = {
    "base": (
        "asyncio concurrent.futures.thread logging.config ssl uuid uvicorn uvicorn.main uvicorn.server uvicorn.logging "
        "uvicorn.lifespan.on uvicorn.loops.auto uvicorn.loops.asyncio uvicorn.protocols.http.auto "
        "uvicorn.protocols.http.h11_impl uvicorn.protocols.websockets.auto"
    ),
    "fastapi": "fastapi fastapi.routing fastapi.responses starlette.middleware.errors anyio.to_thread anyio._backends._asyncio",
    "gunicorn": (
        "gunicorn.app.wsgiapp gunicorn.arbiter gunicorn.workers.sync gunicorn.workers.gthread gunicorn.glogging "
        "gunicorn.http.wsgi"
    ),
    "http": "httpx httpcore._backends.anyio httpcore._backends.sync",
    "data": "sqlalchemy sqlalchemy.orm sqlalchemy.dialects.sqlite",
    "django": (
        "django django.core.asgi django.core.wsgi django.http django.urls django.conf django.core.handlers.asgi "
        "django.core.handlers.wsgi django.views.decorators.http django.views.decorators.csrf django.middleware.common "
        "django.urls.resolvers django.core.checks django.template"
    ),
}

_places: dict[str, str | None] = {}


def place(filename: str) -> str | None:
    """A file of the lab as the reader knows it, relative to its side's directory; None for anything else."""
    try:
        return _places[filename]
    except KeyError:
        pass
    name = None
    if filename.startswith(f"{_ROOT}/"):
        name = filename[len(_ROOT) + 1 :].partition("/")[2]
    _places[filename] = name
    return name


_machine = Machine(EngineHost(), lambda filename: place(filename) is not None)
_databases = Databases(_machine.scheduler, _machine.files)
_databases.install()
install_pbkdf2()
guard_frames()
_observer = Observer(_machine.scheduler, place)


def warm(packs_json: str, processes: int) -> None:
    """Imports what `packs_json` (a JSON list of pack names) holds, and Django once for each of `processes`."""
    import workload

    workload._burn = _machine.cores.burn
    workload._wait_for_query = _databases.query
    _observer.watch_loops()
    packs: list[str] = json.loads(packs_json)
    for pack in ("base", "fastapi", "gunicorn", "http", "data"):
        if pack in packs:
            for name in _AHEAD[pack].split():
                importlib.import_module(name)
    table = _machine.processes
    if "django" in packs:
        for _ in range(max(1, processes)):
            for name in _AHEAD["django"].split():
                importlib.import_module(name)
            names = [name for name in sys.modules if table.is_private(name)]
            table.spare_modules.append({name: sys.modules[name] for name in names})
            table.forget(names)
    gc.collect()
    gc.freeze()


def run_job(job_json: str) -> str:
    """Runs a SideJob (JSON) and answers with a RawOutcome (JSON). Refusals and failed starts are outcomes, not exceptions."""
    job = json.loads(job_json)
    _stop_collecting()
    run = Run(_machine, _observer, job)
    try:
        return json.dumps({"kind": "ran", "side": run.run()}, ensure_ascii=False, separators=(",", ":"))
    except Refused as refused:
        problem = {"code": refused.code, "values": refused.values, "side": job["side"]["id"]}
        return json.dumps({"kind": "failed", "problem": problem}, ensure_ascii=False)
    except NotStarted as failed:
        return json.dumps({"kind": "failed", "problem": failed.problem, "output": run.output()}, ensure_ascii=False)


def _stop_collecting() -> None:
    """Turns cyclic garbage collection off for good, also for code that asks for it.

    CPython 3.14's collector walks the frames of every thread, and those of a parked stack are not in memory. An interpreter
    lives for one run, so what cycles leave behind goes with it.
    """
    gc.disable()
    gc.enable = lambda: None  # type: ignore[assignment]
    gc.collect = lambda generation=2: 0  # type: ignore[assignment]


class NotStarted(Exception):
    """A server did not come up."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(problem["code"])
        self.problem = problem


class Run:
    """One run of one job."""

    def __init__(self, machine: Machine, observer: Observer, job: dict[str, Any]) -> None:
        self.machine = machine
        self.observer = observer
        self.job = job
        self.scheduler = machine.scheduler
        self.witness = Witness(observer)
        self.stopped: dict[str, Any] | None = None
        self.stopped_at = 0
        self.crash: BaseException | None = None
        self.roots: dict[Process, str] = {}
        self.side_processes: list[Process] = []
        self.numbers = 0
        self.peak_processes = 0

    def run(self) -> dict[str, Any]:
        machine, scheduler, job = self.machine, self.scheduler, self.job
        world = job["world"]
        machine.cores.count = world["cores"]
        machine.random = Random(world["seed"]).random
        machine.host.seed(world["seed"])  # type: ignore[attr-defined]
        import random

        random.seed(world["seed"])
        self._install_console()
        init = machine.processes.create(None, "/", ["init"], {})
        init.number, init.printed = -1, Printed()
        machine.processes.table.clear()
        me = scheduler.adopt(init)
        init.main = me
        init.pid = 1
        self.init_green = me
        scheduler.kernel = False
        scheduler.on_crash = self._crashed
        scheduler.on_limit = self._limit
        scheduler.observer = self.observer
        scheduler.limit_real_time(limits.REAL_SECONDS)

        programs = [*job["services"], job["side"]]
        servers = [self._start(program, is_side=program is job["side"]) for program in programs]
        self._wait_ready(servers, programs)

        self.observer.workers = [process for process in machine.processes.table if process.number >= 0]
        finished = False

        def done() -> None:
            nonlocal finished
            finished = True
            scheduler.wake(me)

        clients = Clients(machine, self.observer, job["loads"], servers[-1].address, world["network"], done)
        self.witness.clients = clients
        clients.on_progress = self._progress
        # A whole second, so that instants are sums of round numbers.
        zero = (scheduler.now // SECOND + 1) * SECOND
        while scheduler.now < zero:
            scheduler.park(zero, "poll", None)
        self.observer.counting = True
        if self.job["world"]["cpu"] == "measured":
            scheduler.charge = lambda duration: machine.cores.compute(duration, "Python")
        self.zero = zero
        clients.start()
        while not finished and self.stopped is None:
            scheduler.park(None, "poll", None)
        ended = scheduler.now
        if self.stopped is None:
            self._shut_down(me)
        self.observer.spans.leave_all(self.stopped_at if self.stopped is not None else ended)
        # What the servers could not finish while they shut down is of no more interest.
        self.observer.lanes.leave_all(ended)
        return self._result(clients)

    # -- servers

    def _start(self, program: dict[str, Any], is_side: bool) -> Any:
        words = split(program["command"])
        directory = f"{_ROOT}/{program['id']}" if is_side else f"{_ROOT}/{program['host']}"
        for name, text in program["files"].items():
            path = f"{directory}/{name}"
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(text)
        os.makedirs(directory, exist_ok=True)
        # Listings are cached by the directory's time, and time stands still.
        importlib.invalidate_caches()
        if not is_side:
            self.machine.network.names.add(program["host"].lower())
        env = {
            "HOME": "/home/pyodide",
            "LANG": "C.UTF-8",
            "PATH": "/usr/bin",
            "PYTHONUNBUFFERED": "1",
            **program["env"],
        }
        port = None if is_side else program["port"]
        server: Any
        if words[0] == "uvicorn":
            from world.servers.uvicorn import Uvicorn

            server = Uvicorn(self.machine, self.witness, words, port)
        else:
            from world.servers.gunicorn import Gunicorn

            server = Gunicorn(self.machine, self.witness, words, port)

        def spawn(main: Callable[[], object], is_master: bool) -> Process:
            table = self.machine.processes
            process = table.create(self.scheduler.process, directory, list(words), dict(env))
            process.printed = Printed()
            process.path.insert(0, directory)
            if is_master:
                process.number = -1
            else:
                process.number = self.numbers
                self.numbers += 1
            if self.scheduler.process is not None and self.scheduler.process.pid == 1:
                self.roots[process] = program["id"]
            if is_side and not is_master:
                self.side_processes.append(process)
                self.observer.workers = [*self.observer.workers, process]
                alive = sum(other.exit_code is None for other in self.side_processes)
                self.peak_processes = max(self.peak_processes, alive)
            table.start(process, main)
            return process

        server.start(spawn)
        return server

    def _wait_ready(self, servers: list[Any], programs: list[dict[str, Any]]) -> None:
        limit = self.scheduler.now + limits.START_SECONDS * SECOND
        pause = _MILLISECOND
        while not all(server.ready() for server in servers):
            for process, name in self.roots.items():
                if process.exit_code is not None:
                    raise NotStarted(self._why(process, name))
            if self.stopped is not None:
                raise NotStarted({**self.stopped, "side": programs[-1]["id"]})
            if self.scheduler.now >= limit:
                raise NotStarted(
                    {"code": "start-silent", "values": {"seconds": limits.START_SECONDS}, "side": programs[-1]["id"]}
                )
            self.scheduler.park(self.scheduler.now + pause, "poll", None)
            pause = min(pause * 2, SECOND // 4)
        if self.stopped is not None:
            raise NotStarted({**self.stopped, "side": programs[-1]["id"]})

    def _why(self, process: Process, side: str) -> dict[str, Any]:
        """The Problem of a server that ended before it was ready."""
        family = [one for one in self.machine.processes.table if one is process or one.parent is process]
        error = next((one.error for one in family if one.error is not None), None)
        if error is not None and not isinstance(error, SystemExit):
            return failure.from_exception(error, side, place)
        output = "".join(one.printed.text() for one in family)
        return failure.from_output(process.exit_code or 0, output, side, place)

    def _shut_down(self, me: Any) -> None:
        """Ends the servers as a terminal's Ctrl-C or a pod's end does: SIGTERM, then some time."""
        limit = self.scheduler.now + limits.SHUTDOWN_SECONDS * SECOND
        for process in self.roots:
            process.send_signal(_TERM)
        while self.stopped is None and self.scheduler.now < limit:
            if all(process.exit_code is not None for process in self.roots):
                return
            self.scheduler.park(min(limit, self.scheduler.now + SECOND // 10), "poll", None)

    # -- what ends a run early

    def _limit(self, kind: str) -> None:
        values = {"real-time": {"limit": int(limits.REAL_SECONDS)}, "events": {"limit": limits.EVENTS}, "stalled": {}}[
            kind
        ]
        code = "limit-events" if kind == "stalled" else f"limit-{kind}"
        if kind == "stalled":
            values = {"limit": self.scheduler.events}
        self._stop({"code": code, "values": values})

    def _crashed(self, error: BaseException) -> None:
        self.crash = error
        import traceback

        text = "".join(traceback.format_exception(error))[-1500:]
        self._stop(
            {"code": "engine-crashed", "values": {"message": f"{type(error).__name__}: {error}"}, "traceback": text}
        )

    def _stop(self, problem: dict[str, Any]) -> None:
        if self.stopped is None:
            self.stopped = problem
            self.stopped_at = self.scheduler.now
            self.scheduler.on_limit = None
            self.scheduler.finish_to(self.init_green)

    def _progress(self, ended: int, expected: int) -> None:
        if not ended & 15:
            self.machine.host.progress(self.scheduler.now - self.zero, ended, expected)  # type: ignore[attr-defined]

    # -- the result

    def _result(self, clients: Clients) -> dict[str, Any]:
        observer, zero = self.observer, self.zero

        def since(when: int | None) -> int | None:
            return None if when is None else when - zero

        requests = [
            [
                request.load,
                request.arrival - zero,
                since(request.accepted),
                since(request.started),
                since(request.first_byte),
                since(request.end),
                request.reader.status if request.reader is not None else None,
                request.error,
                request.reader.size if request.reader is not None else 0,
            ]
            for request in clients.requests
        ]

        def rows(source: list[Any]) -> list[Any]:
            result = [
                [request, process, thread, state, max(start, zero) - zero, end - zero, on]
                for request, process, thread, state, start, end, on in source
                if end > zero
            ]
            result.sort(
                key=lambda row: (row[4], row[0] if row[0] is not None else -1, row[1] or 0, row[2] or 0, row[5])
            )
            return result

        side = self.job["side"]["id"]
        stopped = None
        if self.stopped is not None:
            stopped = {"problem": {**self.stopped, "side": side}, "at": max(0, self.stopped_at - zero)}
        return {
            "requests": requests,
            "spans": rows(observer.spans.rows),
            "lanes": rows(observer.lanes.rows),
            "on": observer.names.table,
            "peaks": {
                "handlers": observer.peak_handlers,
                "threads": observer.peak_threads,
                "processes": self.peak_processes,
            },
            "loopHeld": observer.loop_held,
            "output": self.output(),
            "events": self.scheduler.events,
            "stopped": stopped,
        }

    def output(self) -> dict[str, str]:
        """What every process printed, by its number; a process without a number supervises the others."""
        output: dict[str, str] = {}
        for process in self.machine.processes.table:
            text = process.printed.text()
            if text:
                name = "master" if process.number < 0 else str(process.number)
                output[name] = output.get(name, "") + text
        return output

    def _install_console(self) -> None:
        sys.stdout = Console(self.machine.processes, "<stdout>")
        sys.stderr = Console(self.machine.processes, "<stderr>")
        sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr  # type: ignore[misc]
