"""What the runner has to tell: tests that fail because something below them is broken, on purpose."""

import os
import socket
import threading
import time

import pytest


def test_passes():
    pass


def test_fails():
    one = 1
    assert one == 2


@pytest.mark.skip
def test_skips():
    pass


def test_uncounted():
    raise AssertionError


@pytest.fixture
def untidy():
    yield
    raise OSError


def test_tidies_up(untidy):
    pass


def test_accept(monkeypatch):
    monkeypatch.setattr(socket.socket, "accept", lambda self: (None, None))
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        connection, _ = server.accept()
        connection.close()


def test_lock(monkeypatch):
    class Open:
        def acquire(self, *args):
            return True

    monkeypatch.setattr(threading, "Lock", Open)
    lock = threading.Lock()
    lock.acquire()
    assert not lock.acquire(False)


def test_sleep(monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    before = time.monotonic()
    time.sleep(1)
    assert time.monotonic() - before >= 1


def test_hangs():
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


def test_ends():
    os._exit(0)
