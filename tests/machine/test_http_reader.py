"""How the clients read responses: as a tolerant client of HTTP/1.1 does, whatever pieces the bytes come in."""

from __future__ import annotations

import random
from typing import Any

import pytest

from world.clients.http import ResponseReader
from world.clients.websocket import WebSocketReader

OK = b"HTTP/1.1 200 OK\r\n"

#: name -> (method, bytes, whether the server then closes, (complete, status, size, body, reusable))
RESPONSES: dict[str, tuple[str, bytes, bool, tuple[bool, int | None, int, bytes, bool]]] = {
    "length": ("GET", OK + b"Content-Length: 2\r\n\r\nok", False, (True, 200, 2, b"ok", True)),
    "length 0": ("GET", OK + b"content-length: 0\r\n\r\n", False, (True, 200, 0, b"", True)),
    "same length twice": (
        "GET",
        OK + b"content-length: 2, 2\r\ncontent-length: 2\r\n\r\nok",
        False,
        (True, 200, 2, b"ok", True),
    ),
    "cut off": ("GET", OK + b"content-length: 5\r\n\r\nok", True, (False, 200, 2, b"ok", True)),
    "until close": ("GET", OK + b"\r\nto the end", True, (True, 200, 10, b"to the end", False)),
    "not closed yet": ("GET", OK + b"\r\nto the end", False, (False, 200, 10, b"to the end", False)),
    "bare line feeds": (
        "GET",
        b"HTTP/1.1 500 No\nConnection: close\nContent-Length: 3\n\nbad",
        True,
        (True, 500, 3, b"bad", False),
    ),
    "line feed at the end of the head only": (
        "GET",
        OK + b"content-length: 2\r\n\nok",
        False,
        (True, 200, 2, b"ok", True),
    ),
    "empty line in the body": (
        "GET",
        OK + b"content-length: 6\r\n\r\n\n\n\r\n\r\n",
        False,
        (True, 200, 6, b"\n\n\r\n\r\n", True),
    ),
    "folded header": (
        "GET",
        OK + b"x-a: one\r\n\ttwo\r\ncontent-length:\r\n 2\r\n\r\nok",
        False,
        (True, 200, 2, b"ok", True),
    ),
    "space before the colon": ("GET", OK + b"content-length : 2\r\n\r\nok", False, (True, 200, 2, b"ok", True)),
    "no reason": ("GET", b"HTTP/1.1 204\r\n\r\n", False, (True, 204, 0, b"", True)),
    "chunks": (
        "GET",
        OK + b"transfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        False,
        (True, 200, 2, b"ok", True),
    ),
    "chunks with extensions, blanks and trailers": (
        "GET",
        OK + b"Transfer-Encoding: Chunked\r\n\r\n002 ;a=b\r\nok\r\nA;x\r\n0123456789\r\n0\r\nx-sum: 1\r\n\r\n",
        False,
        (True, 200, 12, b"ok0123456789", True),
    ),
    "chunks with line feeds": (
        "GET",
        OK + b"transfer-encoding: chunked\n\n2\nok\n0\n\n",
        False,
        (True, 200, 2, b"ok", True),
    ),
    "chunks before a length": (
        "GET",
        OK + b"content-length: 99\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        False,
        (True, 200, 2, b"ok", True),
    ),
    "another coding ends with the connection": (
        "GET",
        OK + b"transfer-encoding: gzip\r\ncontent-length: 1\r\n\r\nxyz",
        True,
        (True, 200, 3, b"xyz", False),
    ),
    "chunks cut off": ("GET", OK + b"transfer-encoding: chunked\r\n\r\n5\r\nok", True, (False, 200, 2, b"ok", True)),
    "announced": (
        "GET",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"
        + OK
        + b"content-length: 2\r\n\r\nok",
        False,
        (True, 200, 2, b"ok", True),
    ),
    "HEAD": ("HEAD", OK + b"content-length: 2\r\n\r\n", False, (True, 200, 0, b"", True)),
    "304": ("GET", b"HTTP/1.1 304 Not Modified\r\ncontent-length: 2\r\n\r\n", False, (True, 304, 0, b"", True)),
    "HTTP/1.0": ("GET", b"HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok", False, (True, 200, 2, b"ok", False)),
    "HTTP/1.0 kept alive": (
        "GET",
        b"HTTP/1.0 200 OK\r\nconnection: Keep-Alive\r\ncontent-length: 2\r\n\r\nok",
        False,
        (True, 200, 2, b"ok", True),
    ),
    "close among others": (
        "GET",
        OK + b"connection: x, Close\r\ncontent-length: 2\r\n\r\nok",
        False,
        (True, 200, 2, b"ok", False),
    ),
    "a line that is no field": (
        "GET",
        OK + b"nonsense\r\ncontent-length: 2\r\n\r\nok",
        False,
        (True, 200, 2, b"ok", True),
    ),
    "latin-1": (
        "GET",
        OK + b"x: caf\xe9\r\ncontent-length: 2\r\n\r\n\xe9\xff",
        False,
        (True, 200, 2, b"\xe9\xff", True),
    ),
    "nothing": ("GET", b"", True, (False, None, 0, b"", False)),
    "half a head": ("GET", OK + b"content-le", True, (False, None, 0, b"", False)),
}

BAD = {
    "no HTTP": b"SSH-2.0-OpenSSH\r\n\r\n",
    "HTTP/2": b"HTTP/2 200\r\n\r\n",
    "no status": b"HTTP/1.1 abc\r\n\r\n",
    "status too long": b"HTTP/1.1 2000 OK\r\n\r\n",
    "empty line first": b"\r\n\r\n" + OK,
    "two lengths": OK + b"content-length: 2\r\ncontent-length: 3\r\n\r\nok",
    "negative length": OK + b"content-length: -2\r\n\r\nok",
    "no chunk": OK + b"transfer-encoding: chunked\r\n\r\nxyz\r\n",
    "signed chunk": OK + b"transfer-encoding: chunked\r\n\r\n+2\r\nok\r\n",
    "chunk longer than it said": OK + b"transfer-encoding: chunked\r\n\r\n2\r\nokay\r\n",
    "endless head": OK + b"x: " + b"a" * 70_000,
    "endless line": OK + b"transfer-encoding: chunked\r\n\r\n1;" + b"a" * 70_000,
}


def read(method: str, pieces: list[bytes], closes: bool) -> tuple[Any, ...]:
    reader = ResponseReader(method)
    complete = False
    for piece in pieces:
        complete = reader.feed(piece, False)
    if closes:
        complete = reader.feed(b"", True)
    return complete, reader.status, reader.size, bytes(reader.body), reader.reusable


def splits(data: bytes) -> list[list[bytes]]:
    """`data` whole, byte by byte, in every two pieces, and in some threes."""
    chance = random.Random(len(data))
    cuts = [sorted(chance.choices(range(len(data) + 1), k=2)) for _ in range(200)]
    return [
        [data],
        [data[at : at + 1] for at in range(len(data))],
        *([data[:at], data[at:]] for at in range(len(data) + 1)),
        *([data[:one], data[one:two], data[two:]] for one, two in cuts),
    ]


@pytest.mark.parametrize("name", RESPONSES)
def test_any_pieces_read_the_same(name: str) -> None:
    method, data, closes, expected = RESPONSES[name]
    for pieces in splits(data):
        assert read(method, pieces, closes) == expected, pieces


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_http_is_refused(name: str) -> None:
    data = BAD[name]
    pieces = splits(data) if len(data) < 1000 else [[data], [data[:60_000], data[60_000:]]]
    for one in pieces:
        with pytest.raises(ValueError):
            read("GET", one, True)


def test_only_the_beginning_of_a_body_is_kept() -> None:
    data = OK + b"content-length: 100000\r\n\r\n" + b"a" * 100_000
    assert read("GET", [data[:5000], data[5000:]], False) == (True, 200, 100_000, b"a" * 512, True)


def test_a_websocket_opens_after_other_heads_and_with_bare_line_feeds() -> None:
    reader = WebSocketReader(b"hello", 1)
    with pytest.raises(ValueError):
        WebSocketReader(b"hello", 1).feed(b"HTTP/1.1 101 Switching\r\nsec-websocket-accept: wrong\r\n\r\n", False)
    import hashlib
    from base64 import b64encode

    accept = b64encode(hashlib.sha1(reader.key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
    data = b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 101 Switching\nSec-WebSocket-Accept: " + accept + b"\n\n"
    for at in range(len(data)):
        assert not reader.feed(data[at : at + 1], False)
    assert reader.status == 101
    assert reader.feed(b"\x81\x02hi", False)


def test_a_refused_websocket_is_read_as_a_response() -> None:
    data = b"HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\nno"
    for pieces in splits(data):
        reader = WebSocketReader(b"hello", 1)
        complete = [reader.feed(piece, False) for piece in pieces]
        assert (complete[-1], reader.status, reader.size) == (True, 403, 2), pieces
