"""What OpenSSL gives to `hashlib` and this Python, built without it, lacks: PBKDF2, with which Django hashes passwords."""

from __future__ import annotations

import hashlib
from typing import Any

import _hmac


def pbkdf2_hmac(hash_name: str, password: Any, salt: Any, iterations: int, dklen: int | None = None) -> bytes:
    """`hashlib.pbkdf2_hmac`, as RFC 8018 defines it. Takes about 3 real microseconds an iteration and no virtual time."""
    if iterations < 1:
        raise ValueError("iteration value must be greater than 0.")
    size = hashlib.new(hash_name).digest_size
    wanted = size if dklen is None else dklen
    if wanted < 1:
        raise ValueError("key length must be greater than 0.")
    name = hash_name.lower().replace("-", "_")
    digest = getattr(_hmac, f"compute_{name}", lambda key, message: _hmac.compute_digest(key, message, name))
    password, salt = bytes(password), bytes(salt)
    key = b""
    for block in range(1, -(-wanted // size) + 1):
        last = digest(password, salt + block.to_bytes(4))
        mixed = int.from_bytes(last)
        for _ in range(iterations - 1):
            last = digest(password, last)
            mixed ^= int.from_bytes(last)
        key += mixed.to_bytes(size)
    return key[:wanted]


def install_pbkdf2() -> None:
    hashlib.pbkdf2_hmac = pbkdf2_hmac
