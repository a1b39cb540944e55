"""The client's end of HTTP/1.1 (RFC 9112): what it sends, and a reader that keeps the status and the beginning of the body.

It reads as curl, Python's http.client and h11 do, which take more than servers should send: a line may end with a line feed alone, a
header may go on in the next line, and the body's end is found by whatever rule of RFC 9112 section 6.3 applies first.
"""

from __future__ import annotations

import re
from typing import Any, Literal, NamedTuple

from world import limits

#: Bytes of a head, and of a line between chunks, after which its end is not waited for any more.
_LONGEST_HEAD = 65536
_LONGEST_LINE = 65536
_STATUS_LINE = re.compile(r"HTTP/(1\.[0-9]) +([1-9][0-9]{2})(?: .*)?\r?", re.ASCII)
#: Obsolete line folding: the break and the blanks after it stand for one space.
_FOLD = re.compile(r"\r?\n[ \t]+")


def request_bytes(load: dict[str, Any], key: bytes | None) -> bytes:
    """What a client of `load` sends first; with `key`, to open a WebSocket, whose messages come later."""
    body = load["body"].encode() if key is None else b""
    headers = {"host": "localhost", "accept": "*/*", "user-agent": "waitlab"}
    if key is not None:
        headers |= {"connection": "Upgrade", "upgrade": "websocket", "sec-websocket-version": "13"}
        headers["sec-websocket-key"] = key.decode()
    else:
        if body or load["method"] in ("POST", "PUT", "PATCH"):
            headers["content-length"] = str(len(body))
        if load["protocol"] == "sse":
            headers |= {"accept": "text/event-stream", "cache-control": "no-cache"}
        headers["connection"] = "keep-alive" if load["keepalive"] else "close"
    headers |= {name.lower(): value for name, value in load["headers"].items()}
    lines = [f"{load['method']} {load['path']} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body


class Head(NamedTuple):
    """What stands before a body: "1.1", 200, and the fields by lower-case name; those that came several times joined by commas."""

    version: str
    status: int
    fields: dict[str, str]

    def tokens(self, name: str) -> list[str]:
        """The comma-separated values of a field, in lower case."""
        value = self.fields.get(name)
        return [] if value is None else [token.strip() for token in value.lower().split(",") if token.strip()]


def take_head(buffer: bytearray) -> Head | None:
    """The head of a response, taken from the front of `buffer`; None while it is not complete. ValueError for what is none."""
    end = _end_of_head(buffer)
    if end < 0:
        if len(buffer) > _LONGEST_HEAD:
            raise ValueError("endless head")
        return None
    text = bytes(buffer[:end]).decode("latin-1")
    del buffer[:end]
    if "\n " in text or "\n\t" in text:
        text = _FOLD.sub(" ", text)
    first, *lines = text.split("\n")
    found = _STATUS_LINE.fullmatch(first)
    if found is None:
        raise ValueError(first[:80])
    fields: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        # What is no field is skipped, as curl does.
        if colon:
            name, value = name.strip().lower(), value.strip()
            fields[name] = f"{fields[name]}, {value}" if name in fields else value
    return Head(found[1], int(found[2]), fields)


def _end_of_head(buffer: bytearray) -> int:
    """Where the first empty line ends; -1 if there is none yet."""
    # The usual one first; of two, the one that comes first.
    crlf = buffer.find(b"\n\r\n")
    lf = buffer.find(b"\n\n", 0, crlf if crlf >= 0 else len(buffer))
    return lf + 2 if lf >= 0 else crlf + 3 if crlf >= 0 else -1


class ResponseReader:
    """Feed it bytes; `status` is known after the head, `size` counts the body's bytes, `body` holds the first of them.

    `streams`: the body is a stream of events, which a client may leave at any time once it has begun.
    """

    def __init__(self, method: str, streams: bool = False) -> None:
        self.method = method
        self.streams = streams
        self.status: int | None = None
        self.size = 0
        self.body = bytearray()
        self.reusable = False
        self._buffer = bytearray()
        self._state: Literal["head", "length", "chunk-size", "chunk", "chunk-end", "trailer", "until-close", "done"] = (
            "head"
        )
        self._left = 0

    def feed(self, data: bytes, ended: bool) -> bool:
        """True when the response is complete. ValueError for what is not HTTP."""
        self._buffer += data
        while self._step():
            pass
        if ended and self._state == "until-close":
            self._state = "done"
        return self._state == "done"

    def _step(self) -> bool:
        """Reads on; False when there is nothing more to read, or not enough of it."""
        match self._state:
            case "head":
                head = take_head(self._buffer)
                if head is None:
                    return False
                # Those of 1xx only announce another one. After "switching protocols" nothing of HTTP follows.
                if head.status >= 200 or head.status == 101:
                    self._begin(head)
            case "length" | "chunk":
                if not self._take(min(self._left, len(self._buffer))):
                    return False
                if not self._left:
                    self._state = "done" if self._state == "length" else "chunk-end"
            case "until-close":
                self._take(len(self._buffer))
                return False
            case "chunk-size":
                line = self._take_line()
                if line is None:
                    return False
                digits = line.partition(b";")[0].strip(b" \t")
                if not digits or digits.strip(b"0123456789abcdefABCDEF"):
                    raise ValueError(f"no size of a chunk: {line[:80]!r}")
                self._left = int(digits, 16)
                self._state = "chunk" if self._left else "trailer"
            case "chunk-end":
                line = self._take_line()
                if line:
                    raise ValueError(f"a chunk longer than it said: {line[:80]!r}")
                if line is None:
                    return False
                self._state = "chunk-size"
            case "trailer":
                line = self._take_line()
                if line is None:
                    return False
                if not line:
                    self._state = "done"
            case "done":
                return False
        return True

    def _begin(self, head: Head) -> None:
        """Finds out how the body's end will be known."""
        self.status = head.status
        connection = head.tokens("connection")
        self.reusable = "close" not in connection and (head.version != "1.0" or "keep-alive" in connection)
        if self.method == "HEAD" or head.status in (101, 204, 304):
            self._state = "done"
        elif "transfer-encoding" in head.fields:
            if head.tokens("transfer-encoding")[-1:] == ["chunked"]:
                self._state = "chunk-size"
            else:
                self._until_close()
        elif "content-length" in head.fields:
            length, *others = set(head.tokens("content-length")) or ("",)
            if others or not (length.isascii() and length.isdigit()):
                raise ValueError(f"no length: {head.fields['content-length'][:80]}")
            self._left = int(length)
            self._state = "length" if self._left else "done"
        else:
            self._until_close()

    def _until_close(self) -> None:
        self.reusable = False
        self._state = "until-close"

    def _take(self, count: int) -> int:
        """Takes bytes of the body from the buffer."""
        self.size += count
        self.body += self._buffer[: min(count, limits.BODY - len(self.body))]
        del self._buffer[:count]
        self._left -= count
        return count

    def _take_line(self) -> bytes | None:
        """A line without its end, or None while there is no whole one."""
        end = self._buffer.find(b"\n")
        if end < 0:
            if len(self._buffer) > _LONGEST_LINE:
                raise ValueError("endless line")
            return None
        line = bytes(self._buffer[:end]).rstrip(b"\r")
        del self._buffer[: end + 1]
        return line
