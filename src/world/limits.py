"""Every limit of a run, in one place. How many requests a job may ask for is checked before there is one: src/lab/jobs.ts."""

from typing import Final

#: Real seconds one run may take.
REAL_SECONDS: Final = 60.0
#: Scheduler events (resumed threads, timers, callbacks) one run may take.
EVENTS: Final = 1_000_000
#: Characters kept of what one process prints.
OUTPUT: Final = 64 * 1024
#: Bytes kept of an answer's body, and how many different ones a run keeps.
BODY: Final = 512
BODIES: Final = 200
#: Virtual seconds a side may take until its servers listen.
START_SECONDS: Final = 120
#: Virtual seconds the servers get to shut down after the last response.
SHUTDOWN_SECONDS: Final = 10
#: Bytes one direction of a connection holds before a sender must wait, about what Linux gives a loopback connection.
SOCKET_BUFFER: Final = 256 * 1024
#: Python evaluation-loop checks one thread may pass before it is looked at, and the virtual time a spinning thread then pays.
QUANTUM_CHECKS: Final = 100_000
QUANTUM: Final = 5_000_000
