"""One id per request: taken from the caller or made here, written into every line of the log, sent back with the answer."""

import logging
from contextvars import ContextVar
from uuid import uuid4

request_id = ContextVar("request_id", default="-")


def request_id_middleware(get_response):
    def middleware(request):
        request_id.set(request.headers.get("X-Request-ID") or uuid4().hex[:8])
        response = get_response(request)
        response.headers["X-Request-ID"] = request_id.get()
        return response

    return middleware


class RequestIdFilter(logging.Filter):
    def filter(self, record):
        record.request_id = request_id.get()
        return True
