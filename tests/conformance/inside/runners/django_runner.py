"""Runs tests of Django's own suite, through the suite's own `runtests.py`. Arguments are labels of tests."""

import os
import tempfile

from unittest_results import Result, counted


def run(arguments, report):
    os.environ["DJANGO_SETTINGS_MODULE"] = "test_sqlite"
    os.environ["TMPDIR"] = tempfile.tempdir = tempfile.mkdtemp(prefix="django_")
    # What tests of browsers need, the runtime leaves out of Django.
    import django.test

    django.test.__path__.append(os.path.abspath("../django/test"))
    import runtests
    from django.test.runner import DiscoverRunner

    class Runner(DiscoverRunner):
        def build_suite(self, *args, **kwargs):
            return counted(super().build_suite(*args, **kwargs), report)

        def get_resultclass(self):
            return type("Told", (Result,), {"report": report})

    runtests.get_runner = lambda settings: Runner
    options = dict.fromkeys(("failfast", "keepdb", "reverse", "debug_sql", "pdb", "buffer", "timing", "shuffle"), False)
    failures = runtests.django_tests(
        verbosity=0,
        interactive=False,
        test_labels=arguments,
        parallel=1,
        tags=None,
        exclude_tags=None,
        test_name_patterns=None,
        start_at=None,
        start_after=None,
        **options,
    )
    return 1 if failures else 0
