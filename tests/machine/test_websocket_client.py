"""The client's end of a WebSocket, fed with a server's bytes."""

from __future__ import annotations

import hashlib
import unittest
from base64 import b64decode, b64encode

from world.clients.websocket import WebSocketReader

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


def frame(opcode: int, payload: bytes = b"", final: bool = True, flags: int = 0) -> bytes:
    """As a server sends it: not masked."""
    size = len(payload)
    if size < 126:
        length = bytes([size])
    elif size < 65536:
        length = bytes([126]) + size.to_bytes(2, "big")
    else:
        length = bytes([127]) + size.to_bytes(8, "big")
    return bytes([(0x80 if final else 0) | flags | opcode]) + length + payload


def unmasked(data: bytes) -> list[tuple[int, bytes]]:
    """Opcode and payload of every frame that the client sent, each whole and masked."""
    frames: list[tuple[int, bytes]] = []
    while data:
        assert data[0] & 0xF0 == 0x80, "a whole frame without extensions"
        assert data[1] & 0x80, "masked"
        size, start = data[1] & 0x7F, 2
        if size > 125:
            start = 4 if size == 126 else 10
            size = int.from_bytes(data[2:start], "big")
        assert len(data) >= start + 4 + size, "whole"
        mask, payload = data[start : start + 4], data[start + 4 : start + 4 + size]
        frames.append((data[0] & 0x0F, bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))))
        data = data[start + 4 + size :]
    return frames


def answer(reader: WebSocketReader, key: bytes | None = None) -> bytes:
    """A server's answer to the handshake, as RFC 6455 wants it."""
    digest = hashlib.sha1((key or reader.key) + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest()
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: "
        + b64encode(digest)
        + b"\r\n\r\n"
    )


def opened(message: bytes = b"hello", nonce: int = 1) -> WebSocketReader:
    reader = WebSocketReader(message, nonce)
    assert not reader.feed(answer(reader), ended=False)
    return reader


class Opening(unittest.TestCase):
    def test_key_is_sixteen_bytes_of_its_own_and_repeats_with_its_nonce(self) -> None:
        self.assertEqual(len(b64decode(WebSocketReader(b"", 1).key)), 16)
        self.assertEqual(WebSocketReader(b"", 1).key, WebSocketReader(b"x", 1).key)
        self.assertNotEqual(WebSocketReader(b"", 1).key, WebSocketReader(b"", 2).key)
        self.assertNotIn(b"\n", WebSocketReader(b"", 1).key)

    def test_every_nonce_gives_a_mask(self) -> None:
        for nonce in range(40):
            self.assertEqual(unmasked(opened(b"hello", nonce).outbox), [(TEXT, b"hello")])

    def test_the_server_may_speak_in_one_breath_with_its_answer(self) -> None:
        reader = WebSocketReader(b"hello", 1)
        self.assertTrue(reader.feed(answer(reader) + frame(TEXT, b"fine"), ended=False))
        self.assertEqual(reader.size, 4)

    def test_what_is_no_head_is_no_answer(self) -> None:
        with self.assertRaises(ValueError):
            WebSocketReader(b"", 1).feed(b"\r\n\r\n", ended=False)

    def test_a_refusal_without_a_length_ends_with_the_connection(self) -> None:
        reader = WebSocketReader(b"hello", 1)
        for part in (b"HTTP/1.1 500 x\r\n\r\n", b"on", b"e"):
            self.assertFalse(reader.feed(part, ended=False))
        self.assertTrue(reader.feed(b"", ended=True))
        self.assertEqual((reader.status, reader.size), (500, 3))

    def test_nothing_is_known_before_and_the_connection_is_never_used_again(self) -> None:
        reader = WebSocketReader(b"x", 1)
        self.assertEqual(
            (reader.status, reader.size, reader.body, reader.reusable, reader.outbox), (None, 0, None, False, b"")
        )

    def test_the_message_goes_out_once_the_server_agreed_however_its_bytes_come(self) -> None:
        reader = WebSocketReader(b"hello", 1)
        for byte in answer(reader):
            self.assertEqual(reader.outbox, b"")
            self.assertFalse(reader.feed(bytes([byte]), ended=False))
        self.assertEqual(reader.status, 101)
        self.assertEqual(unmasked(reader.outbox), [(TEXT, b"hello")])

    def test_one_that_only_listens_says_nothing(self) -> None:
        reader = opened(b"")
        self.assertTrue(reader.streams)
        self.assertEqual(reader.outbox, b"")
        self.assertFalse(opened().streams)

    def test_an_answer_to_another_handshake_is_none(self) -> None:
        reader = WebSocketReader(b"", 1)
        with self.assertRaises(ValueError):
            reader.feed(answer(reader, b"another"), ended=False)

    def test_a_head_may_be_64_kibibytes_long_and_no_more(self) -> None:
        head = b"HTTP/1.1 101 x\r\n"
        reader = WebSocketReader(b"", 1)
        self.assertFalse(reader.feed(head + b"x" * (65536 - len(head)), ended=False))
        with self.assertRaises(ValueError):
            reader.feed(b"x", ended=False)

    def test_a_refusal_is_read_as_a_response(self) -> None:
        reader = WebSocketReader(b"hello", 1)
        self.assertFalse(reader.feed(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 4\r\n\r\nno", ended=False))
        self.assertTrue(reader.feed(b"no", ended=False))
        self.assertEqual((reader.status, reader.size), (403, 4))
        reader.leave()
        self.assertEqual(reader.outbox, b"")


class Messages(unittest.TestCase):
    def test_the_answer_ends_it_and_is_said_goodbye_to(self) -> None:
        reader = opened()
        reader.outbox.clear()
        self.assertTrue(reader.feed(frame(TEXT, b"fine"), ended=False))
        self.assertEqual(reader.size, 4)
        self.assertEqual(unmasked(reader.outbox), [(CLOSE, (1000).to_bytes(2, "big"))])

    def test_an_answer_may_come_in_parts_and_frames_in_any_bytes(self) -> None:
        for size in (0, 1, 125, 126, 65535, 65536):
            for opcode in (TEXT, BINARY):
                reader = opened()
                data = frame(opcode, b"x" * size, final=False) + frame(0, b"y" * 3)
                self.assertFalse(reader.feed(data[:1], ended=False))
                self.assertFalse(reader.feed(data[1:-1], ended=False))
                self.assertTrue(reader.feed(data[-1:], ended=False))
                self.assertEqual(reader.size, size + 3)

    def test_a_length_that_has_not_come_whole_is_waited_for(self) -> None:
        data = frame(TEXT, b"x" * 70_000)
        for cut in range(1, 12):
            reader = opened()
            self.assertFalse(reader.feed(data[:cut], ended=False))
            self.assertTrue(reader.feed(data[cut:], ended=False))
            self.assertEqual(reader.size, 70_000)

    def test_one_that_listens_counts_messages_until_the_server_closes(self) -> None:
        reader = opened(b"")
        self.assertFalse(reader.feed(frame(TEXT, b"one") + frame(BINARY, b"four"), ended=False))
        self.assertEqual(reader.size, 7)
        self.assertTrue(reader.feed(frame(CLOSE, (1001).to_bytes(2, "big") + b"bye"), ended=False))
        reader.leave()
        self.assertEqual(unmasked(reader.outbox), [(CLOSE, (1001).to_bytes(2, "big"))])

    def test_a_long_message_is_sent_whole(self) -> None:
        for size in (1, 2, 124, 125, 126, 65535, 65536, 70_001):
            message = bytes(at % 251 for at in range(size))
            self.assertEqual(unmasked(opened(message).outbox), [(TEXT, message)])

    def test_a_ping_is_answered_with_what_it_holds_and_a_pong_with_nothing(self) -> None:
        reader = opened(b"")
        self.assertFalse(reader.feed(frame(PING, b"you?") + frame(PONG, b"yes"), ended=False))
        self.assertEqual(unmasked(reader.outbox), [(PONG, b"you?")])
        self.assertEqual(reader.size, 0)

    def test_what_follows_the_end_is_left_alone(self) -> None:
        reader = opened()
        self.assertTrue(reader.feed(frame(TEXT, b"fine") + frame(TEXT, b"more"), ended=False))
        self.assertEqual(reader.size, 4)

    def test_a_masked_frame_an_extension_and_an_unknown_kind_are_refused(self) -> None:
        masked = bytearray(frame(TEXT, b"x"))
        masked[1] |= 0x80
        for data in (
            bytes(masked),
            *(frame(TEXT, b"x", flags=flag) for flag in (0x10, 0x20, 0x40)),
            frame(3),
            frame(11),
        ):
            with self.assertRaises(ValueError):
                opened().feed(data, ended=False)


class Leaving(unittest.TestCase):
    def test_is_said_once(self) -> None:
        reader = opened(b"")
        reader.leave()
        reader.leave()
        self.assertEqual(unmasked(reader.outbox), [(CLOSE, (1000).to_bytes(2, "big"))])
        self.assertTrue(reader.feed(frame(CLOSE, (1000).to_bytes(2, "big")), ended=False))
        self.assertEqual(len(unmasked(reader.outbox)), 1)

    def test_is_not_said_before_it_is_open(self) -> None:
        reader = WebSocketReader(b"", 1)
        reader.leave()
        self.assertEqual(reader.outbox, b"")

    def test_a_server_that_says_it_failed_is_a_failure_and_any_other_close_is_an_end(self) -> None:
        for code in (1011, 1012, 1013, 1014):
            for reason in (b"", b"because"):
                with self.assertRaises(ValueError):
                    opened(b"").feed(frame(CLOSE, code.to_bytes(2, "big") + reason), ended=False)
        for payload in (b"", *(code.to_bytes(2, "big") for code in (1000, 1001, 1008, 1010, 1015))):
            self.assertTrue(opened(b"").feed(frame(CLOSE, payload), ended=False))


if __name__ == "__main__":
    unittest.main()
