"""One id per request: taken from the caller or made here, written into every line of the log, sent back with the answer."""

import logging
from contextvars import ContextVar
from uuid import uuid4

request_id = ContextVar("request_id", default="-")


async def request_id_middleware(request, call_next):
    request_id.set(request.headers.get("X-Request-ID") or uuid4().hex[:8])
    response = await call_next(request)
    response.headers["X-Request-ID"] = request_id.get()
    return response


class RequestIdFilter(logging.Filter):
    def filter(self, record):
        record.request_id = request_id.get()
        return True


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": RequestIdFilter}},
    "formatters": {"line": {"format": "{levelname} {request_id} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["request_id"], "formatter": "line"}},
    "root": {"level": "INFO", "handlers": ["stderr"]},
}
