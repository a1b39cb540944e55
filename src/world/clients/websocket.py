"""The client's end of one WebSocket (RFC 6455), without a socket: bytes go in, bytes to send and the outcome come out."""

from __future__ import annotations

import hashlib
from _random import Random
from binascii import b2a_base64
from typing import Final

from world.clients.http import ResponseReader, take_head

_GUID: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_TEXT, _BINARY, _CLOSE, _PING, _PONG = 0x1, 0x2, 0x8, 0x9, 0xA
_NORMAL: Final = (1000).to_bytes(2)
#: Close codes by which a server says that it failed (internal error, restart, try again later, bad gateway): what 5xx is in HTTP.
_SERVER_FAILED: Final = range(1011, 1015)


class WebSocketReader:
    """Opens a WebSocket, sends one message if there is one, and waits for one in answer; or listens until the server closes.

    Feed it bytes. `status` is 101, or that of the refusal; `size` counts the bytes of messages that came, or of a refusal's body.
    `outbox` holds what the client has to send. `nonce` stands in for the random numbers of a real client, so that runs repeat.
    """

    def __init__(self, message: bytes, nonce: int) -> None:
        self.status: int | None = None
        self.size = 0
        #: Messages are counted only.
        self.body = None
        self.reusable = False
        self.outbox = bytearray()
        #: Whether the client only listens: it has nothing to ask, so to leave is no failure once the server let it in.
        self.streams = not message
        self._message = message
        random = Random(nonce)
        self.key = b2a_base64(random.getrandbits(128).to_bytes(16), newline=False)
        self._mask = random.getrandbits(32).to_bytes(4)
        self._buffer = bytearray()
        self._refusal: ResponseReader | None = None
        self._closing = False
        self._done = False

    def feed(self, data: bytes, ended: bool) -> bool:
        """True when the exchange is over. ValueError for what is neither HTTP nor a WebSocket, and when the server says it failed."""
        self._buffer += data
        if self.status is None:
            self._read_head()
        if self._refusal is not None:
            self._done = self._refusal.feed(bytes(self._buffer), ended)
            self.status, self.size = self._refusal.status, self._refusal.size
            self._buffer.clear()
        while self.status == 101 and not self._done and self._read_frame():
            pass
        return self._done

    def leave(self) -> None:
        """Says goodbye, as a client does that has what it came for."""
        if self.status == 101 and not self._closing:
            self._closing = True
            self._send(_CLOSE, _NORMAL)

    def _read_head(self) -> None:
        if self._refusal is not None:
            return
        while True:
            before = bytes(self._buffer)
            head = take_head(self._buffer)
            if head is None:
                return
            # Others of 1xx only announce another one.
            if head.status == 101 or head.status >= 200:
                break
        if head.status != 101:
            self._refusal = ResponseReader("GET")
            self._buffer = bytearray(before)
            return
        expected = b2a_base64(hashlib.sha1(self.key + _GUID).digest(), newline=False).decode()
        if head.fields.get("sec-websocket-accept") != expected:
            raise ValueError("not the answer to this handshake")
        self.status = 101
        if self._message:
            self._send(_TEXT, self._message)

    def _read_frame(self) -> bool:
        """Takes one whole frame from the buffer; False when there is none."""
        buffer = self._buffer
        if len(buffer) < 2:
            return False
        final, opcode, length, start = buffer[0] & 0x80, buffer[0] & 0x0F, buffer[1], 2
        if length & 0x80 or buffer[0] & 0x70:
            raise ValueError("a server's frames are not masked, and no extension was agreed on")
        if length > 125:
            start += 2 if length == 126 else 8
            if len(buffer) < start:
                return False
            length = int.from_bytes(buffer[2:start])
        if len(buffer) < start + length:
            return False
        payload = bytes(buffer[start : start + length])
        del buffer[: start + length]
        if opcode == _PING:
            self._send(_PONG, payload)
        elif opcode == _CLOSE:
            self._closed(payload)
        elif opcode <= _BINARY:
            self.size += length
            if final and not self.streams:
                self._done = True
                self.leave()
        elif opcode != _PONG:
            raise ValueError(f"unknown frame {opcode}")
        return True

    def _closed(self, payload: bytes) -> None:
        if not self._closing:
            self._closing = True
            self._send(_CLOSE, payload[:2])
        if int.from_bytes(payload[:2]) in _SERVER_FAILED:
            raise ValueError("the server says that it failed")
        self._done = True

    def _send(self, opcode: int, payload: bytes) -> None:
        size = len(payload)
        if size < 126:
            length = bytes([0x80 | size])
        elif size < 65536:
            length = bytes([0xFE]) + size.to_bytes(2)
        else:
            length = bytes([0xFF]) + size.to_bytes(8)
        repeated = (self._mask * (size // 4 + 1))[:size]
        masked = (int.from_bytes(payload) ^ int.from_bytes(repeated)).to_bytes(size)
        self.outbox += bytes([0x80 | opcode]) + length + self._mask + masked
