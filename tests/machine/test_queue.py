"""`_queue` and what `queue` makes of it."""

from __future__ import annotations

import pytest


def test_the_simple_queue_is_the_one_that_c_would_have(bench):
    def program():
        queue = bench.published("queue")
        return (
            [value.__module__ for value in (queue.SimpleQueue, queue.Empty)],
            queue.SimpleQueue.__qualname__,
            queue.SimpleQueue is not queue._PySimpleQueue,
        )

    assert bench.run(program) == (["_queue", "_queue"], "SimpleQueue", True)


def test_a_get_waits_for_a_put(bench):
    def program():
        jobs = bench.published("queue").SimpleQueue()
        got = []
        worker = bench.spawn(lambda: got.extend((jobs.get(), bench.now)))
        bench.sleep(1)
        jobs.put("job")
        worker.join()
        return got

    assert bench.run(program) == ["job", 1.0]


def test_the_exception_of_an_empty_queue_is_one_for_all(bench):
    def program():
        queue = bench.published("queue")
        for make in (queue.SimpleQueue, queue.Queue, queue._PySimpleQueue):
            with pytest.raises(queue.Empty):
                make().get(timeout=0.5)
        return bench.now

    assert bench.run(program) == 1.5
