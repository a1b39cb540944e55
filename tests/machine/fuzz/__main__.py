"""`npm run fuzz -- --schedules 10000`: plays that many random programs; `-- --seed 17` plays one and shows it.

The seeds that fail are printed with how to play them again, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

_HERE = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_HERE), str(_HERE.parents[1] / "src")]

from fuzz.plans import make_plan, show  # noqa: E402  # found on the path above
from fuzz.play import Play, play  # noqa: E402

#: Machines refer to themselves all over: collected so many at a time.
_BETWEEN_COLLECTIONS = 100
_SHOWN = 5


def main() -> int:
    parser = argparse.ArgumentParser(prog="npm run fuzz --", description=__doc__)
    parser.add_argument("--schedules", type=int, default=10_000, help="how many (10,000)")
    parser.add_argument("--first", type=int, default=0, help="the seed to begin with (0)")
    parser.add_argument("--seed", type=int, help="play only this one, and show what happens")
    arguments = parser.parse_args()
    if arguments.seed is not None:
        return _one(arguments.seed)
    return _many(range(arguments.first, arguments.first + arguments.schedules))


def _many(seeds: range) -> int:
    began, ends, failed = time.perf_counter(), Counter[str](), 0
    gc.disable()
    for count, seed in enumerate(seeds):
        try:
            ends[play(make_plan(seed)).outcome] += 1
        except Exception as error:
            failed += 1
            if failed <= _SHOWN:
                print(f"seed {seed}: {type(error).__name__}: {error}\n  again: npm run fuzz -- --seed {seed}")
        if not count % _BETWEEN_COLLECTIONS:
            gc.collect()
    took = time.perf_counter() - began
    print(
        f"{len(seeds)} schedules in {took:.0f} s: {ends['done']} ended, {ends['stuck']} waited for ever, {failed} failed"
    )
    return 1 if failed else 0


def _one(seed: int) -> int:
    plan = make_plan(seed)
    print(show(plan))
    one = Play(plan)
    try:
        print(f"it is {one.run()}")
        return 0
    except Exception:
        traceback.print_exc()
        return 1
    finally:
        print("what happened (nanoseconds, process, thread, what, with what result):")
        for line in one.history:
            print(" ", *line)
        print("who waits:", *one.bench.waiting(), sep="\n  ")
        one.close()


if __name__ == "__main__":
    sys.exit(main())
