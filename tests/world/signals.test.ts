/** Signals, and how a process ends: what Linux and CPython's documentation promise, seen from a worker's own code. */
import { expect, test } from 'vitest';
import { burst, jobOf } from './programs.ts';
import { run } from './run.ts';

const app = `import atexit
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
`;

test('signals arrive in time, and a process waits for its threads before it ends', async () => {
  const side = await run(jobOf({ command: 'gunicorn main', files: { 'main.py': app } }, [burst('/', 1)]));
  const lines = (side.output['0'] ?? '').split('\n');
  const said = lines.filter((line) => !line.startsWith('[') && line !== '');
  expect(said).toEqual([
    'alarm 1.0',
    'slept 2.0',
    'interrupted (0.0, 0.0) 2.5',
    'released 3.0',
    "pending ['SIGUSR1'] SIGUSR1 3.0",
    'waited SIGUSR1 4.0',
    'in vain None 5.0',
    'computed 0.0 0.0 5.0',
    'thread',
    'bye',
  ]);
});

const spinning = `import signal
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
`;

test('recursion in the code of a lab computes, and is charged to its process', async () => {
  const side = await run(jobOf({ command: 'gunicorn main', files: { 'main.py': spinning } }, [burst('/', 1)]));
  expect(side.output['0']).toContain('fair True True True');
});
