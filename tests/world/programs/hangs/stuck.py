"""A step before the servers that never ends."""

import threading

lock = threading.Lock()
lock.acquire()  # step took
lock.acquire()  # step waits
