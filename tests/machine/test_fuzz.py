"""A sample of random schedules, and that the fuzzing bites. `npm run fuzz` plays 10,000."""

from __future__ import annotations

import pytest
from fuzz.bugs import BUGS
from fuzz.plans import make_plan, show
from fuzz.play import play

#: Apart from those that the bugs are looked for in, so that more is seen.
SAMPLE = range(100_000, 100_600)
#: Seeds in which each planted bug shows.
SEARCHED = range(600)


@pytest.mark.parametrize("first", range(SAMPLE.start, SAMPLE.stop, 100))
def test_what_must_hold_holds_in_a_hundred_schedules(first):
    for seed in range(first, first + 100):
        try:
            play(make_plan(seed))
        except Exception as error:
            error.add_note(f"seed {seed}; again: npm run fuzz -- --seed {seed}\n{show(make_plan(seed))}")
            raise


def test_a_seed_always_plays_the_same():
    for seed in range(50):
        assert play(make_plan(seed)).history == play(make_plan(seed)).history


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_a_planted_bug_is_found(bug):
    for seed in SEARCHED:
        with bug():
            try:
                play(make_plan(seed))
            except Exception:
                found = seed
                break
    else:
        pytest.fail(f"{len(SEARCHED)} schedules did not show it: {bug.__doc__}")
    # It is the bug that failed, not the schedule.
    play(make_plan(found))
