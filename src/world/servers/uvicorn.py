"""`uvicorn MODULE:APP ...`: the published Server runs; only the supervisor that would start processes is ours."""

from __future__ import annotations

import copy
import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from world.kernel.image import environment
from world.servers.commands import Refused, refuse_given, spelled_options

if TYPE_CHECKING:
    from world.kernel.processes import Process
    from world.machine import Machine
    from world.servers.application import RequestTracer, ServiceTracer


def parse(words: list[str], port: int | None, env: dict[str, str]) -> dict[str, Any]:
    """The keyword arguments that uvicorn's own command line makes of `words` and the environment `env`.

    Refused for what cannot be run here.
    """
    import click

    # `uvicorn.main` as an attribute is the command; the module of that name holds it.
    module = importlib.import_module("uvicorn.main")
    captured: dict[str, Any] = {}
    command = module.main
    try:
        with environment(env):
            context = command.make_context("uvicorn", list(words[1:]))
    except click.NoSuchOption as error:
        raise Refused("option-unknown", option=error.option_name, server="uvicorn") from None
    except click.UsageError as error:
        raise Refused(
            "option-value", server="uvicorn", option=_option_of(error, words), message=error.format_message()
        ) from None
    except (click.exceptions.Exit, click.Abort):
        # --help and --version print and end.
        raise Refused("option-refused", option=(spelled_options(words) or [""])[-1], reason="debug") from None
    given = {}
    for parameter in command.params:
        source = context.get_parameter_source(str(parameter.name))
        if source is click.core.ParameterSource.COMMANDLINE:
            given[str(parameter.name)] = _spelling(parameter, words)
        elif source is click.core.ParameterSource.ENVIRONMENT:
            given[str(parameter.name)] = f"UVICORN_{str(parameter.name).upper()}"
    if "uds" in given:
        option = f"{given['uds']} {context.params['uds']}"
        raise Refused("option-instead", option=option, reason="unix-socket", instead="--host 127.0.0.1 --port 8000")
    refuse_given(given)
    if context.params.get("loop") not in ("auto", "asyncio"):
        raise Refused("option-refused", option="--loop", reason="loop")
    if context.params.get("http") == "httptools":
        raise Refused("option-refused", option="--http", reason="http")
    real_run = module.run
    module.__dict__["run"] = lambda app, **kwargs: captured.update(kwargs, app=app)
    try:
        with context:
            command.invoke(context)
    finally:
        module.__dict__["run"] = real_run
    if port is not None and "port" not in given:
        captured["port"] = port
    return captured


def _spelling(parameter: Any, words: list[str]) -> str:
    used = spelled_options(words)
    names: list[str] = [*parameter.opts, *parameter.secondary_opts]
    return next((name for name in names if name in used), names[0])


def _option_of(error: Any, words: list[str]) -> str:
    parameter = getattr(error, "param", None)
    return _spelling(parameter, words) if parameter is not None else str(getattr(error, "option_name", "") or "uvicorn")


def _workers_of(env: dict[str, str]) -> int:
    """As uvicorn's configuration reads the environment; what is no number, it refuses itself once it runs."""
    text = env.get("WEB_CONCURRENCY", "")
    return max(1, int(text)) if text.isdecimal() else 1


class Uvicorn:
    """One uvicorn on the machine."""

    #: Whether a worker begins as a copy of its master.
    forks = False
    #: Seconds: its ticks count to nothing that would change what happens to a request.
    longest_count = 0.0

    def __init__(
        self,
        machine: Machine,
        tracer: RequestTracer | ServiceTracer,
        words: list[str],
        port: int | None,
        env: dict[str, str],
    ) -> None:
        self.machine = machine
        self.tracer = tracer
        self.words = words
        self.options = parse(words, port, env)
        self.workers = int(self.options.get("workers") or _workers_of(env))
        self.servers: dict[Process, Any] = {}

    @property
    def address(self) -> tuple[str, int]:
        return ("127.0.0.1", int(self.options["port"]))

    def ready(self) -> bool:
        alive = [server for process, server in self.servers.items() if process.exit_code is None]
        return len(alive) == self.workers and all(server.started for server in alive)

    def start(self, spawn: Callable[[Callable[[], object], bool], Process]) -> None:
        """`spawn(main, is_master)` starts a process; a single worker needs no master."""
        if self.workers == 1:
            spawn(lambda: self._serve(self._config(), None), False)
        else:
            spawn(lambda: self._supervise(spawn), True)

    def _config(self) -> Any:
        import sys

        from uvicorn import Config

        tracer = self.tracer

        class ObservedConfig(Config):  # type: ignore[misc]  # a published class, without types here
            loaded_app: Any

            def load(self) -> None:
                super().load()
                self.loaded_app = tracer.asgi(self.loaded_app)

        options = dict(self.options)
        directory = options.pop("app_dir", None)
        if directory is not None:
            sys.path.insert(0, directory)
        return ObservedConfig(**options)

    def _serve(self, config: Any, sockets: list[Any] | None) -> None:
        from uvicorn import Server
        from uvicorn._subprocess import subprocess_started

        server = Server(config=config)
        process = self.machine.scheduler.process
        assert process is not None
        self.servers[process] = server
        if sockets is None:
            if hasattr(config, "load_app"):
                config.load_app()
            server.run()
            if not server.started:
                raise SystemExit(3)
        else:
            subprocess_started(config, server.run, sockets, None)

    def _supervise(self, spawn: Callable[[Callable[[], object], bool], Process]) -> None:
        """What uvicorn's Multiprocess does: one socket for all, and a new worker for every one that ends."""
        import signal
        import time

        config = self._config()
        socket = config.bind_socket()
        stopping: list[int] = []
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda signum, frame: stopping.append(signum))

        def worker() -> None:
            import sys

            directory = self.options.get("app_dir")
            if directory is not None and directory not in sys.path:
                sys.path.insert(0, directory)
            self._serve(copy.copy(config), [socket.dup()])

        children = [spawn(worker, False) for _ in range(self.workers)]
        while not stopping:
            time.sleep(0.5)
            for index, child in enumerate(children):
                if child.exit_code is not None and not stopping:
                    if child.exit_code == 3:
                        raise SystemExit(3)
                    children[index] = spawn(worker, False)
        for child in children:
            child.send_signal(stopping[0])
        while any(child.exit_code is None for child in children):
            time.sleep(0.1)
        socket.close()
