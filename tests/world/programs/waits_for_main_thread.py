import threading
import time

start = time.monotonic()


def wait():
    threading.main_thread().join()
    print("after", round(time.monotonic() - start, 3))


threading.Thread(target=wait).start()
time.sleep(1)
