"""Who gets how many connections when several processes accept from one listener."""

from __future__ import annotations

import pytest
from harness.bench import Bench


def share(bench: Bench, again_and_again: bool, connections: int = 40) -> list[int]:
    """How many connections each of two processes took of those that came at one instant."""
    taken = [0, 0]

    def worker(number, fd):
        listener = bench.socket.socket(fileno=fd)
        listener.setblocking(False)
        epoll = bench.select.epoll()
        epoll.register(fd, bench.select.EPOLLIN)
        while sum(taken) < connections:
            epoll.poll(1)
            while True:
                try:
                    listener._accept()
                except BlockingIOError:
                    break
                taken[number] += 1
                if not again_and_again:
                    break

    def program():
        listener = bench.socket.socket()
        listener.bind(("127.0.0.1", 8000))
        listener.listen(128)
        copies = [bench.os.dup(listener.fileno()) for _ in range(2)]
        children = [bench.process(lambda n=n, fd=fd: worker(n, fd)) for n, fd in enumerate(copies)]
        bench.sleep(1)
        clients = []
        for _ in range(connections):
            client = bench.socket.socket()
            client.connect(("127.0.0.1", 8000))
            clients.append(client)
        for child in children:
            bench.os.waitpid(child.pid, 0)

    bench.run(program)
    bench.close()
    return taken


@pytest.mark.parametrize("seed", range(8))
def test_on_two_cores_those_that_accept_again_and_again_take_turns(seed):
    one, other = share(Bench(cores=2, seed=seed), again_and_again=True)
    assert abs(one - other) <= 2


def test_how_those_share_that_ask_before_each_time_is_chance():
    shares = [share(Bench(cores=2, seed=seed), again_and_again=False)[0] for seed in range(20)]
    assert max(abs(2 * taken - 40) for taken in shares) > 6
    assert len(set(shares)) > 4


def test_on_one_core_it_is_chance_for_all():
    shares = [share(Bench(cores=1, seed=seed), again_and_again=True)[0] for seed in range(20)]
    assert max(abs(2 * taken - 40) for taken in shares) > 6
    assert len(set(shares)) > 4
