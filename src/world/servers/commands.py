"""Command lines: split as a POSIX shell would without expanding anything, then read by the server's own option parser.

What cannot mean anything on this machine is refused by name. `Refused.code` and `values` are a Problem's.
"""

from __future__ import annotations

import re
import shlex


class Refused(Exception):
    """A command line that cannot be run here."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


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


def split(command: str) -> list[str]:
    """The words of a command line. Refused when it is empty or a quote stays open, or when a shell would do more than split."""
    try:
        words = shlex.split(command, posix=True)
    except ValueError as error:
        raise Refused("command-syntax", message=str(error)) from None
    if not words:
        raise Refused("command-empty")
    if words[0] not in ("uvicorn", "gunicorn"):
        raise Refused("command-server", found=words[0])
    # Unquoted operators and expansions would be done by a shell on a real machine and are not done here.
    unquoted = re.sub(r"'[^']*'|\"[^\"]*\"|\\.", "", command)
    operator = re.search(r"[;&|<>`$*?\n]", unquoted)
    if operator is not None:
        raise Refused("command-syntax", message=operator.group())
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
