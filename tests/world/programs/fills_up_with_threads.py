import _thread
import threading

from fastapi import FastAPI

app = FastAPI()
gate = threading.Event()


def fill(most):
    """Starts threads until it has that many or cannot."""
    threads = []
    try:
        for _ in range(most):
            thread = threading.Thread(target=gate.wait, daemon=True)
            thread.start()
            threads.append(thread)
    except RuntimeError as error:
        return threads, f"{type(error).__name__}: {error}", thread
    return threads, None, None


def let_go(threads):
    gate.set()
    for thread in threads:
        thread.join()
    gate.clear()


@app.get("/threads/{number}")
def threads(number: int):
    before = threading.active_count()
    threads, error, refused = fill(number)
    full = threading.active_count()
    low_level = None
    try:
        _thread.start_new_thread(gate.wait, ())
    except RuntimeError as again:
        low_level = f"{type(again).__name__}: {again}"
    bookkeeping = {
        "limbo": len(threading._limbo),
        "enumerated": len(threading.enumerate()),
        "refused": None if refused is None else [refused.is_alive(), refused.ident, refused in threading._dangling],
    }
    let_go(threads)
    started_later = None
    if refused is not None:
        # The very thread that could not start can, once there is room.
        refused.start()
        let_go([refused])
        started_later = not refused.is_alive()
    return {
        "before": before,
        "started": len(threads),
        "full": full,
        "error": error,
        "low level": low_level,
        **bookkeeping,
        "started later": started_later,
    }
