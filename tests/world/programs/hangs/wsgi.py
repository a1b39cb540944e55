"""A WSGI application whose requests wait for ever."""

import threading

lock = threading.Lock()


def app(environ, start_response):
    lock.acquire()  # wsgi
    lock.acquire()  # wsgi again
