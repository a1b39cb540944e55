"""A program can look at all of its threads: where each one is, what it handles, and as text."""

import faulthandler
import re
import sys
import threading
import time
import traceback


def waits_for_a_lock(lock):
    with lock:
        pass


def waits_for_the_database():
    try:
        raise ValueError("slow")
    except ValueError:
        time.sleep(1)


def dump(path, **options):
    with open(path, "w+") as file:
        faulthandler.dump_traceback(file, **options)
        file.seek(0)
        for line in file:
            line = re.sub(r"0x\w+( \[.*\])?", "0x...", line)
            if "File" not in line or "thread_dumps" in line or "program.py" in line:
                print(re.sub(r'File ".*"', "File", line), end="")


lock = threading.Lock()
lock.acquire()
threads = [
    threading.Thread(target=waits_for_a_lock, args=(lock,), name="locked"),
    threading.Thread(target=waits_for_the_database, name="database"),
]
for thread in threads:
    thread.start()
time.sleep(0.1)

frames = sys._current_frames()
print(sorted(frames) == sorted(thread.ident for thread in threading.enumerate()))
for thread in threads:
    stack = traceback.extract_stack(frames[thread.ident])
    print(thread.name, [entry.name for entry in stack][-2:], stack[-1].line)
print(frames[threading.main_thread().ident] is sys._getframe())
print([repr(error) for error in sys._current_exceptions().values() if error])

dump("/tmp/all.txt")
dump("/tmp/own.txt", all_threads=False)
lock.release()
for thread in threads:
    thread.join()
print(len(sys._current_frames()))
