"""Command lines: what is split how, and what is refused by which name."""

from __future__ import annotations

import unittest

from world.servers.commands import Refused, Step, refuse_given, spelled_options, steps

#: The options that mean nothing on this machine, as the servers' parsers name them, by the reason that is given.
REASONS = {
    "tls": """ssl_keyfile ssl_certfile ssl_keyfile_password ssl_version ssl_cert_reqs ssl_ca_certs ssl_ciphers keyfile
        certfile ca_certs ciphers cert_reqs suppress_ragged_eofs do_handshake_on_connect""",
    "reload": "reload reload_dirs reload_includes reload_excludes reload_delay reload_engine reload_extra_files",
    "daemon": "daemon pidfile",
    "user": "user group initgroups",
    "fork": "preload_app dirty_apps dirty_workers dirty_threads dirty_timeout",
    "socket": "uds fd reuse_port",
    "file": "env_file paste",
    "logging": "log_config logconfig logconfig_json statsd_host syslog syslog_addr",
    "debug": "spew print_config check_config",
    "package": "http2 http_protocols",
}


def refusal(command: str) -> tuple[str, dict[str, str | int]]:
    try:
        found = steps(command)
    except Refused as refused:
        assert str(refused) == refused.code
        assert refused.program is None
        return refused.code, refused.values
    raise AssertionError(f"not refused: {found}")


class Splitting(unittest.TestCase):
    def test_words_are_those_of_a_shell(self) -> None:
        for command, words in {
            "uvicorn main:app": ["uvicorn", "main:app"],
            "  gunicorn  'a b'  \"c d\" e\\ f ": ["gunicorn", "a b", "c d", "e f"],
            'uvicorn \'*$&&;\' "a\\"&b" \\& x': ["uvicorn", "*$&&;", 'a"&b', "&", "x"],
            "python worker.py --x": ["python", "worker.py", "--x"],
            "python3 -u worker.py -u": ["python", "worker.py", "-u"],
            "python3 -u -u worker.py": ["python", "worker.py"],
            "python -m jobs.run -x": ["python", "-m", "jobs.run", "-x"],
            "python -m uvicorn main:app": ["uvicorn", "main:app"],
            "python3 -m gunicorn main": ["gunicorn", "main"],
            "python -m celery runserver-ish": ["python", "-m", "celery", "runserver-ish"],
        }.items():
            self.assertEqual([step.words for step in steps(command)], [words], command)

    def test_programs_follow_each_other(self) -> None:
        self.assertEqual(
            steps("python manage.py migrate &&  uvicorn main:app "),
            [
                Step("python manage.py migrate", ["python", "manage.py", "migrate"]),
                Step("uvicorn main:app", ["uvicorn", "main:app"]),
            ],
        )
        self.assertEqual(len(steps("python a.py&&python b.py&&gunicorn c")), 3)

    def test_nothing_follows_a_server(self) -> None:
        self.assertEqual(refusal("uvicorn main:app && python a.py"), ("command-endless", {"found": "uvicorn main:app"}))
        self.assertEqual(
            refusal("python a.py && python -m gunicorn b && python c.py"),
            ("command-endless", {"found": "python -m gunicorn b"}),
        )

    def test_a_shell_is_not_asked(self) -> None:
        for operator in (";", "&", "|", "||", "<", ">", ">>", "<<", "`", "$", "*", "?", "(", ")"):
            self.assertEqual(
                refusal(f"uvicorn {operator}x"), ("command-operator", {"operator": operator, "position": 9})
            )
        self.assertEqual(refusal("uvicorn\nx"), ("command-operator", {"operator": "\\n", "position": 8}))
        self.assertEqual(refusal("uvicorn a && uvicorn b; c"), ("command-operator", {"operator": ";", "position": 23}))

    def test_quotes_are_closed_and_nothing_is_left_out(self) -> None:
        self.assertEqual(refusal("uvicorn 'a"), ("command-syntax", {"message": "No closing quotation"}))
        for command in ("&& uvicorn a", "uvicorn a &&", "python a.py && && uvicorn a"):
            self.assertEqual(refusal(command), ("command-syntax", {"message": "&&"}))
        for command in ("", "  ", "# uvicorn"):
            self.assertIn(refusal(command)[0], ("command-empty", "command-server"))

    def test_programs_are_known(self) -> None:
        self.assertEqual(refusal("hypercorn main:app"), ("command-server", {"found": "hypercorn"}))
        self.assertEqual(refusal(""), ("command-empty", {}))


class Python(unittest.TestCase):
    def test_runs_a_file_or_a_module(self) -> None:
        for command in ("python", "python -u", "python -", "python3 -u -"):
            self.assertEqual(refusal(command), ("option-refused", {"option": "python", "reason": "interactive"}))
        for option in ("-c", "-X", "--version"):
            self.assertEqual(
                refusal(f"python {option} x"), ("option-refused", {"option": option, "reason": "python-option"})
            )
        self.assertEqual(
            refusal("python -m"), ("option-value", {"server": "python", "option": "-m", "message": "Argument expected"})
        )

    def test_is_no_server_of_django(self) -> None:
        for command in ("python manage.py runserver", "python -m django runserver", "python manage.py runserver 8001"):
            self.assertEqual(refusal(command), ("option-refused", {"option": "runserver", "reason": "runserver"}))
        self.assertEqual(len(steps("python manage.py migrate runserver")), 1)


class Options(unittest.TestCase):
    def test_what_means_nothing_here_is_refused_as_it_was_spelled(self) -> None:
        for reason, names in REASONS.items():
            for name in names.split():
                with self.assertRaises(Refused, msg=name) as caught:
                    refuse_given({"workers": "-w", name: "--spelled"})
                expected = ("option-refused", {"option": "--spelled", "reason": reason})
                self.assertEqual((caught.exception.code, caught.exception.values), expected)
        refuse_given({})
        refuse_given({"workers": "-w", "bind": "--bind"})

    def test_words_that_are_options(self) -> None:
        self.assertEqual(
            spelled_options(["-w", "4", "--bind=:80", "main:app", "-", "--x", "--", "--y"]), ["-w", "--bind", "--x"]
        )


if __name__ == "__main__":
    unittest.main()
