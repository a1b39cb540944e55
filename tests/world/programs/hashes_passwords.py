import hashlib
import time


def application(environ, start_response):
    began = time.process_time()
    key = hashlib.pbkdf2_hmac("sha256", b"secret", b"salt", 40_000)
    assert key.hex().startswith("f5c1d676"), key.hex()
    print("cost", round(time.process_time() - began, 6) >= 0.01, flush=True)
    start_response("200 OK", [("content-length", "0")])
    return []
