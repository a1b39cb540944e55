"""Runs a lab on real servers of this machine: `python replay.py`. Needs Python 3.12 or newer and nothing else.

It makes an environment beside itself with the very versions that the lab runs on, starts each side's own command line on 127.0.0.1,
sends it the lab's load, and prints the table that the lab prints. Command lines are split by the lab's own parser; no shell sees them.
Nothing that it has started outlives it. But the lab's code runs with the rights of whoever runs this: read what you did not write.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

KIT = Path(__file__).resolve().parent
#: Whatever is unpacked here, what a server imports must not come from beside this file.
sys.path[:0] = [str(KIT / "support")]
OLDEST = (3, 12)


def main() -> int:
    lab = json.loads((KIT / "lab.json").read_text("utf-8"))
    texts = lab["texts"]
    arguments = _arguments([job["side"]["id"] for job in lab["jobs"]])
    if sys.version_info < OLDEST:
        print(texts["python"].replace("{found}", sys.version.split()[0]), file=sys.stderr)
        return 2
    if arguments.kept is not None:
        return _in_child(lab, arguments)
    if lab["origin"] != "own" and not arguments.yes and not _agreed(lab["origin"], texts):
        return 3
    from parts.keeper import keep

    return keep([sys.executable, __file__, *sys.argv[1:], "--kept"], texts)


def _arguments(sides: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--side", choices=sides, help="only this side")
    parser.add_argument("--yes", action="store_true", help="do not ask before running code that somebody else wrote")
    parser.add_argument("--here", action="store_true", help="use the packages of this Python instead of an environment")
    parser.add_argument("--json", action="store_true", help="print every request instead of a table")
    parser.add_argument(
        "--loads", type=Path, help="with --json: a file of loads to send one after the other, instead of the lab's"
    )
    # Of the child that does all this; given the directory of its temporary files.
    parser.add_argument("--kept", help=argparse.SUPPRESS)
    return parser.parse_args()


def _agreed(origin: str, texts: dict[str, Any]) -> bool:
    """Code from a link or a file is a stranger's: nobody runs it without having been told."""
    from parts.printable import say

    say(texts["consent"][origin], sys.stderr)
    say(texts["sure"], sys.stderr)
    try:
        return input().strip().lower() in ("y", "yes", "是")
    except EOFError:
        say(texts["unasked"], sys.stderr)
        return False


def _in_child(lab: dict[str, Any], arguments: argparse.Namespace) -> int:
    from parts import kept
    from parts.environment import python_of

    kept.begin(arguments.kept)
    if arguments.here:
        kept.leave(_print_json(lab, arguments) if arguments.json else _print_table(lab, arguments))
    python = python_of(KIT, lab["texts"])
    if python is None:
        kept.leave(2)
    again = [str(python), __file__, *sys.argv[1:], "--here"]
    if os.name == "posix":
        os.execv(again[0], again)
    kept.leave(kept.start(again, stdin=None).wait())


def _print_json(lab: dict[str, Any], arguments: argparse.Namespace) -> int:
    from parts.measure import measure
    from parts.servers import CannotRun

    sequence = json.loads(arguments.loads.read_text("utf-8")) if arguments.loads else None
    code = 0
    for job in _jobs(lab, arguments):
        try:
            result: dict[str, Any] = {"runs": measure(job, KIT, sequence or [job["loads"]])}
        except CannotRun as error:
            result, code = {"problem": str(error)}, 1
        print(json.dumps({"side": job["side"]["id"], **result}), flush=True)
    return code


def _print_table(lab: dict[str, Any], arguments: argparse.Namespace) -> int:
    from parts.measure import measure
    from parts.printable import printable_line, say
    from parts.servers import CannotRun
    from parts.table import cells, table

    texts = lab["texts"]
    rows = [["", *texts["columns"]]]
    problems = []
    for job in _jobs(lab, arguments):
        name = printable_line(lab["names"][job["side"]["id"]])
        say(texts["running"].replace("{side}", name), sys.stderr)
        try:
            rows.append([name, *cells(measure(job, KIT, [job["loads"]])[0]["requests"], texts["units"])])
        except CannotRun as error:
            problems.append(f"{name}: {error}")
    say(printable_line(lab["lab"]))
    say(table(rows))
    for problem in problems:
        say(problem, sys.stderr)
    return 1 if problems else 0


def _jobs(lab: dict[str, Any], arguments: argparse.Namespace) -> list[dict[str, Any]]:
    return [job for job in lab["jobs"] if arguments.side in (None, job["side"]["id"])]


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read the output has had enough (`| head`); what is still held back has nowhere to go either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
