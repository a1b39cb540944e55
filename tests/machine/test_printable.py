"""What strangers wrote, on a terminal."""

from __future__ import annotations

import io
import sys
import unittest
from unittest import mock

from replay.parts.printable import printable, printable_line, say


class Gone(io.StringIO):
    """A terminal that was closed."""

    def write(self, _: str) -> int:
        raise OSError("gone")


class Printable(unittest.TestCase):
    def test_what_a_terminal_obeys_is_spelled_out(self) -> None:
        told = {
            "\x1b[2J": "\\x1b[2J",
            "\x00\x7f\x9b\xff": "\\x00\\x7f\\x9b\xff",
            "\xad\u0100\u202e\u2028\u2029": "\\xad\u0100\\u202e\\u2028\\u2029",
            "\ud800": "\\ud800",
            "\ufeff": "\\ufeff",
            "\U000e0001": "\\U000e0001",
        }
        self.assertEqual({text: printable(text) for text in told}, told)

    def test_what_is_seen_stays_as_do_lines_tabs_and_joiners(self) -> None:
        for text in ("", "a b", "等待", "a\n\tb", "\u200c\u200d", "\U0001f600"):
            self.assertEqual(printable(text), text)

    def test_one_line_is_one(self) -> None:
        self.assertEqual(printable_line("a\n\tb\x1b"), "a\\n\\tb\\x1b")

    def test_what_is_said_fits_the_terminal(self) -> None:
        for encoding, told in (("ascii", "\\xe9\\u7b49\\x1b\n"), ("utf-8", "é等\\x1b\n")):
            raw = io.BytesIO()
            stream = io.TextIOWrapper(raw, encoding)
            say("é等\x1b", stream)
            self.assertEqual(raw.getvalue().decode(encoding), told)

    def test_a_stream_without_an_encoding_takes_all(self) -> None:
        stream = io.StringIO()
        say("等", stream)
        self.assertEqual(stream.getvalue(), "等\n")

    def test_it_is_written_at_once(self) -> None:
        stream = mock.Mock(encoding="utf-8")
        say("a", stream)
        stream.flush.assert_called()

    def test_nobody_to_read_it_is_no_failure_but_of_what_was_asked_for(self) -> None:
        say("a", Gone())
        with mock.patch.object(sys, "stdout", Gone()), self.assertRaises(OSError):
            say("a")
        stream = io.StringIO()
        with mock.patch.object(sys, "stdout", stream):
            say("a")
        self.assertEqual(stream.getvalue(), "a\n")


if __name__ == "__main__":
    unittest.main()
