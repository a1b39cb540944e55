"""Runs a lab on real servers of this machine: `python replay.py`. Needs Python 3.12 or newer and nothing else.

It makes an environment beside itself with the very versions that the lab runs on, starts each side's own command line on 127.0.0.1,
sends it the lab's load, and prints the table that the lab prints. Command lines are split by the lab's own parser; no shell sees them.
"""

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

KIT = Path(__file__).resolve().parent
#: Whatever is unpacked here, what a server imports must not come from beside this file.
sys.path[:0] = [str(KIT / "support")]
OLDEST = (3, 12)
#: Requests that each process answers before the load: Python imports on first use, which no lab counts.
WARM_UP = 4


def main() -> int:
    lab = json.loads((KIT / "lab.json").read_text("utf-8"))
    texts = lab["texts"]
    arguments = _arguments([job["side"]["id"] for job in lab["jobs"]])
    if sys.version_info < OLDEST:
        print(texts["python"].replace("{found}", sys.version.split()[0]), file=sys.stderr)
        return 2
    if lab["fromLink"] and not arguments.yes and not _agreed(texts):
        return 3
    if not arguments.here:
        return _in_environment(texts)
    signal.signal(signal.SIGTERM, _end)
    jobs = [job for job in lab["jobs"] if arguments.side in (None, job["side"]["id"])]
    if arguments.json:
        return _print_json(jobs, json.loads(arguments.loads.read_text("utf-8")) if arguments.loads else None)
    return _print_table(lab, jobs)


def _arguments(sides: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", choices=sides, help="only this side")
    parser.add_argument("--yes", action="store_true", help="do not ask before running code that came from a link")
    parser.add_argument("--here", action="store_true", help="use the packages of this Python instead of an environment")
    parser.add_argument("--json", action="store_true", help="print every request instead of a table")
    parser.add_argument(
        "--loads", type=Path, help="with --json: a file of loads to send one after the other, instead of the lab's"
    )
    return parser.parse_args()


def _end(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def _agreed(texts: dict[str, str]) -> bool:
    """Code from a link is a stranger's: nobody runs it without having been told."""
    try:
        return input(f"{texts['link']}\n{texts['sure']} ").strip().lower() in ("y", "yes", "是")
    except EOFError:
        print(texts["unasked"], file=sys.stderr)
        return False


def _in_environment(texts: dict[str, str]) -> int:
    """Makes the environment if it is not there, and runs this file again in it."""
    place = KIT / ".venv"
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not (place / "ready").exists():
        print(texts["environment"], file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(place)], check=True)
        install = [
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--require-hashes",
            "--requirement",
        ]
        done = subprocess.run([str(python), *install, str(KIT / "requirements.txt")], check=False)
        if done.returncode != 0:
            print(texts["packages"], file=sys.stderr)
            return 2
        (place / "ready").touch()
    again = [str(python), __file__, *sys.argv[1:], "--here", "--yes"]
    if os.name == "posix":
        # The same process, so that whoever ends it ends the servers.
        os.execv(again[0], again)
    return subprocess.run(again, check=False).returncode


def _run(job: dict, sequence: list[list[dict]]) -> list[dict]:
    """Serves one side, puts one load after the other on it, and answers what was seen of each. CannotRun when it does not start."""
    from parts.servers import Servers

    with (
        tempfile.TemporaryDirectory(prefix="waitlab-", ignore_cleanup_errors=True) as place,
        Servers(job, KIT, Path(place)) as servers,
    ):
        return asyncio.run(_send(sequence, servers))


async def _send(sequence: list[list[dict]], servers) -> list[dict]:  # noqa: ANN001  # Servers, which is imported late
    await _warm_up(sequence[0], servers)
    seen = []
    for loads in sequence:
        await _calm(servers.roots)
        seen.append(await _observe(loads, servers))
    return seen


async def _observe(loads: list[dict], servers) -> dict:  # noqa: ANN001  # Servers, which is imported late
    """Every request of a load, how many threads the side had at most, and the seconds that all its programs computed."""
    from parts import processes
    from parts.clients import Clients

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


async def _warm_up(loads: list[dict], servers) -> None:  # noqa: ANN001  # Servers, which is imported late
    """Lets every process answer something that changes nothing, and waits until they are done starting."""
    from parts import processes
    from parts.clients import Clients

    await _calm(servers.roots)
    serving = len(processes.workers(servers.root)) if processes.known else 4
    asked = {load["path"]: load for load in loads if load["protocol"] == "http"}
    quiet = [
        {**load, "method": "GET", "body": "", "start": 0, "keepalive": False, "timeout": 30}
        | {"arrivals": {"pattern": "burst", "requests": WARM_UP * max(1, serving)}}
        for load in asked.values()
    ]
    for _ in range(2):
        await Clients(quiet, servers.port).run()
        await _calm(servers.roots)


async def _calm(roots: list[int]) -> None:
    """Until the servers have nothing left to compute; ten seconds at most."""
    from parts import processes

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


def _print_json(jobs: list[dict], sequence: list[list[dict]] | None) -> int:
    from parts.servers import CannotRun

    code = 0
    for job in jobs:
        try:
            result = {"runs": _run(job, sequence or [job["loads"]])}
        except CannotRun as error:
            result, code = {"problem": str(error)}, 1
        print(json.dumps({"side": job["side"]["id"], **result}), flush=True)
    return code


def _print_table(lab: dict, jobs: list[dict]) -> int:
    from parts.servers import CannotRun
    from parts.table import cells, table

    texts = lab["texts"]
    rows = [["", *texts["columns"]]]
    problems = []
    for job in jobs:
        name = lab["names"][job["side"]["id"]]
        print(texts["running"].replace("{side}", name), file=sys.stderr)
        try:
            rows.append([name, *cells(_run(job, [job["loads"]])[0]["requests"])])
        except CannotRun as error:
            problems.append(f"{name}: {error}")
    print(lab["lab"])
    print(table(rows))
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
