import atexit
import os
import signal
import threading
import time

start = time.monotonic()


def say(*words):
    print(*words, round(time.monotonic() - start, 3), flush=True)


def interrupt(signum, frame):
    raise InterruptedError


# A handler runs in time, and the sleep goes on.
signal.signal(signal.SIGALRM, lambda signum, frame: say("alarm"))
signal.alarm(1)
time.sleep(2)
say("slept")

# A handler that raises ends the wait for a lock, which is not taken.
signal.signal(signal.SIGALRM, interrupt)
lock = threading.Lock()
lock.acquire()
signal.setitimer(signal.ITIMER_REAL, 0.5)
try:
    lock.acquire()
except InterruptedError:
    say("interrupted", signal.getitimer(signal.ITIMER_REAL))
threading.Timer(0.5, lock.release).start()
lock.acquire()
say("released")

# What is blocked stays pending until somebody asks for it.
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
os.kill(os.getpid(), signal.SIGUSR1)
say("pending", [one.name for one in signal.sigpending()], signal.sigwait([signal.SIGUSR1]).name)
threading.Timer(1, os.kill, [os.getpid(), signal.SIGUSR1]).start()
say("waited", signal.sigwait([signal.SIGUSR1]).name)
say("in vain", signal.sigtimedwait([signal.SIGUSR1], 1))

# Sleeping is no computing.
say("computed", time.process_time(), time.thread_time())


def application(environ, start_response):
    threading.Thread(target=lambda: (time.sleep(3), print("thread", flush=True))).start()
    threading.Thread(target=lambda: (time.sleep(1000), print("daemon", flush=True)), daemon=True).start()
    atexit.register(print, "bye")
    start_response("200 OK", [])
    return [b""]
