import io
import os
import sys
import threading


class Stamped(io.StringIO):
    def write(self, text):
        return sys.__stdout__.write(text.replace("by", f"{os.getpid()} by"))


own = Stamped()
if os.getpid() % 2:
    sys.stdout = own
own_pid = os.getpid()
threading.excepthook = lambda arguments, pid=own_pid: print("hook of", pid, flush=True)


async def app(scope, receive, send):
    print("by", os.getpid(), sys.stdout is own, flush=True)
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})
