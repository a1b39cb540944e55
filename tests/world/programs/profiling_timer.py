import signal
import time

ticks = []


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def application(environ, start_response):
    signal.signal(signal.SIGPROF, lambda signum, frame: ticks.append(time.process_time()))
    signal.setitimer(signal.ITIMER_PROF, 0.01, 0.01)
    before = time.monotonic()
    fibonacci(27)
    signal.setitimer(signal.ITIMER_PROF, 0)
    took = time.monotonic() - before
    print("fair", took > 0, abs(time.process_time() - took) < 1e-6, len(ticks) == int(took / 0.01), flush=True)
    start_response("200 OK", [])
    return [b""]
