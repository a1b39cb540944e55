"""Runs the tests before the service starts, so that their result is in its output. Alone: python manage.py test."""

import unittest

from django.test.utils import setup_test_environment, teardown_test_environment

from shop.wsgi import application

__all__ = ["application"]

setup_test_environment()
unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.loadTestsFromName("shop.tests"))
teardown_test_environment()
