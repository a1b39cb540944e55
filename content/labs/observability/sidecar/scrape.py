"""Stands beside the service, as in one pod, and reads its metrics every two seconds, as Prometheus would."""

import time
from urllib.request import urlopen

SHOWN = ("http_requests_total", "http_request_duration_seconds_sum")

while True:
    time.sleep(2)
    with urlopen("http://localhost:8000/metrics") as answer:
        lines = answer.read().decode().splitlines()
    print(*(line for line in lines if line.startswith(SHOWN)), sep="\n", flush=True)
