"""PBKDF2: the right bytes, at the price that a server pays."""

from __future__ import annotations

import hashlib

import pytest

from world.modules.hashes import make_pbkdf2


@pytest.fixture
def pbkdf2(bench):
    return make_pbkdf2(bench.machine.cores, None)


@pytest.mark.parametrize(
    ("name", "password", "salt", "rounds", "size"),
    [
        ("sha256", b"password", b"salt", 1, None),
        ("sha256", b"p" * 100, b"", 100, 70),
        ("SHA-1", b"", b"salt", 3, 5),
        ("sha512", bytearray(b"password"), memoryview(b"salt"), 10, None),
    ],
)
def test_it_derives_what_hashlib_derives(bench, pbkdf2, name, password, salt, rounds, size):
    given = (name, password, salt, rounds, size)
    assert bench.run(lambda: pbkdf2(*given)) == hashlib.pbkdf2_hmac(*given)


def test_it_costs_its_rounds(bench, pbkdf2):
    def program():
        pbkdf2("sha256", b"a", b"b", 4000)
        one = bench.now
        pbkdf2("sha256", b"a", b"b", 4000, 64)
        two = bench.now
        pbkdf2("sha512", b"a", b"b", 4000)
        return one, two - one, bench.now - two

    assert bench.run(program) == pytest.approx((0.001, 0.002, 0.002))


def test_threads_compute_it_at_the_same_time(bench, pbkdf2):
    def program():
        threads = [bench.spawn(lambda: pbkdf2("sha256", b"a", b"b", 40_000)) for _ in range(4)]
        for thread in threads:
            thread.join()
        return bench.now

    # Four times 0.01 s on two cores.
    assert bench.run(program) == pytest.approx(0.02)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("sha256", b"a", b"b", 0), "iteration value must be greater than 0."),
        (("sha256", b"a", b"b", 1, 0), "key length must be greater than 0."),
    ],
)
def test_it_refuses_what_makes_no_key(pbkdf2, given, message):
    with pytest.raises(ValueError, match=message):
        pbkdf2(*given)
