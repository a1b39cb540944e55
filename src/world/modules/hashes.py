"""What OpenSSL gives to `hashlib` and this Python, built without it, lacks: PBKDF2, with which Django hashes passwords.

It is slow on purpose, so here it costs virtual time: so many nanoseconds a round, as OpenSSL takes on a server. Other functions of C
are free, like the frameworks' own code; of this one, how long it takes is what it is for.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Protocol

from world.kernel.cpu import Cores

#: Nanoseconds of a round by the block that the hash takes, in bytes: OpenSSL 3.0 on a core of an AMD EPYC, measured.
_ROUND = {64: 250, 128: 500}
#: Bytes of a block of SHA-256, and of a word of it.
_BLOCK, _WORD = 64, 4


def _hmac_of(name: str) -> Callable[[bytes, bytes], bytes]:
    """HMAC by C's own function for one hash, which is many times faster than choosing it anew; since Python 3.14."""
    try:
        import _hmac
    except ImportError:
        return lambda key, message: hmac.digest(key, message, name)
    return getattr(_hmac, f"compute_{name}", None) or (lambda key, message: _hmac.compute_digest(key, message, name))


class Mixer(Protocol):
    """What the engine computes faster: src/lab/engine/pbkdf2.ts."""

    def mix_rounds(self, rounds: int, *words: int) -> None: ...

    def mixed_word(self, index: int) -> int: ...


def _words(data: bytes) -> list[int]:
    return [int.from_bytes(data[at : at + _WORD]) for at in range(0, len(data), _WORD)]


def make_derive(mixer: Mixer | None) -> Callable[[str, bytes, bytes, int, int], bytes]:
    """The pure function: name of the hash, password, salt, rounds, bytes wanted. It takes real time, and no virtual one."""

    # Who checks the same password twice gets the same answer. It costs the same virtual time.
    @lru_cache(maxsize=64)
    def derive(name: str, password: bytes, salt: bytes, rounds: int, wanted: int) -> bytes:
        size = hashlib.new(name).digest_size
        digest = _hmac_of(name)
        key = b""
        for block in range(1, -(-wanted // size) + 1):
            last = digest(password, salt + block.to_bytes(4))
            if mixer is not None and name == "sha256":
                short = password if len(password) <= _BLOCK else hashlib.sha256(password).digest()
                mixer.mix_rounds(rounds - 1, *_words(short.ljust(_BLOCK, b"\0")), *_words(last))
                key += b"".join(int(mixer.mixed_word(index)).to_bytes(_WORD) for index in range(size // _WORD))
                continue
            mixed = int.from_bytes(last)
            for _ in range(rounds - 1):
                last = digest(password, last)
                mixed ^= int.from_bytes(last)
            key += mixed.to_bytes(size)
        return key[:wanted]

    return derive


def make_pbkdf2(cores: Cores, mixer: Mixer | None) -> Callable[..., bytes]:
    """`hashlib.pbkdf2_hmac` that computes on `cores`."""
    derive = make_derive(mixer)

    def pbkdf2_hmac(hash_name: str, password: Any, salt: Any, iterations: int, dklen: int | None = None) -> bytes:
        """`hashlib.pbkdf2_hmac`, as RFC 8018 defines it."""
        if iterations < 1:
            raise ValueError("iteration value must be greater than 0.")
        made = hashlib.new(hash_name)
        wanted = made.digest_size if dklen is None else dklen
        if wanted < 1:
            raise ValueError("key length must be greater than 0.")
        name = made.name
        cores.scheduler.settle()
        key = derive(name, bytes(password), bytes(salt), iterations, wanted)
        blocks = -(-wanted // made.digest_size)
        # So much real time as this takes has to be noticed soon.
        cores.scheduler.check_limits()
        # OpenSSL lets go of the interpreter lock meanwhile.
        cores.charge_c(iterations * blocks * _ROUND.get(made.block_size, _ROUND[64]), f"hashlib.pbkdf2_hmac, {name}")
        return key

    return pbkdf2_hmac


def install_pbkdf2(cores: Cores, mixer: Mixer | None) -> None:
    hashlib.pbkdf2_hmac = make_pbkdf2(cores, mixer)
