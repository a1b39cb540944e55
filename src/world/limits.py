"""Sizes and patience of the machine. How far a run may go comes with its job (src/contract/limits.ts)."""

from typing import Final

# What a trace holds (`traceLimits` in src/contract/limits.ts, whose readers refuse more).

#: Stretches of time in one state, of requests and of threads together, after which a run ends.
ROWS: Final = 1_000_000
#: Different names of what is waited on, and characters of one.
NAMES: Final = 20_000
NAME: Final = 400
#: Days of virtual time after which a run ends.
DAYS: Final = 100
#: Characters kept of what one process prints, and of what all of them print.
OUTPUT: Final = 65_536
OUTPUTS: Final = 8_000_000
#: Bytes kept of an answer's body, and how many different ones a run keeps.
BODY: Final = 512
BODIES: Final = 200
#: Waits of requests, threads and tasks that are named when a run hangs.
WAITS: Final = 20

# How long things may take, and how much there may be of them at once.

#: Virtual seconds a side may take until its servers listen.
START_SECONDS: Final = 120
#: Virtual seconds the servers get to shut down after the last response.
SHUTDOWN_SECONDS: Final = 10
#: Threads of all processes that live at once. Past them a thread cannot start, as on a machine in life. Each takes two stretches of the
#: engine's address space and about 21 kB; Linux gives a browser's process 65,530 stretches, which two engines may share.
THREADS: Final = 10_000
#: Bytes that the buffers of sockets hold, as `SO_SNDBUF` and `SO_RCVBUF` say them on Linux: what a TCP socket sends from before and
#: after it is connected on one host, what it receives into at first and at most (tcp_wmem, tcp_rmem, and the segments of a loopback),
#: and what all others have (wmem_default, rmem_default).
TCP_SEND_UNCONNECTED: Final = 16384
TCP_SEND: Final = 2_626_560
TCP_RECEIVE: Final = 131_072
TCP_RECEIVE_MOST: Final = 6_291_456
OTHER_BUFFER: Final = 212_992
#: Bytes a pipe holds, and the largest write to one that is not split (PIPE_BUF).
PIPE: Final = 65536
PIPE_ATOMIC: Final = 4096
#: Python evaluation-loop checks one thread may pass before it is looked at, and the virtual time a spinning thread then pays.
QUANTUM_CHECKS: Final = 100_000
QUANTUM: Final = 5_000_000
#: How often in a row a thread may ask the system whether something has happened, find nothing and not wait for it, before each further
#: time takes the nanoseconds of a turn of asyncio's loop, about; and how far apart such a row may be.
ASKS_IN_VAIN: Final = 1_000
ASK: Final = 20_000
ASKS_APART: Final = 1_000_000
#: Virtual seconds for which nothing must have happened to any request before a run in which servers tick on is said to hang, at least:
#: what looks like ticks may be a library that counts, such as the waits of a database up to its busy timeout.
HANG_SECONDS: Final = 60
#: Virtual seconds that a run may go on when nothing happens to any request and only timers of the lab's own come round: longer than
#: any client of a lab waits, and with the ticks of the servers meanwhile still a matter of seconds in real time.
QUIET_SECONDS: Final = 3600
