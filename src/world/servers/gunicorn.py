"""`gunicorn MODULE[:APP] ...`: the published arbiter and workers run; only the fork is ours."""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from world.servers.commands import Refused, refuse_given, spelled_options

if TYPE_CHECKING:
    from world.kernel.processes import Process
    from world.machine import Machine
    from world.servers.application import RequestTracer, ServiceTracer

_WORKERS = ("sync", "gthread", "asgi", "uvicorn_worker.UvicornWorker", "uvicorn_worker.UvicornH11Worker")
_NATIVE = ("gevent", "eventlet", "tornado", "gevent_wsgi", "gevent_pywsgi", "gunicorn.workers.ggevent.GeventWorker")


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

    parser.error = fail  # type: ignore[method-assign,assignment]  # this parser prints and exits; ours raises
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
    refuse_given({name: spellings.get(name, name) for name in set_here if name != "args"})
    kind = set_here.get("worker_class")
    if isinstance(kind, str) and kind not in _WORKERS:
        reason = "package" if kind in _NATIVE else "worker-class"
        raise Refused("option-refused", option=f"{spellings['worker_class']} {kind}", reason=reason)
    for name, value in set_here.items():
        if name in ("args", "config"):
            continue
        try:
            config.set(name.lower(), value)
        except Exception as error:
            raise Refused(
                "option-value", server="gunicorn", option=spellings.get(name, name), message=str(error)
            ) from None
    return set_here


class Gunicorn:
    """One gunicorn on the machine."""

    def __init__(
        self, machine: Machine, tracer: RequestTracer | ServiceTracer, words: list[str], port: int | None
    ) -> None:
        self.machine = machine
        self.tracer = tracer
        self.words = words
        self.given = check(words)
        self.port = port if port is not None and not self.given.get("bind") else None
        self.arbiter: Any = None
        self.application: Any = None
        workers = self.given.get("workers")
        self.processes = int(workers) if workers else 1

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
        if isinstance(servers, list) and not servers:
            # The ASGI workers start listening on their loop some steps after they booted.
            return False
        server = getattr(worker, "waitlab_server", None)
        return server is None or bool(server.started)

    def start(self, spawn: Callable[[Callable[[], object], bool], Process]) -> None:
        spawn(lambda: self._run(spawn), True)

    def _run(self, spawn: Callable[[Callable[[], object], bool], Process]) -> None:
        from gunicorn.app.wsgiapp import WSGIApplication
        from gunicorn.arbiter import Arbiter

        tracer = self.tracer

        class ObservedApplication(WSGIApplication):
            def load(self) -> Any:
                application = super().load()
                kind = self.cfg.worker_class
                speaks_asgi = any(base.__name__ in ("ASGIWorker", "UvicornWorker") for base in kind.__mro__)
                return tracer.asgi(application) if speaks_asgi else tracer.wsgi(application)

        class VirtualArbiter(Arbiter):
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

        if self.port is not None:
            sys.argv[1:1] = ["--bind", f"127.0.0.1:{self.port}"]
        # Its control socket serves `gunicornc`, which nobody can start here.
        sys.argv[1:1] = ["--no-control-socket"]
        self.application = ObservedApplication("%(prog)s [OPTIONS] [APP_MODULE]", prog="gunicorn")
        self.arbiter = VirtualArbiter(self.application)
        self.processes = int(self.arbiter.num_workers)
        self.arbiter.run()
