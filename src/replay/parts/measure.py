"""Serves one side of a lab, sends it its load, and answers what was seen."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path
from typing import Any

from parts import processes
from parts.clients import Clients
from parts.servers import Servers

#: Requests that each process answers before the load: Python imports on first use, which no lab counts.
WARM_UP = 4


def measure(job: dict[str, Any], kit: Path, sequence: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Puts one load after the other on a side. CannotRun when it does not start."""
    with (
        tempfile.TemporaryDirectory(prefix="side-", ignore_cleanup_errors=True) as place,
        Servers(job, kit, Path(place)) as servers,
    ):
        return asyncio.run(_send(sequence, servers))


async def _send(sequence: list[list[dict[str, Any]]], servers: Servers) -> list[dict[str, Any]]:
    await _warm_up(sequence[0], servers)
    seen = []
    for loads in sequence:
        await _calm(servers.roots)
        seen.append(await _observe(loads, servers))
    return seen


async def _observe(loads: list[dict[str, Any]], servers: Servers) -> dict[str, Any]:
    """Every request of a load, how many threads the side had at most, and the seconds that all its programs computed."""
    if not processes.known:
        return {"requests": await Clients(loads, servers.port).run(), "threads": None, "computed": None}
    serving = processes.workers(servers.root)
    everyone = [pid for root in servers.roots for pid in processes.family(root)]
    peak = 0

    async def watch() -> None:
        nonlocal peak
        while True:
            peak = max(peak, processes.threads(serving))
            await asyncio.sleep(0.01)

    before = processes.computed(everyone)
    watching = asyncio.ensure_future(watch())
    requests = await Clients(loads, servers.port).run()
    watching.cancel()
    peak = max(peak, processes.threads(serving))
    return {"requests": requests, "threads": peak, "computed": processes.computed(everyone) - before}


async def _warm_up(loads: list[dict[str, Any]], servers: Servers) -> None:
    """Lets every process answer something that changes nothing, and waits until they are done starting."""
    await _calm(servers.roots)
    serving = len(processes.workers(servers.root)) if processes.known else 4
    asked = {load["path"]: load for load in loads if load["protocol"] == "http"}
    quiet = [
        {**load, "method": "GET", "body": "", "start": 0, "keepalive": False, "timeout": 30}
        | {"sending": {"kind": "open", "instants": [0] * (WARM_UP * max(1, serving))}}
        for load in asked.values()
    ]
    for _ in range(2):
        await Clients(quiet, servers.port).run()
        await _calm(servers.roots)


async def _calm(roots: list[int]) -> None:
    """Until the servers have nothing left to compute; ten seconds at most."""
    if not processes.known:
        await asyncio.sleep(1)
        return
    limit = time.monotonic() + 10
    before = -1.0
    while time.monotonic() < limit:
        now = processes.computed([pid for root in roots for pid in processes.family(root)])
        if now - before < 0.02:
            return
        before = now
        await asyncio.sleep(0.2)
