"""Text for a terminal. What labs, their programs and their names say is a stranger's text: it must neither move the cursor nor turn the
order of a line around. The same as src/cli/printable.ts."""

from __future__ import annotations

import sys
import unicodedata
from typing import TextIO

#: Controls (escapes begin with one), format characters (some turn the order of text around), halves of pairs, separators of lines.
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
#: Joiners, without which some scripts and pictures are misspelled.
_JOINERS = "\u200c\u200d"


def printable(text: str) -> str:
    """Lines stay lines and tabs tabs; every other unseen character is spelled out, such as \\x1b or \\u202e."""
    return "".join(_spelled(one) for one in text)


def printable_line(text: str) -> str:
    """The same on one line."""
    return printable(text).replace("\n", "\\n").replace("\t", "\\t")


def say(text: str, stream: TextIO | None = None) -> None:
    """Prints, where there is somebody to read it: the terminal may be gone. What its encoding lacks is spelled out as well."""
    out = stream or sys.stdout
    encoding = getattr(out, "encoding", None) or "utf-8"
    safe = printable(text).encode(encoding, "backslashreplace").decode(encoding)
    try:
        print(safe, file=out, flush=True)
    except OSError:
        if out is sys.stdout:
            raise


def _spelled(one: str) -> str:
    if one in "\n\t" or one in _JOINERS or unicodedata.category(one) not in _UNSEEN:
        return one
    code = ord(one)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
