"""Puts a machine together. Nothing of the interpreter changes: see installation.py for that."""

from __future__ import annotations

from typing import Any

from world.kernel.chance import Chance
from world.kernel.cpu import Cores
from world.kernel.files import Files
from world.kernel.host import Host
from world.kernel.network import Network
from world.kernel.processes import Processes
from world.kernel.scheduler import Scheduler
from world.kernel.semaphores import Semaphores
from world.kernel.signals import SIGINT
from world.modules.thread_local import forget_locals


class Machine:
    """One virtual machine: `default_int_handler` is what Python programs do about SIGINT when they start."""

    def __init__(self, host: Host, default_int_handler: Any) -> None:
        self.host = host
        self.chance = Chance()
        self.scheduler = Scheduler(host, forget_locals)
        self.files = Files(self.scheduler, self.chance.shuffle)
        self.network = Network(self.scheduler, self.files, self.chance.draw, lambda: self.cores.count)
        self.cores = Cores(self.scheduler, 2)
        self.processes = Processes(self.scheduler, self.files, self.cores, {SIGINT: default_int_handler})
        self.semaphores = Semaphores(self.scheduler)
