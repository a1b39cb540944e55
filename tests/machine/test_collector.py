"""Garbage in cycles: when it is collected, and what finalizers may do."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from world.kernel.collector import Collector
from world.modules.gc_module import gc_functions


class Allocations:
    """Stands for CPython's collector: counts what a test says, and collects what there is."""

    def __init__(self) -> None:
        self.count = 0
        self.collected: list[int] = []

    def collect(self, generation: int) -> int:
        self.collected.append(generation)
        self.count = 0
        return gc.collect()


@pytest.fixture
def allocations() -> Iterator[Allocations]:
    gc.disable()
    yield Allocations()
    gc.enable()


def collector_of(bench, allocations):
    collector = Collector(bench.scheduler, allocations.collect, lambda: allocations.count, (100, 10, 0))
    bench.scheduler.collect_garbage_by(collector.collect_if_due)
    return collector


class Node:
    def __init__(self, last_act=lambda: None):
        self.me = self
        self.last_act = last_act

    def __del__(self):
        self.last_act()


def test_cycles_are_collected_when_a_thread_is_about_to_wait(bench, allocations):
    collector_of(bench, allocations)

    def program():
        node = Node()
        gone = weakref.ref(node)
        del node
        allocations.count = 100
        bench.sleep(1)
        before = gone() is None
        allocations.count = 101
        bench.sleep(1)
        return before, gone() is None, bench.now

    assert bench.run(program) == (False, True, 2.0)
    assert allocations.collected == [0]


def test_some_collections_go_through_old_objects_too(bench, allocations):
    collector_of(bench, allocations)

    def program():
        for _ in range(20):
            allocations.count = 101
            bench.sleep(1)

    bench.run(program)
    assert allocations.collected == [*[0] * 9, 1, *[0] * 9, 1]


def test_each_process_decides_for_itself(bench, allocations):
    gc_ = gc_functions(collector_of(bench, allocations))

    def careless():
        gc_["disable"]()
        gc_["set_threshold"](7)
        allocations.count = 1000
        bench.sleep(1)
        assert (gc_["isenabled"](), gc_["get_threshold"](), allocations.collected) == (False, (7, 10, 0), [])

    def program():
        child = bench.process(careless)
        bench.sleep(0.5)
        assert (gc_["isenabled"](), gc_["get_threshold"]()) == (True, (100, 10, 0))
        bench.os.waitpid(child.pid, 0)
        gc_["set_threshold"](0)
        bench.sleep(1)
        assert allocations.collected == [0]
        return gc_["collect"]()

    bench.run(program)
    assert allocations.collected == [0, 2]


def test_a_finalizer_may_wake_others(bench, allocations):
    collector_of(bench, allocations)
    order = []

    def program():
        lock = bench.thread.allocate_lock()
        lock.acquire()

        def wait():
            lock.acquire()
            order.append(bench.now)

        thread = bench.spawn(wait)
        bench.sleep(1)
        Node(lock.release)
        allocations.count = 1000
        thread.join()

    bench.run(program)
    assert order == [1.0]


def test_a_finalizer_may_release_the_lock_that_its_thread_is_about_to_wait_for(bench, allocations):
    collector_of(bench, allocations)

    def program():
        lock = bench.thread.allocate_lock()
        lock.acquire()
        Node(lock.release)
        allocations.count = 1000
        lock.acquire()
        return lock.locked()

    assert bench.run(program) is True


@pytest.mark.parametrize("way", ["sleep", "lock", "read", "burn", "yield"])
def test_a_finalizer_that_waits_is_told_so(bench, allocations, way):
    gc_ = gc_functions(collector_of(bench, allocations))
    said = []

    def program():
        lock = bench.thread.allocate_lock()
        lock.acquire()
        reader, writer = bench.os.pipe()
        acts = {
            "sleep": lambda: bench.sleep(1),
            "lock": lock.acquire,
            "read": lambda: bench.os.read(reader, 1),
            "burn": lambda: bench.burn(1),
            "yield": lambda: bench.sleep(0),
        }

        def last_act():
            try:
                acts[way]()
            except RuntimeError as error:
                said.append(str(error))

        Node(last_act)
        gc_["collect"]()
        # Nothing is left behind: whoever waits next waits as ever.
        bench.os.write(writer, b"x")
        assert bench.os.read(reader, 1) == b"x"
        bench.burn(0.5)
        bench.sleep(0.5)
        lock.release()
        assert lock.acquire()
        return bench.now

    assert bench.run(program) == 1.0
    assert len(said) == 1
    assert said[0].startswith("a finalizer must not wait while garbage is collected: ")
