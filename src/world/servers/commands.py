"""Command lines: split as a POSIX shell would without expanding anything, then read by the server's own option parser.

A line is one program or several joined by `&&`: each but the last must end, with status 0, before the next starts. What
cannot mean anything on this machine is refused by name. `Refused.code` and `values` are a Problem's.
"""

from __future__ import annotations

import re
import shlex
from typing import NamedTuple


class Refused(Exception):
    """A command line that cannot be run here."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
        #: The id of the program whose command line it is, once somebody knows.
        self.program: str | None = None


#: Option (without dashes, as the servers' parsers name it) -> why it is refused.
_PLAIN_REASONS: dict[str, str] = {
    **dict.fromkeys(("ssl_keyfile", "ssl_certfile", "ssl_keyfile_password", "ssl_version", "ssl_cert_reqs"), "tls"),
    **dict.fromkeys(("ssl_ca_certs", "ssl_ciphers", "keyfile", "certfile", "ca_certs", "ciphers"), "tls"),
    **dict.fromkeys(("cert_reqs", "suppress_ragged_eofs", "do_handshake_on_connect"), "tls"),
    **dict.fromkeys(("reload", "reload_dirs", "reload_includes", "reload_excludes", "reload_delay"), "reload"),
    **dict.fromkeys(("reload_engine", "reload_extra_files"), "reload"),
    **dict.fromkeys(("daemon", "pidfile"), "daemon"),
    **dict.fromkeys(("user", "group", "initgroups"), "user"),
    **dict.fromkeys(("preload_app", "dirty_apps", "dirty_workers", "dirty_threads", "dirty_timeout"), "fork"),
    **dict.fromkeys(("uds", "fd", "reuse_port"), "socket"),
    **dict.fromkeys(("env_file", "paste"), "file"),
    **dict.fromkeys(("log_config", "logconfig", "logconfig_json", "statsd_host", "syslog", "syslog_addr"), "logging"),
    **dict.fromkeys(("spew", "print_config", "check_config"), "debug"),
    **dict.fromkeys(("http2", "http_protocols"), "package"),
}


class Step(NamedTuple):
    """One program of a command line: how the line spells it, and its words."""

    text: str
    words: list[str]


_SERVERS = ("uvicorn", "gunicorn")
_PYTHON = ("python", "python3")
_QUOTED_OR_OPERATOR = re.compile(r"'[^']*'|\"(?:\\.|[^\"\\])*\"|\\.|&&|\|\||>>|<<|[;&|<>`$*?()\n]", re.DOTALL)


def steps(command: str) -> list[Step]:
    """The programs of a command line, in order.

    Refused when a program is not known here, when a quote stays open, when a shell would do more than split, and when something
    follows a server, which never ends by itself.
    """
    result = [_step(text) for text in _parts(command)]
    for step in result[:-1]:
        if step.words[0] in _SERVERS:
            raise Refused("command-endless", found=step.text)
    return result


def _parts(command: str) -> list[str]:
    """What stands between `&&`."""
    parts: list[str] = []
    start = 0
    for match in _QUOTED_OR_OPERATOR.finditer(command):
        text = match.group()
        if text == "&&":
            parts.append(command[start : match.start()])
            start = match.end()
        elif text[0] not in "'\"\\":
            raise Refused("command-operator", operator=text if text != "\n" else "\\n", position=match.start() + 1)
    parts.append(command[start:])
    if len(parts) > 1 and not all(part.strip() for part in parts):
        raise Refused("command-syntax", message="&&")
    return [part.strip() for part in parts]


def _step(text: str) -> Step:
    try:
        words = shlex.split(text, posix=True)
    except ValueError as error:
        raise Refused("command-syntax", message=str(error)) from None
    if not words:
        raise Refused("command-empty")
    if words[0] in _PYTHON:
        words = ["python", *_python_words(words[1:])]
        if words[1] == "-m" and words[2] in _SERVERS:
            words = words[2:]
    elif words[0] not in _SERVERS:
        raise Refused("command-server", found=words[0])
    return Step(text, words)


def _python_words(words: list[str]) -> list[str]:
    """`-m MODULE` or a file, and its arguments. Refused for what else Python's own command line may ask for."""
    while words and words[0] == "-u":
        # Output is never held back here.
        words = words[1:]
    if not words or words[0] == "-":
        raise Refused("option-refused", option="python", reason="interactive")
    option = words[0]
    if option == "-m" and len(words) == 1:
        raise Refused("option-value", server="python", option="-m", message="Argument expected")
    if option.startswith("-") and option != "-m":
        raise Refused("option-refused", option=option, reason="python-option")
    arguments = words[2:] if option == "-m" else words[1:]
    if arguments[:1] == ["runserver"]:
        raise Refused("option-refused", option="runserver", reason="runserver")
    return words


def refuse_given(given: dict[str, str]) -> None:
    """`given` maps parser names of the options that the command line sets to how it spells them."""
    for name, spelled in given.items():
        reason = _PLAIN_REASONS.get(name)
        if reason is not None:
            raise Refused("option-refused", option=spelled, reason=reason)


def spelled_options(words: list[str]) -> list[str]:
    """The option words of a command line, without their values."""
    options: list[str] = []
    for word in words:
        if word == "--":
            break
        if word.startswith("-") and len(word) > 1:
            options.append(word.partition("=")[0])
    return options
