"""Why a side did not start, as a Problem: the lab's own lines of the traceback, and the line to look at."""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Callable
from typing import Any

_FRAME = re.compile(r'File "(/lab/[^"]+)", line (\d+)')
#: How libraries say that a package is missing: what comes first says it best.
_PACKAGE = tuple(
    re.compile(pattern)
    for pattern in (
        r"^ModuleNotFoundError: No module named '(\w+)'",
        r'requires "([\w.-]+)" to be installed',
        r"([\w.-]+) (?:is not|must be) installed",
        r"pip install [\"'`]?([\w.-]+)",
    )
)
#: What the machine and the standard library say where a process would be started, or memory shared, as it cannot be here.
_PROCESS = re.compile(
    r"\w+ is not available on the virtual machine|does not support processes|No module named '_posixsubprocess'"
)
#: Causes that say more than where they were met.
SPECIFIC = ("package-missing", "process-refused")


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
    code, values = _cause(message) or ("start-failed", {"message": message})
    return _problem(code, values, side, file, line, "\n".join(lines))


def from_output(code: int, output: str, side: str, lab_path: Callable[[str], str | None]) -> dict[str, Any]:
    """A Problem for a server that ended by itself before it was ready; the reason is in what it printed."""
    missing = re.search(r"Error loading ASGI app\. (.+)", output)
    if missing is not None:
        return _problem("application-missing", {"message": missing.group(1)}, side, None, None, None)
    frames = [(lab_path(name), int(number)) for name, number in _FRAME.findall(output)]
    file, line = next(((name, number) for name, number in reversed(frames) if name is not None), (None, None))
    last = next((text.strip() for text in reversed(output.splitlines()) if text.strip()), "")
    reason = _reason(output) or last
    name, values = _cause(reason) or ("start-exit", {"status": code, "message": reason[:300] or "-"})
    return _problem(name, values, side, file, line, _cut(output, lab_path))


def _cause(message: str) -> tuple[str, dict[str, str | int]] | None:
    """The Problem behind an exception's type and message, if this machine is the reason; None if the code is."""
    if _PROCESS.search(message):
        return "process-refused", {"message": message[:300]}
    for pattern in _PACKAGE:
        found = pattern.search(message)
        if found is not None and found.group(1) not in sys.stdlib_module_names:
            return "package-missing", {"package": found.group(1)}
    return None


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
