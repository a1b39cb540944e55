"""Why a side did not start, as a Problem: the lab's own lines of the traceback, and the line to look at."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable
from typing import Any

_FRAME = re.compile(r'File "(/lab/[^"]+)", line (\d+)')


def from_exception(error: BaseException, side: str, lab_path: Callable[[str], str | None]) -> dict[str, Any]:
    """A Problem for an exception that ended a server's start."""
    lines = ["Traceback (most recent call last):"]
    file: str | None = None
    line: int | None = None
    for frame in traceback.extract_tb(error.__traceback__):
        name = lab_path(frame.filename)
        if name is not None:
            file, line = name, frame.lineno
            lines.append(f'  File "{name}", line {frame.lineno}, in {frame.name}')
            if frame.line:
                lines.append(f"    {frame.line}")
    if isinstance(error, SyntaxError) and error.filename is not None and lab_path(error.filename) is not None:
        file, line = lab_path(error.filename), error.lineno
        lines.append(f'  File "{file}", line {line}')
        if error.text:
            lines.append(f"    {error.text.strip()}")
    message = f"{type(error).__name__}: {error.msg if isinstance(error, SyntaxError) else error}"
    lines.append(message)
    if file is None:
        # Nothing of the lab's was running: the server looked for what its command line names.
        return _problem("application-missing", {"message": message}, side, None, None, None)
    return _problem("start-failed", {"message": message}, side, file, line, "\n".join(lines))


def from_output(code: int, output: str, side: str, lab_path: Callable[[str], str | None]) -> dict[str, Any]:
    """A Problem for a server that ended by itself before it was ready; the reason is in what it printed."""
    missing = re.search(r"Error loading ASGI app\. (.+)", output)
    if missing is not None:
        return _problem("application-missing", {"message": missing.group(1)}, side, None, None, None)
    frames = [(lab_path(name), int(number)) for name, number in _FRAME.findall(output)]
    file, line = next(((name, number) for name, number in reversed(frames) if name is not None), (None, None))
    last = next((text.strip() for text in reversed(output.splitlines()) if text.strip()), "")
    reason = _reason(output) or last
    return _problem(
        "start-exit", {"status": code, "message": reason[:300] or "-"}, side, file, line, _cut(output, lab_path)
    )


def _reason(output: str) -> str:
    """The line of a log that names the cause: an exception's last line, or an error the server logs."""
    for text in reversed(output.splitlines()):
        stripped = text.strip()
        if re.match(r"^[A-Za-z_][\w.]*(Error|Exception|Exit|Warning|Interrupt)\b", stripped):
            return stripped
    for text in reversed(output.splitlines()):
        if "Error loading" in text or "Failed to" in text or text.startswith("Error"):
            return text.partition("ERROR:")[2].strip() or text.strip()
    return ""


def _cut(output: str, lab_path: Callable[[str], str | None]) -> str | None:
    """The last traceback in the output without the frames that are not the lab's."""
    start = output.rfind("Traceback (most recent call last):")
    if start < 0:
        return None
    kept: list[str] = []
    keep = True
    for text in output[start:].splitlines()[:400]:
        match = re.match(r'\s+File "([^"]+)", line \d+', text)
        if match is not None:
            name = lab_path(match.group(1))
            keep = name is not None
            text = text.replace(match.group(1), name or "")
        elif not text.startswith("  "):
            keep = True
        if keep and text.strip():
            kept.append(text.strip() if not text.startswith(" ") else text)
        if kept and match is None and not text.startswith(" ") and ":" in text and len(kept) > 1:
            break
    return "\n".join(kept)


def _problem(
    code: str, values: dict[str, str | int], side: str, file: str | None, line: int | None, trace: str | None
) -> dict[str, Any]:
    problem: dict[str, Any] = {"code": code, "values": values, "side": side}
    if file is not None:
        problem["file"] = file
    if line is not None:
        problem["line"] = line
    if trace:
        problem["traceback"] = trace
    return problem
