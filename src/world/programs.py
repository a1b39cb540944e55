"""The programs of one run: puts their files on the disk, runs the steps before the servers, starts these, and ends them.

All steps (`manage.py migrate` in `python manage.py migrate && gunicorn shop.wsgi`) run first, one after the other, those of
services before those of the side. Then everything that stays starts at once: services, workers, and the side itself. Whatever
happens before everybody is ready happens before time 0.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Any

from world import failure, limits
from world.kernel.image import Interpreter, InterpreterImage
from world.kernel.time_units import SECOND
from world.output import Paper, Printed
from world.servers.commands import Refused, Step, steps
from world.servers.script import Script

if TYPE_CHECKING:
    from world.kernel.processes import Process
    from world.machine import Machine
    from world.servers.application import RequestTracer, ServiceTracer
    from world.tracing.observer import Observer

ROOT = "/lab"
_MILLISECOND = SECOND // 1000
_TERM = 15

_places: dict[str, str | None] = {}


def lab_path(filename: str) -> str | None:
    """A file of the lab as the reader knows it, relative to its side's directory; None for anything else."""
    try:
        return _places[filename]
    except KeyError:
        pass
    name = None
    if filename.startswith(f"{ROOT}/"):
        name = filename[len(ROOT) + 1 :].partition("/")[2]
    _places[filename] = name
    return name


class NotStarted(Exception):
    """A program did not come up."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(problem["code"])
        self.problem = problem


class Program:
    """One program of the job: a service or the side. Refused, when it is made, for a command line that cannot be run here."""

    def __init__(
        self, machine: Machine, tracer: RequestTracer, given: dict[str, Any], side: dict[str, Any], seed: int
    ) -> None:
        self.id: str = given["id"]
        self.is_side = given is side
        self.files: dict[str, str] = given["files"]
        self.host: str | None = None if self.is_side else given["host"]
        in_side = self.is_side or given["shared"]
        self.directory = f"{ROOT}/{side['id'] if in_side else given['host']}"
        self.env = {
            "HOME": "/home/pyodide",
            "LANG": "C.UTF-8",
            "PATH": "/usr/bin",
            # As a shell leaves it to what it starts.
            "PWD": self.directory,
            "PYTHONUNBUFFERED": "1",
            **given["env"],
        }
        *self.steps, last = steps(given["command"])
        self.words = last.words
        port = None if self.is_side else given["port"]
        phase = Random(f"{seed} {self.id}").randrange(SECOND // _MILLISECOND) * _MILLISECOND

        def watching() -> RequestTracer | ServiceTracer:
            return tracer if self.is_side else tracer.of_service(self.id, machine.files)

        self.server: Any
        if self.words[0] == "uvicorn":
            from world.servers.uvicorn import Uvicorn

            self.server = Uvicorn(machine, watching(), self.words, port, self.env)
        elif self.words[0] == "gunicorn":
            from world.servers.gunicorn import Gunicorn

            self.server = Gunicorn(machine, watching(), self.words, port, phase)
        else:
            self.server = Script(machine, tracer, self.words, serves=self.is_side)

    def write_files(self) -> None:
        os.makedirs(self.directory, exist_ok=True)
        for name, text in self.files.items():
            path = f"{self.directory}/{name}"
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(text)


class Programs:
    """All programs of one job. `stopped` tells the Problem of a limit that was passed, if one was; `where` where processes wait."""

    def __init__(
        self,
        machine: Machine,
        interpreter: Interpreter,
        observer: Observer,
        tracer: RequestTracer,
        job: dict[str, Any],
        stopped: Callable[[], dict[str, Any] | None],
        where: Callable[[list[Process]], dict[str, Any]],
    ) -> None:
        self.machine = machine
        self.interpreter = interpreter
        self.scheduler = machine.scheduler
        self.observer = observer
        self.tracer = tracer
        self.side: str = job["side"]["id"]
        self.stopped = stopped
        self.where = where
        self.programs: list[Program] = []
        for given in [*job["services"], job["side"]]:
            try:
                self.programs.append(Program(machine, tracer, given, job["side"], job["world"]["seed"]))
            except Refused as refused:
                refused.program = given["id"]
                raise
        self.roots: dict[Process, Program] = {}
        self.steps: list[Process] = []
        self.side_processes: list[Process] = []
        #: Who starts them.
        self.init: Process | None = None
        self.numbers = 0
        self.paper = Paper()
        self.peak_processes = 0

    @property
    def address(self) -> Any:
        """Where the side listens."""
        return self.programs[-1].server.address

    @property
    def longest_count(self) -> float:
        """Seconds: the longest stretch that a server silently counts to before it does something by itself."""
        counts: list[float] = [program.server.longest_count for program in self.programs]
        return max(counts)

    def start(self) -> None:
        """Returns when every program is ready. NotStarted when one is not."""
        self.init = self.scheduler.process
        for program in self.programs:
            program.write_files()
            if program.host is not None:
                self.machine.network.names.add(program.host.lower())
        for program in self.programs:
            for step in program.steps:
                self._run_step(program, step)
        # Listings are cached by the directory's time, and time stands still.
        importlib.invalidate_caches()
        for program in self.programs:
            program.server.start(lambda main, is_master, program=program: self._spawn(program, main, is_master))
        self._wait_ready()

    def check_alive(self) -> None:
        """NotStarted when a program ended by itself before time 0."""
        for process, program in self.roots.items():
            if process.exit_code is not None:
                raise NotStarted(self._why(process, program.id))
        stopped = self.stopped()
        if stopped is not None:
            raise NotStarted({**stopped, "side": self.side})

    def shut_down(self) -> None:
        """Ends the programs as a terminal's Ctrl-C or a pod's end does: SIGTERM, then some time."""
        self._note_ends()
        limit = self.scheduler.now + limits.SHUTDOWN_SECONDS * SECOND
        for process in self.roots:
            process.send_signal(_TERM)
        while self.stopped() is None and self.scheduler.now < limit:
            if all(process.exit_code is not None for process in self.roots):
                return
            self.scheduler.park(min(limit, self.scheduler.now + SECOND // 10), "poll", None)

    def output(self) -> dict[str, str]:
        """What every process printed, by its number; `start` for the steps before the servers, `master` for processes that
        supervise others."""
        output: dict[str, str] = {}
        for process in self.machine.processes.table:
            text = process.printed.text()
            if text:
                name = "start" if process in self.steps else "master" if process.number < 0 else str(process.number)
                output[name] = output.get(name, "") + text
        return output

    # -- one process

    def _spawn(self, program: Program, main: Callable[[], object], is_master: bool) -> Process:
        if self.scheduler.process is self.init:
            process = self._create(program, program.words)
            self.roots[process] = program
        else:
            process = self._create_child(program)
        if not is_master:
            process.number = self.numbers
            self.numbers += 1
        if program.is_side and not is_master:
            self.side_processes.append(process)
            self.observer.watch_process(process)
            alive = sum(other.exit_code is None for other in self.side_processes)
            self.peak_processes = max(self.peak_processes, alive)
        self.machine.processes.start(process, main)
        return process

    def _create(self, program: Program, words: list[str]) -> Process:
        image = InterpreterImage.of_program(self.interpreter, program.directory, list(words), program.env)
        return self.machine.processes.create(image, Printed(self.paper))

    def _create_child(self, program: Program) -> Process:
        parent, forked = self.interpreter.image, program.server.forks
        assert parent is not None
        return self.machine.processes.create(parent.child(forked), Printed(self.paper), forked)

    def create_child(self, process_object: Any) -> Process:
        """A child of the running process, without a thread yet, that a program starts itself to run a `multiprocessing.Process`."""
        parent, image = self.scheduler.process, self.interpreter.image
        assert parent is not None and image is not None
        child = self.machine.processes.create(image.child(forked=False), Printed(self.paper))
        if parent in self.steps:
            self.steps.append(child)
        else:
            child.number = self.numbers
            self.numbers += 1
            self.observer.watch_child(child, process_object)
        return child

    def _run_step(self, program: Program, step: Step) -> None:
        importlib.invalidate_caches()
        process = self._create(program, step.words)
        self.steps.append(process)
        script = Script(self.machine, self.tracer, step.words, serves=False)

        def spawn(main: Callable[[], object], is_master: bool) -> Process:
            self.machine.processes.start(process, main)
            return process

        script.start(spawn)
        self._wait(
            lambda: process.exit_code is not None,
            lambda: {
                "code": "step-silent",
                "values": {"step": step.text},
                "side": program.id,
                "hang": self.where([process]),
            },
        )
        if process.exit_code:
            why = self._why(process, program.id)
            if why["code"] not in failure.SPECIFIC:
                why |= {"code": "step-failed", "values": {"status": 1, **why["values"], "step": step.text}}
            raise NotStarted(why)

    # -- waiting for them

    def _wait_ready(self) -> None:
        def ready() -> bool:
            if all(program.server.ready() for program in self.programs):
                return True
            self.check_alive()
            return False

        def silent() -> dict[str, Any]:
            program = next(program for program in self.programs if not program.server.ready())
            family = [root for root, its in self.roots.items() if its is program]
            family += [one for one in self.machine.processes.table if one.parent in family]
            return {"code": "start-silent", "values": {}, "side": program.id, "hang": self.where(family)}

        self._wait(ready, silent)

    def _wait(self, done: Callable[[], bool], silent: Callable[[], dict[str, Any]]) -> None:
        """Waits until `done`; NotStarted with the Problem that `silent` answers when that takes too long."""
        limit = self.scheduler.now + limits.START_SECONDS * SECOND
        pause = _MILLISECOND
        while not done():
            stopped = self.stopped()
            if stopped is not None:
                raise NotStarted({**stopped, "side": self.side})
            if self.scheduler.now >= limit:
                problem = silent()
                raise NotStarted({**problem, "values": {**problem["values"], "seconds": limits.START_SECONDS}})
            self.scheduler.park(self.scheduler.now + pause, "poll", None)
            pause = min(pause * 2, SECOND // 4)

    def _why(self, process: Process, side: str) -> dict[str, Any]:
        """The Problem of a program that ended before it was ready."""
        family = [one for one in self.machine.processes.table if one is process or one.parent is process]
        error = next((one.error for one in family if one.error is not None), None)
        if isinstance(error, Refused):
            why = failure.from_exception(error, side, lab_path)
            return {**why, "code": error.code, "values": error.values}
        if error is not None and not isinstance(error, SystemExit):
            return failure.from_exception(error, side, lab_path)
        output = "".join(one.printed.text() for one in family)
        return failure.from_output(process.exit_code or 0, output, side, lab_path)

    def _note_ends(self) -> None:
        """Says in the output of a worker that ended by itself how it ended, as a terminal would."""
        for process, program in self.roots.items():
            if isinstance(program.server, Script) and process.exit_code is not None:
                process.printed.add(f"[exit status {process.exit_code}]\n")
