"""What a typical lab imports. Modules that are loaded after this are shipped compiled; the rest as source, which takes less room.

Only imports, and what makes a framework import the rest of itself: a first request, a set-up. An import that fails is a build failure.
"""

import asyncio
import importlib

SERVERS = """
asyncio.unix_events concurrent.futures.thread contextvars heapq json logging.config multiprocessing.context queue random sched secrets signal
socketserver statistics tempfile threading _threading_local timeit tracemalloc uuid wsgiref.util zoneinfo collections.abc dataclasses decimal enum
uvicorn uvicorn.config uvicorn.lifespan.on uvicorn.loops.asyncio uvicorn.main uvicorn.middleware.proxy_headers uvicorn.middleware.wsgi
uvicorn.protocols.http.auto uvicorn.protocols.http.h11_impl uvicorn.protocols.websockets.auto uvicorn.supervisors click.testing h11
gunicorn.app.wsgiapp gunicorn.arbiter gunicorn.config gunicorn.glogging gunicorn.sock gunicorn.util gunicorn.http.wsgi gunicorn.workers.base
gunicorn.workers.base_async gunicorn.workers.gthread gunicorn.workers.sync gunicorn.workers.gasgi gunicorn.workers.workertmp uvicorn_worker
""".split()

FASTAPI = """
fastapi fastapi.middleware.cors fastapi.responses fastapi.security fastapi.staticfiles fastapi.templating starlette.middleware.base
starlette.middleware.gzip starlette.responses starlette.websockets anyio anyio.from_thread anyio.to_thread anyio._backends._asyncio
anyio.streams.memory pydantic.dataclasses pydantic.networks pydantic.json_schema
""".split()

DJANGO = """
django.contrib.auth.hashers django.core.asgi django.core.cache.backends.locmem django.core.handlers.asgi django.core.handlers.wsgi
django.core.wsgi django.core.paginator django.core.serializers.json django.db.backends.sqlite3.base django.db.migrations.executor
django.db.models.functions django.db.models.query django.forms django.http django.middleware.common django.middleware.csrf
django.middleware.gzip django.middleware.security django.middleware.clickjacking django.shortcuts django.template.backends.django
django.template.loader_tags django.template.defaulttags django.test.client django.urls django.utils.decorators django.views.csrf
django.views.debug django.views.decorators.cache django.views.decorators.csrf django.views.decorators.http django.views.defaults
django.views.generic django.core.management.commands.migrate asgiref.sync asgiref.local sqlparse
""".split()

HTTP = "httpx httpcore httpcore._backends.anyio httpcore._backends.sync".split()

WEBSOCKET = "wsproto uvicorn.protocols.websockets.wsproto_impl".split()

DATA = "sqlalchemy sqlalchemy.orm sqlalchemy.dialects.sqlite sqlmodel aiosqlite".split()

METRICS = "prometheus_client prometheus_fastapi_instrumentator".split()


def import_all(names: list[str], optional: frozenset[str] = frozenset()) -> None:
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError:
            if name not in optional:
                raise


def fastapi_answers() -> None:
    from fastapi import Depends, FastAPI
    from pydantic import BaseModel

    class Order(BaseModel):
        item: str
        count: int = 1

    app = FastAPI()

    @app.post("/orders/{number}")
    async def create(number: int, order: Order, extra: None = Depends(lambda: None)) -> Order:
        return order

    async def exchange() -> None:
        body = b'{"item": "tea"}'
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "path": "/orders/1",
            "raw_path": b"/orders/1",
            "root_path": "",
            "scheme": "http",
            "query_string": b"",
            "headers": headers,
            "client": ("a", 1),
            "server": ("b", 2),
        }

        async def receive() -> dict:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict) -> None:
            if message.get("status", 200) != 200:
                raise RuntimeError(message)

        await app(scope, receive, send)

    # No loop can be run inside Pyodide's; driving the coroutine by hand is enough for code that never waits.
    try:
        exchange().send(None)
    except StopIteration:
        pass


def sqlmodel_answers() -> None:
    from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select

    class Shelf(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        books: list["Book"] = Relationship(back_populates="shelf")  # noqa: UP037 - looked up by its name

    class Book(SQLModel, table=True):
        id: int | None = Field(default=None, primary_key=True)
        shelf_id: int | None = Field(default=None, foreign_key="shelf.id")
        shelf: Shelf | None = Relationship(back_populates="books")

    engine = create_engine("sqlite:////tmp/probe.db")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Book(shelf=Shelf()))
        session.commit()
        for book in session.exec(select(Book)):
            assert book.shelf and book.shelf.books


def django_sets_up() -> None:
    import django
    from django.conf import settings

    settings.configure(
        SECRET_KEY="probe",
        INSTALLED_APPS=[
            f"django.contrib.{name}"
            for name in ("admin", "contenttypes", "auth", "sessions", "messages", "staticfiles")
        ],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        ROOT_URLCONF="django.contrib.auth.urls",
    )
    django.setup()
    import_all(DJANGO)
    from django.urls import get_resolver

    get_resolver().url_patterns


# Stand-ins for what the world provides.
def stand_in() -> None:
    import os
    import socket
    import sys
    import types

    socket.AF_UNIX = 1
    os.geteuid = os.getegid = lambda: 0

    for name in ("pwd", "grp", "resource"):
        sys.modules.setdefault(name, types.ModuleType(name))
    sys.modules["resource"].getpagesize = lambda: 4096


stand_in()
import_all(SERVERS, frozenset({"click.testing"}))
import_all(FASTAPI, frozenset({"fastapi.templating"}))
fastapi_answers()
import_all([*HTTP, *WEBSOCKET, *DATA, *METRICS])
sqlmodel_answers()
django_sets_up()
assert asyncio
