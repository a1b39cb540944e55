"""Sizes and patience of the machine. How far a run may go comes with its job (src/contract/limits.ts)."""

from typing import Final

#: Characters kept of what one process prints.
OUTPUT: Final = 64 * 1024
#: Bytes kept of an answer's body, and how many different ones a run keeps.
BODY: Final = 512
BODIES: Final = 200
#: Virtual seconds a side may take until its servers listen.
START_SECONDS: Final = 120
#: Virtual seconds the servers get to shut down after the last response.
SHUTDOWN_SECONDS: Final = 10
#: Threads of all processes that live at once. Past them a thread cannot start, as on a machine in life. Each takes two stretches of the
#: engine's address space and about 21 kB; Linux gives a browser's process 65,530 stretches, which two engines may share.
THREADS: Final = 10_000
#: Bytes one direction of a connection holds before a sender must wait, about what Linux gives a loopback connection.
SOCKET_BUFFER: Final = 256 * 1024
#: Python evaluation-loop checks one thread may pass before it is looked at, and the virtual time a spinning thread then pays.
QUANTUM_CHECKS: Final = 100_000
QUANTUM: Final = 5_000_000
