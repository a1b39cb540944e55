"""Errors by Linux's numbers and words: what is written down is what the system these tests run on says, if that is Linux."""

from __future__ import annotations

import errno
import os
import sys

import pytest

from world.kernel.errors import CLASSES, ERRORS, strerror
from world.modules.errno_module import translation

linux = pytest.mark.skipif(sys.platform != "linux", reason="compares with Linux")


@linux
def test_numbers_are_linux_s():
    here = {name: value for name, value in vars(errno).items() if type(value) is int}
    assert {name: ERRORS[name][0] for name in here} == here
    # A later Python knows more of them.
    assert set(ERRORS) - set(here) <= {"EHWPOISON"}


@linux
def test_the_name_of_a_number_is_linux_s():
    names = {number: name for name, (number, _) in ERRORS.items()}
    assert {number: names[number] for number in errno.errorcode} == errno.errorcode


@linux
def test_texts_are_linux_s():
    for number in (0, *errno.errorcode, 41, 58, 9999, -1):
        assert strerror(number) == os.strerror(number)


@linux
def test_classes_are_cpython_s():
    kinds = {ERRORS[name][0]: kind for name, kind in CLASSES.items()}
    for number in range(200):
        assert type(OSError(number, "")) is kinds.get(number, OSError)


def test_another_library_s_errors_become_linux_s():
    texts = {6: "Resource temporarily unavailable", 44: "No such file", 22: "Invalid argument", 9: "Odd"}
    numbers = {"EAGAIN": 6, "EWOULDBLOCK": 6, "ENOENT": 44, "EINVAL": 22, "EADV": 120, "EODD": 9}
    found = translation(numbers, lambda number: texts.get(number, "Unknown error"))
    would_block = "write could not complete without blocking"
    assert {pair: found[pair] for pair in found if pair[1] != would_block} == {
        (6, "Resource temporarily unavailable"): (11, "Resource temporarily unavailable"),
        (44, "No such file"): (2, "No such file or directory"),
    }
    assert {found[pair] for pair in found if pair[1] == would_block} == {(11, would_block)}


@linux
def test_linux_s_own_errors_stay():
    here = {name: value for name, value in vars(errno).items() if type(value) is int}
    found = translation(here, os.strerror)
    assert {theirs: ours for theirs, ours in found.items() if theirs[1] in map(os.strerror, here.values())} == {}
