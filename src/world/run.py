"""Runs one side of a lab: the machine, its programs, the load, and what was seen. The engine calls `warm` and `run_job`."""

from __future__ import annotations

import gc
import importlib
import json
import sys
from _signal import default_int_handler
from typing import TYPE_CHECKING, Any

from world import limits
from world.clients.load import Clients, Request
from world.cpu_calibration import scale
from world.doors import close_doors
from world.host import EngineHost
from world.installation import install
from world.kernel.green_thread import GreenThread
from world.kernel.image import Interpreter, InterpreterImage
from world.kernel.time_units import NEVER, SECOND, nanoseconds
from world.machine import Machine
from world.modules.descriptor_io import install_opener
from world.modules.errno_module import install_errors
from world.modules.hashes import install_pbkdf2
from world.modules.sqlite_module import Databases
from world.output import Console, Printed
from world.programs import NotStarted, Programs, lab_path
from world.servers.application import RequestTracer
from world.servers.commands import Refused
from world.tracing.hangs import Hangs
from world.tracing.liveness import Liveness, Verdict
from world.tracing.observer import Observer
from world.tracing.rows import Names

if TYPE_CHECKING:
    from world.kernel.processes import Process

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


class World:
    """The machine with everything around it, installed in this interpreter. There is one in an interpreter, for one run."""

    def __init__(self) -> None:
        self.host = EngineHost()
        install_errors(self.host.translate_errors)
        self.machine = Machine(self.host, default_int_handler)
        self.interpreter = Interpreter()
        install(self.machine, self.interpreter, lambda filename: lab_path(filename) is not None, self._create_child)
        install_opener(self.machine.files, self.host.open_elsewhere)
        self.databases = Databases(self.machine.scheduler, self.machine.files)
        self.databases.install(importlib.import_module("_sqlite3"))
        install_pbkdf2(self.machine.cores, self.host)
        self.observer = Observer(self.machine.scheduler, lab_path)
        #: Those of the run, once there is one.
        self.programs: Programs | None = None

    def _create_child(self, process_object: Any) -> Process:
        assert self.programs is not None, "processes are started by programs"
        return self.programs.create_child(process_object)

    def warm(self, packs: list[str], processes: int) -> None:
        """Closes all ways out, and imports what `packs` name, what Django keeps per process once for each of `processes`."""
        # Before the frameworks: what they find of a browser they would keep.
        close_doors()
        import workload

        workload._burn = self.machine.cores.burn
        workload._wait_for_query = self.databases.query
        self.observer.loops.watch()
        for pack in ("base", "fastapi", "gunicorn", "http", "data"):
            if pack in packs:
                _import_ahead(pack)
        if "django" in packs:
            for _ in range(max(1, processes)):
                _import_ahead("django")
                self.interpreter.prewarm()
        gc.collect()
        gc.freeze()


def _import_ahead(pack: str) -> None:
    for name in _AHEAD[pack].split():
        importlib.import_module(name)


_world: World | None = None
#: Made ahead: when it is needed there may be no room for it.
_NO_MEMORY = json.dumps({"kind": "failed", "problem": {"code": "limit-memory", "values": {}}})


def warm(wanted_json: str) -> None:
    """Builds the world and makes it ready for a run: `packs` that it needs, and how many `processes`."""
    global _world
    wanted = json.loads(wanted_json)
    _world = World()
    _world.warm(wanted["packs"], wanted["processes"])


def run_job(job_json: str) -> str:
    """Runs a SideJob (JSON) and answers with a RawOutcome (JSON). Refusals and failed starts are outcomes, not exceptions."""
    assert _world is not None, "warm comes first"
    job = json.loads(job_json)
    run: Run | None = None
    try:
        run = Run(_world, job)
        return json.dumps({"kind": "ran", "side": run.run()}, ensure_ascii=False, separators=(",", ":"))
    except Refused as refused:
        problem = {"code": refused.code, "values": refused.values, "side": refused.program}
        return json.dumps({"kind": "failed", "problem": problem}, ensure_ascii=False)
    except MemoryError:
        return _NO_MEMORY
    except NotStarted as failed:
        assert run is not None
        return json.dumps(
            {"kind": "failed", "problem": failed.problem, "output": run.programs.output()}, ensure_ascii=False
        )


class Run:
    """One run of one job, and its supervisor."""

    def __init__(self, world: World, job: dict[str, Any]) -> None:
        self.machine = world.machine
        self.host = world.host
        self.interpreter = world.interpreter
        self.observer = world.observer
        self.job = job
        self.scheduler = self.machine.scheduler
        self.tracer = RequestTracer(self.observer)
        self.stopped: dict[str, Any] | None = None
        self.stopped_at = 0
        self.init_green: GreenThread | None = None
        #: The last moment at which anything happened, when the run was ended because nothing does.
        self.quiet_since: int | None = None
        self.is_quiet = False
        machine = self.machine
        self.liveness = Liveness(self.scheduler, machine.processes, machine.files, self.observer.traces, lab_path)
        self.programs = world.programs = Programs(
            machine, self.interpreter, self.observer, self.tracer, job, lambda: self.stopped, self._where
        )

    def run(self) -> dict[str, Any]:
        machine, scheduler, job = self.machine, self.scheduler, self.job
        world = job["world"]
        machine.cores.count = world["cores"]
        machine.chance.seed(world["seed"])
        self.host.seed(world["seed"])
        import random

        random.seed(world["seed"])
        self._install_console()
        self.interpreter.begin(world["seed"])
        image = InterpreterImage(self.interpreter, "/", ["init"], {}, self.interpreter)
        init = machine.processes.init(image, Printed(self.programs.paper))
        me = self.init_green = init.main
        assert me is not None
        scheduler.supervise(self, self.observer, job["limits"]["events"], job["limits"]["realSeconds"])

        self.programs.start()
        for process in machine.processes.table:
            if process.number >= 0:
                self.observer.watch_process(process)
        finished = False

        def done() -> None:
            nonlocal finished
            finished = True
            scheduler.wake(me)

        clients = Clients(
            machine,
            self.observer,
            job["loads"],
            self.programs.address,
            world["network"],
            done,
            self._ended,
            self.liveness.happened,
        )
        self.tracer.clients = clients
        # A whole second, so that instants are sums of round numbers.
        zero = (scheduler.now // SECOND + 1) * SECOND
        while scheduler.now < zero:
            scheduler.park(zero, "poll", None)
        self.programs.check_alive()
        self.observer.counting = True
        if self.job["world"]["cpu"] == "measured":
            self._charge(scale(self.host.real_seconds))
        self.zero = zero
        self.liveness.patience = nanoseconds(max(limits.HANG_SECONDS, self.programs.longest_count))
        self.liveness.happened()
        clients.start()
        self._progress(0, clients.expected)
        while not finished and self.stopped is None:
            scheduler.park(None, "poll", None)
            if self.is_quiet and not finished and self.stopped is None:
                self._look(clients)
        scheduler.quiet_at = NEVER
        ended = scheduler.now
        if self.stopped is None:
            self.programs.shut_down()
        self.observer.spans.leave_all(self.stopped_at if self.stopped is not None else ended)
        # What the servers could not finish while they shut down is of no more interest.
        self.observer.lanes.leave_all(self.stopped_at if self.quiet_since is not None else ended)
        return self._result(clients)

    def _charge(self, pace: float) -> None:
        """Lets programs pay for computing; watching over them is not part of the machine."""

        def charge(duration: int) -> None:
            if self.scheduler.current is not self.init_green:
                self.machine.cores.compute(round(duration * pace), "Python")

        self.scheduler.charge_computing(charge)

    # -- what ends a run early

    def limit_reached(self, kind: str) -> None:
        """What `Supervisor` asks for."""
        allowed = self.job["limits"]
        if kind == "real-time":
            self._stop({"code": "limit-real-time", "values": {"limit": allowed["realSeconds"]}})
        elif kind == "days":
            self._stop({"code": "limit-days", "values": {"limit": limits.DAYS}})
        elif kind == "rows":
            self._stop({"code": "limit-trace", "values": {"limit": limits.ROWS}})
        else:
            self._stop({"code": "limit-events", "values": {"limit": allowed["events"]}})

    def quiet(self) -> None:
        """What `Supervisor` asks for."""
        assert self.init_green is not None
        self.is_quiet = self.scheduler.wake(self.init_green)

    def _look(self, clients: Clients) -> None:
        """Ends a run that can go on no more, or that has long gone on without anything happening to a request."""
        self.is_quiet = False
        verdict = self.liveness.look()
        self._progress(clients.finished, clients.expected)
        quiet = self.scheduler.now - self.liveness.since
        if verdict is Verdict.WAITING or (verdict is Verdict.TURNING and quiet < limits.QUIET_SECONDS * SECOND):
            return
        waiting = [request.id for request in clients.requests if not request.finished]
        hang = self._hangs().of_requests(waiting, self.programs.side_processes)
        # What happened since time last passed has not been taken up yet.
        self.observer.advance(self.scheduler.now, self.scheduler.now)
        # Where a request began to wait as it does now is the end of what happened.
        self.quiet_since = self.liveness.since
        if verdict is Verdict.DEAD:
            code, values = "hang", {"requests": len(waiting)}
            begun = [when for request in waiting if (when := self.observer.spans.begun(request)) is not None]
            self.quiet_since = max([self.quiet_since, *begun])
        else:
            code, values = "limit-virtual-time", {"requests": len(waiting), "limit": limits.QUIET_SECONDS}
        self._stop({"code": code, "values": values, "hang": hang})
        # As much of the quiet as shows who waits in it.
        shown = max(self.quiet_since - self.zero, SECOND) // 10
        self.stopped_at = self.quiet_since + shown
        self.observer.cut(self.scheduler.now, self.stopped_at)

    def _hangs(self) -> Hangs:
        processes = self.machine.processes.table
        return Hangs(self.observer.traces, processes, lab_path, self.liveness.stop_of)

    def _where(self, processes: list[Process]) -> dict[str, Any]:
        """Where programs wait that did not come up."""
        return self._hangs().of_processes(processes)

    def crashed(self, error: BaseException) -> None:
        """What `Supervisor` asks for."""
        if isinstance(error, MemoryError):
            self._stop({"code": "limit-memory", "values": {}})
            return
        import traceback

        innermost = error.__traceback__
        while innermost is not None and innermost.tb_next is not None:
            innermost = innermost.tb_next
        # Tracebacks do without what the machine itself did for a program.
        place = "" if innermost is None else f"{innermost.tb_frame.f_code.co_filename}:{innermost.tb_lineno}"
        text = ("".join(traceback.format_exception(error)) + place)[-1500:]
        self._stop(
            {"code": "engine-crashed", "values": {"message": f"{type(error).__name__}: {error}"}, "traceback": text}
        )

    def _stop(self, problem: dict[str, Any]) -> None:
        if self.stopped is None:
            self.stopped = problem
            self.stopped_at = self.scheduler.now
            assert self.init_green is not None
            self.scheduler.finish_to(self.init_green)

    def _ended(self, ended: int, expected: int) -> None:
        if not ended & 15:
            self._progress(ended, expected)

    def _progress(self, ended: int, expected: int) -> None:
        self.host.progress(self.scheduler.now - self.zero, ended, expected)

    # -- the result

    def _result(self, clients: Clients) -> dict[str, Any]:
        observer, zero, bodies = self.observer, self.zero, Names(limits.BODIES, limits.BODY)

        def since(when: int | None) -> int | None:
            return None if when is None else when - zero

        def body(request: Request) -> int | None:
            kept = request.reader.body if request.reader is not None and request.reader.status is not None else None
            return None if kept is None else bodies.index(kept.decode("utf-8", "replace"))

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
                body(request),
            ]
            for request in clients.requests
        ]

        # Past the end of a run that hangs only housekeeping happened.
        last = NEVER if self.quiet_since is None else self.stopped_at

        def rows(source: list[Any]) -> list[Any]:
            result = [
                [request, process, thread, state, max(start, zero) - zero, min(end, last) - zero, on]
                for request, process, thread, state, start, end, on in source
                if end > zero and start < last
            ]
            result.sort(
                key=lambda row: (row[4], row[0] if row[0] is not None else -1, row[1] or 0, row[2] or 0, row[5])
            )
            return result

        side = self.job["side"]["id"]
        stopped = None
        if self.stopped is not None:
            stopped = {
                "problem": {**self.stopped, "side": side},
                "at": max(0, self.stopped_at - zero),
                "since": since(self.quiet_since),
            }
        return {
            "requests": requests,
            "spans": rows(observer.spans.rows),
            "lanes": rows(observer.lanes.rows),
            "on": observer.names.table,
            "bodies": bodies.table,
            "peaks": {
                "handlers": observer.peak_handlers,
                "threads": observer.peak_threads,
                "processes": self.programs.peak_processes,
            },
            "loopHeld": observer.loop_held,
            "calls": self.tracer.calls,
            "output": self.programs.output(),
            "events": self.scheduler.events,
            "stopped": stopped,
        }

    def _install_console(self) -> None:
        sys.stdout = Console(self.machine.processes, "<stdout>")
        sys.stderr = Console(self.machine.processes, "<stderr>")
        sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr  # type: ignore[misc,assignment]  # final for programs; these start now
