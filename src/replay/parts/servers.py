"""Starts the programs of one side as real processes on 127.0.0.1, and ends them whatever happens."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from parts import kept
from parts.ending import OWN_GROUP, end_descendants, end_group
from parts.environment import of_program
from world.servers.commands import Refused, Step, steps

#: Seconds: for a step such as `migrate`, for a server to listen, and from SIGTERM to SIGKILL.
STEP_SECONDS, START_SECONDS, STOP_SECONDS = 120, 60, 10
#: Where a side listens unless its command line says otherwise.
_DEFAULT_PORT = 8000
_ID = re.compile(r"[A-Za-z0-9_][\w.-]*")


class CannotRun(Exception):
    """Says in one sentence why a side cannot be run here."""


class Servers:
    """The programs of one side, in directories of their own below `place`. Use it in a `with`: leaving it ends every process.

    `port` is where the side listens.
    """

    def __init__(self, job: dict[str, Any], kit: Path, place: Path) -> None:
        self.kit = kit
        self.place = place
        self.side: dict[str, Any] = job["side"]
        self.programs: list[dict[str, Any]] = [*job["services"], self.side]
        self.lines = {program["id"]: _steps(program) for program in self.programs}
        for program in self.programs:
            _check_name(program["id"])
            if program is not self.side:
                _check_name(program["host"])
        self.ports = {str(port): free for port, free in zip(self._lab_ports(), _free_ports(), strict=False)}
        self.port = self.ports[str(self._port_of(self.side))]
        self.running: list[tuple[dict[str, Any], subprocess.Popen[bytes]]] = []

    def __enter__(self) -> Self:
        try:
            self._copy_files()
            for program in self.programs:
                for step in self.lines[program["id"]][:-1]:
                    self._run_step(program, step)
            for program in self.programs:
                self._start(program)
            for program, process in self.running:
                self._wait(program, process)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def root(self) -> int:
        """The process that the side's command started."""
        return self.running[-1][1].pid

    @property
    def roots(self) -> list[int]:
        return [process.pid for _, process in self.running]

    def stop(self) -> None:
        """SIGTERM to all, as at a pod's end, then SIGKILL to whatever is left of all that was started."""
        for _, process in self.running:
            process.terminate()
        limit = time.monotonic() + STOP_SECONDS
        for _, process in self.running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, limit - time.monotonic()))
            end_group(process)
        self.running.clear()
        # Also who has left the group of its program, or was left by a step.
        end_descendants(os.getpid(), 0, kept.pause)

    # -- ports

    def _lab_ports(self) -> list[int]:
        ports = [program["port"] for program in self.programs if program is not self.side]
        return list(dict.fromkeys([self._port_of(self.side), *ports]))

    def _port_of(self, program: dict[str, Any]) -> int:
        """The port of a program as the lab has it."""
        for option, value, _, _ in reversed(_address_options(self.lines[program["id"]][-1].words)):
            found = re.search(r"\d+$", value)
            if found and option != "--host":
                return int(found.group())
        return int(program.get("port") or _DEFAULT_PORT)

    # -- programs

    def _directory(self, program: dict[str, Any]) -> Path:
        name: str = self.side["id"] if program is self.side or program["shared"] else program["host"]
        return self.place / name

    def _copy_files(self) -> None:
        for program in self.programs:
            source = self.kit / "programs" / program["id"]
            if source.is_dir():
                shutil.copytree(source, self._directory(program), dirs_exist_ok=True)

    def _environment(self, program: dict[str, Any]) -> dict[str, str]:
        hosts = [other["host"].lower() for other in self.programs if other is not self.side]
        names = {"hosts": [*hosts, "localhost", "127.0.0.1"], "ports": self.ports}
        of_replay = {
            "PYTHONPATH": str(self.kit / "names"),
            "PYTHONUNBUFFERED": "1",
            "WAITLAB_NAMES": json.dumps(names),
        }
        return of_program(program["env"], of_replay)

    def _words(self, program: dict[str, Any], words: list[str]) -> list[str]:
        """The very command line, but for the port, which must be one that is free here."""
        if words[0] == "python":
            return [sys.executable, *words[1:]]
        port = str(self.ports[str(self._port_of(program))])
        kept = list(words)
        for _, _, index, length in reversed(_address_options(words)):
            del kept[index : index + length]
        here = ["--host", "127.0.0.1", "--port", port] if words[0] == "uvicorn" else ["--bind", f"127.0.0.1:{port}"]
        return [sys.executable, "-m", *kept, *here]

    def _spawn(self, program: dict[str, Any], words: list[str]) -> subprocess.Popen[bytes]:
        directory = self._directory(program)
        directory.mkdir(parents=True, exist_ok=True)
        with open(self.place / f"{program['id']}.log", "ab") as log:
            return kept.start(
                self._words(program, words),
                cwd=directory,
                env=self._environment(program),
                stdout=log,
                stderr=log,
                **OWN_GROUP,
            )

    def _run_step(self, program: dict[str, Any], step: Step) -> None:
        process = self._spawn(program, step.words)
        try:
            code = process.wait(STEP_SECONDS)
        except subprocess.TimeoutExpired:
            raise CannotRun(f"`{step.text}` did not end within {STEP_SECONDS} s") from None
        finally:
            end_group(process)
        if code != 0:
            raise CannotRun(f"`{step.text}` ended with status {code}:\n{self._tail(program)}")

    def _start(self, program: dict[str, Any]) -> None:
        self.running.append((program, self._spawn(program, self.lines[program["id"]][-1].words)))

    def _wait(self, program: dict[str, Any], process: subprocess.Popen[bytes]) -> None:
        """Until it listens; a worker that serves nobody is ready when it runs."""
        words = self.lines[program["id"]][-1].words
        if words[0] == "python" and program is not self.side:
            return
        port = self.ports[str(self._port_of(program))]
        limit = time.monotonic() + START_SECONDS
        while time.monotonic() < limit:
            if process.poll() is not None:
                raise CannotRun(f"{program['command']} ended with status {process.returncode}:\n{self._tail(program)}")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.02)
        raise CannotRun(f"{program['command']} did not listen within {START_SECONDS} s:\n{self._tail(program)}")

    def _tail(self, program: dict[str, Any]) -> str:
        """The end of what a program printed, however much that was."""
        log = self.place / f"{program['id']}.log"
        if not log.is_file():
            return ""
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 4000))
            return file.read(4000).decode("utf-8", "replace")[-2000:].strip()


def _steps(program: dict[str, Any]) -> list[Step]:
    try:
        return steps(program["command"])
    except Refused as refused:
        raise CannotRun(f"the command line of {program['id']} is refused: {refused.code} {refused.values}") from None


def _check_name(name: str) -> None:
    """Names become directories."""
    if not _ID.fullmatch(name) or ".." in name:
        raise CannotRun(f"{name!r} is no name of a program")


def _address_options(words: list[str]) -> list[tuple[str, str, int, int]]:
    """Where a server's line says on which address it listens: each option, its value, its index, and how many words it takes."""
    names = {"uvicorn": ("--host", "--port"), "gunicorn": ("--bind", "-b")}.get(words[0], ())
    found = []
    for index, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in names and equals:
            found.append((name, value, index, 1))
        elif name in names and index + 1 < len(words):
            found.append((name, words[index + 1], index, 2))
    return found


def _free_ports() -> Iterator[int]:
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        yield port
