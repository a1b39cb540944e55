"""The queue that C makes is there under its own name."""

import _queue
import queue
import threading

print(queue.SimpleQueue is _queue.SimpleQueue, queue.Empty is _queue.Empty)
print(queue.SimpleQueue, queue.Empty, queue.SimpleQueue[int])
jobs = queue.SimpleQueue()
worker = threading.Thread(target=lambda: print("worked on", [*iter(jobs.get, None)]))
worker.start()
for job in ("one", "two", None):
    jobs.put(job)
worker.join()
print(jobs.empty(), jobs.qsize())
for act in (jobs.get_nowait, lambda: jobs.get(timeout=0.01), lambda: jobs.get(timeout=-1)):
    try:
        act()
    except Exception as error:
        print(repr(error))
