"""The client's end of HTTP/1.1 (RFC 9112): what it sends, and a reader that keeps the status and the beginning of the body."""

from __future__ import annotations

from typing import Any, Literal

from world import limits


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
        self._state: Literal["head", "length", "chunk-size", "chunk", "trailer", "until-close", "done"] = "head"
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
        buffer = self._buffer
        match self._state:
            case "head":
                end = buffer.find(b"\r\n\r\n")
                if end < 0:
                    if len(buffer) > 65536:
                        raise ValueError("endless head")
                    return False
                head = bytes(buffer[:end]).decode("latin-1")
                del buffer[: end + 4]
                self._read_head(head)
                return self._state != "done"
            case "length" | "until-close" | "chunk":
                take = len(buffer) if self._state == "until-close" else min(self._left, len(buffer))
                # The line end after a chunk is not body.
                own = max(0, min(take, self._left - 2)) if self._state == "chunk" else take
                self.size += own
                self.body += buffer[: min(own, limits.BODY - len(self.body))]
                del buffer[:take]
                self._left -= take
                if self._state == "until-close" or self._left > 0:
                    return False
                self._state = "done" if self._state == "length" else "chunk-size"
                return self._state != "done"
            case "chunk-size" | "trailer":
                end = buffer.find(b"\r\n")
                if end < 0:
                    return False
                line = bytes(buffer[:end])
                del buffer[: end + 2]
                if self._state == "trailer":
                    if not line:
                        self._state = "done"
                    return bool(line)
                size = int(line.partition(b";")[0], 16)
                self._state = "chunk" if size else "trailer"
                self._left = size + 2
                return True
        return False

    def _read_head(self, head: str) -> None:
        first, *lines = head.split("\r\n")
        version, _, rest = first.partition(" ")
        if not version.startswith("HTTP/1."):
            raise ValueError(first[:80])
        status = int(rest[:3])
        if 100 <= status < 200:
            return
        self.status = status
        fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        self.reusable = version != "HTTP/1.0" and fields.get("connection", "").lower() != "close"
        if self.method == "HEAD" or status in (204, 304):
            self._state = "done"
        elif "chunked" in fields.get("transfer-encoding", "").lower():
            self._state = "chunk-size"
        elif "content-length" in fields:
            self._left = int(fields["content-length"])
            self._state = "length" if self._left else "done"
        else:
            self.reusable = False
            self._state = "until-close"
