"""`gunicorn MODULE[:APP] ...`: the published arbiter and workers run; only the fork is ours."""

from __future__ import annotations

import copy
import importlib
import os
import re
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from world.kernel.time_units import SECOND
from world.servers.commands import Refused, refuse_given, spelled_options

if TYPE_CHECKING:
    from world.kernel.processes import Process
    from world.machine import Machine
    from world.servers.application import RequestTracer, ServiceTracer

#: Stand on C, or on packages that do.
_NATIVE = ("gevent", "eventlet", "tornado", "gevent_wsgi", "gevent_pywsgi", "gunicorn.workers.ggevent.GeventWorker")
_UNIX = re.compile(r"unix:|fd://")
#: Checked by the program itself, in its own directory.
_PLACES = ("args", "config", "chdir", "pythonpath")


def check(words: list[str]) -> dict[str, Any]:
    """Reads `words` with gunicorn's own parser; what the command line sets. Refused for what cannot be run here."""
    import argparse

    from gunicorn.config import Config

    config = Config("%(prog)s [OPTIONS] [APP_MODULE]", prog="gunicorn")
    parser = config.parser()

    def fail(message: str) -> None:
        unknown = message.removeprefix("unrecognized arguments: ")
        if unknown != message:
            raise Refused("option-unknown", option=unknown.split()[0], server="gunicorn")
        raise Refused(
            "option-value",
            server="gunicorn",
            option=message.partition(":")[0].removeprefix("argument "),
            message=message,
        )

    # The published one prints and exits; ours raises.
    parser.error = fail
    try:
        arguments = vars(parser.parse_args(words[1:]))
    except SystemExit:
        raise Refused("option-refused", option=(spelled_options(words) or [""])[-1], reason="debug") from None
    except argparse.ArgumentError as error:
        raise Refused(
            "option-value", server="gunicorn", option=error.argument_name or "", message=error.message
        ) from None
    set_here = {name: value for name, value in arguments.items() if value not in (None, [])}
    used = spelled_options(words)
    spellings = {
        setting.name: next((name for name in (setting.cli or []) if name in used), (setting.cli or [name])[0])
        for name, setting in config.settings.items()
    }
    _refuse_set({name: value for name, value in set_here.items() if name != "args"}, spellings)
    for name, value in set_here.items():
        if name in _PLACES:
            continue
        try:
            config.set(name.lower(), value)
        except Exception as error:
            raise Refused(
                "option-value", server="gunicorn", option=spellings.get(name, name), message=str(error)
            ) from None
    return set_here


def _refuse_set(values: dict[str, Any], spellings: dict[str, str]) -> None:
    """Refused if one of these settings cannot mean anything here. `spellings`: how the lab writes them."""
    refuse_given({name: spellings.get(name, name) for name in values})
    kind = values.get("worker_class")
    if kind in _NATIVE:
        raise Refused("option-refused", option=f"{spellings['worker_class']} {kind}", reason="package")
    bind = values.get("bind") or []
    for address in [bind] if isinstance(bind, str) else bind:
        if _UNIX.match(address):
            option = f"{spellings['bind']} {address}"
            raise Refused(
                "option-instead", option=option, reason="unix-socket", instead=f"{spellings['bind']} 127.0.0.1:8000"
            )


def _refuse_loaded(config: Any) -> None:
    """The same for what a file or the environment set."""
    defaults = type(config)().settings
    changed = {
        name: setting.get() for name, setting in config.settings.items() if setting.get() != defaults[name].get()
    }
    # As it was written: `get` answers with the class.
    changed |= {"worker_class": config.settings["worker_class"].value} if "worker_class" in changed else {}
    _refuse_set(changed, {name: name for name in config.settings})


def _read_surroundings(port: int | None) -> None:
    """Gives gunicorn's settings the defaults that it takes from directory and environment, in its own words, when it is imported.

    It was imported before there was any process. `port`: where it listens if nothing says otherwise.
    """
    config = importlib.reload(sys.modules["gunicorn.config"])
    if port is not None and "PORT" not in os.environ:
        config.Bind.default = [f"127.0.0.1:{port}"]


class Gunicorn:
    """One gunicorn on the machine.

    `port`: where it listens unless the lab says otherwise. `phase`: nanoseconds until its master is through with its start. Once a
    second the master looks after its workers, and in life those seconds begin anywhere.
    """

    #: Whether a worker begins as a copy of its master.
    forks = True

    def __init__(
        self, machine: Machine, tracer: RequestTracer | ServiceTracer, words: list[str], port: int | None, phase: int
    ) -> None:
        self.machine = machine
        self.tracer = tracer
        self.words = words
        check(words)
        self.port = port
        self.phase = phase
        self.arbiter: Any = None

    @property
    def longest_count(self) -> float:
        """Seconds: past `--timeout` without a heartbeat the arbiter ends a worker, and looks once a second."""
        return 2.0 * float(self.arbiter.timeout) if self.arbiter is not None else 0.0

    @property
    def address(self) -> Any:
        return self.arbiter.LISTENERS[0].getsockname() if self.arbiter.LISTENERS else ("127.0.0.1", 8000)

    def ready(self) -> bool:
        arbiter = self.arbiter
        if arbiter is None or len(arbiter.WORKERS) < arbiter.num_workers:
            return False
        return all(worker.booted and self._serves(worker) for worker in arbiter.WORKERS.values())

    def _serves(self, worker: Any) -> bool:
        servers = getattr(worker, "servers", None)
        # The ASGI workers start listening on their loop some steps after they booted.
        return not isinstance(servers, list) or bool(servers)

    def start(self, spawn: Callable[[Callable[[], object], bool], Process]) -> None:
        spawn(lambda: self._run(spawn), True)

    def _run(self, spawn: Callable[[Callable[[], object], bool], Process]) -> None:
        from gunicorn.app.wsgiapp import WSGIApplication
        from gunicorn.arbiter import Arbiter

        tracer = self.tracer

        class ObservedApplication(WSGIApplication):  # type: ignore[misc]  # a published class, without types here
            def load(self) -> Any:
                application = super().load()
                kind = self.cfg.worker_class
                speaks_asgi = any(base.__name__ in ("ASGIWorker", "UvicornWorker") for base in kind.__mro__)
                return tracer.asgi(application) if speaks_asgi else tracer.wsgi(application)

        class VirtualArbiter(Arbiter):  # type: ignore[misc]  # as above
            """The published arbiter with processes of the virtual machine in place of `os.fork`."""

            LISTENERS: ClassVar[list[Any]] = []
            WORKERS: ClassVar[dict[int, Any]] = {}

            def spawn_worker(self) -> int:
                self.worker_age += 1
                worker = self.worker_class(
                    self.worker_age, self.pid, self.LISTENERS, self.app, self.timeout / 2.0, self.cfg, self.log
                )
                self.cfg.pre_fork(self, worker)
                child = spawn(lambda: self._child(worker), False)
                worker.pid = child.pid
                self.WORKERS[child.pid] = worker
                self._stats["workers_spawned"] += 1
                return child.pid

            def _child(self, worker: Any) -> None:
                """The child's half of the published `spawn_worker`."""
                import os
                import traceback

                from gunicorn.errors import AppImportError

                # A forked child has the parent's objects as copies: its own application, its own descriptors.
                worker.app = copy.copy(self.app)
                worker.sockets = [
                    type(listener)(listener.cfg_addr, listener.conf, listener.log, fd=os.dup(listener.fileno()))
                    for listener in self.LISTENERS
                ]
                worker.pid = os.getpid()
                try:
                    self.log.info("Booting worker with pid: %s", worker.pid)
                    self.cfg.post_fork(self, worker)
                    worker.init_process()
                    sys.exit(0)
                except SystemExit:
                    raise
                except AppImportError as error:
                    self.log.debug("Exception while loading the application", exc_info=True)
                    print(f"{error}", file=sys.stderr)
                    remember(error)
                    sys.exit(self.APP_LOAD_ERROR)
                except Exception as error:
                    self.log.exception("Exception in worker process")
                    print(f"{error}", file=sys.stderr)
                    if not worker.booted:
                        remember(error)
                        sys.exit(self.WORKER_BOOT_ERROR)
                    sys.exit(-1)
                finally:
                    self.log.info("Worker exiting (pid: %s)", worker.pid)
                    try:
                        worker.tmp.close()
                        self.cfg.worker_exit(self, worker)
                    except Exception:
                        self.log.warning("Exception during worker exit:\n%s", traceback.format_exc())

        machine = self.machine

        def remember(error: BaseException) -> None:
            process = machine.scheduler.process
            if process is not None:
                process.error = error

        _read_surroundings(self.port)
        # Its control socket serves `gunicornc`, which nobody can start here.
        sys.argv[1:1] = ["--no-control-socket"]
        application = ObservedApplication("%(prog)s [OPTIONS] [APP_MODULE]", prog="gunicorn")
        _refuse_loaded(application.cfg)
        time.sleep(self.phase / SECOND)
        self.arbiter = VirtualArbiter(application)
        self.arbiter.run()
