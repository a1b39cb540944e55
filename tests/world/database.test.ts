/** Databases: real SQLite under Django, SQLAlchemy and aiosqlite, whose locks, pools and latency cost exact virtual time. */
import { expect, test } from 'vitest';
import { groupBy } from '../../src/trace/group-by.ts';
import { burst, jobOf } from './programs.ts';
import { run, secondsByState } from './run.ts';

const settings = `from pathlib import Path

import workload

workload.database(0.1)
SECRET_KEY = "lab"
DEBUG = True
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = [f"django.contrib.{name}" for name in ("admin", "auth", "contenttypes", "sessions", "messages")] + ["shop"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": Path(__file__).parent / "db.sqlite3"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
`;

const application = (kind: 'asgi' | 'wsgi'): string => `import os

from django.core.${kind} import get_${kind}_application
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_${kind}_application()
call_command("migrate", verbosity=0)

from shop.models import Author, Book

if not Book.objects.exists():
    for number in range(5):
        Book.objects.create(title=str(number), author=Author.objects.create(name=str(number)))
`;

const django = {
  'shop/__init__.py': '',
  'shop/settings.py': settings,
  'shop/asgi.py': application('asgi'),
  'shop/wsgi.py': application('wsgi'),
  'shop/models.py': `from django.db import models


class Author(models.Model):
    name = models.CharField(max_length=50)


class Book(models.Model):
    title = models.CharField(max_length=50)
    author = models.ForeignKey(Author, on_delete=models.CASCADE)
`,
  'shop/migrations/__init__.py': '',
  'shop/migrations/0001_initial.py': `import django.db.models.deletion
from django.db import migrations, models

key = models.BigAutoField(primary_key=True)
title = models.CharField(max_length=50)
author = models.ForeignKey("shop.author", on_delete=django.db.models.deletion.CASCADE)


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel("Author", [("id", key), ("name", title)]),
        migrations.CreateModel("Book", [("id", key.clone()), ("title", title.clone()), ("author", author)]),
    ]
`,
  'shop/urls.py': `from django.contrib import admin
from django.urls import path

from shop import views

names = ["one", "aone", "many", "joined", "amany", "together", "user", "enter"]
urlpatterns = [path("admin/", admin.site.urls), *(path(name, getattr(views, name)) for name in names)]
`,
  'shop/views.py': `import asyncio

from django.contrib.auth import authenticate, login
from django.contrib.auth.models import User
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import JsonResponse

from shop.models import Book


def one(request):
    return JsonResponse({"title": Book.objects.get(pk=1).title})


async def aone(request):
    return JsonResponse({"title": (await Book.objects.aget(pk=1)).title})


def many(request):
    return JsonResponse({"authors": [book.author.name for book in Book.objects.all()]})


def joined(request):
    return JsonResponse({"authors": [book.author.name for book in Book.objects.select_related("author")]})


async def amany(request):
    return JsonResponse({"authors": [book.author.name async for book in Book.objects.select_related("author")]})


async def together(request):
    books = await asyncio.gather(*(Book.objects.aget(pk=key) for key in (1, 2, 3)))
    return JsonResponse({"titles": [book.title for book in books]})


@receiver(post_save, sender=User)
def saved(sender, instance, **more):
    print("saved", instance)


def user(request):
    User.objects.create_user("ann", password="secret")
    return JsonResponse({})


def enter(request):
    user = authenticate(request, username="ann", password="secret")
    login(request, user)
    return JsonResponse({"user": user.username})
`,
};

const loads = (counts: Record<string, number>) =>
  Object.entries(counts).map(([path, count], index) => burst(`/${path}`, count, { name: path, start: index * 100 }));

const makespans = ({ metrics }: Awaited<ReturnType<typeof run>>) =>
  Object.fromEntries(Object.entries(metrics.loads).map(([name, { makespan }]) => [name, makespan]));

test('Django under ASGI: each request has a thread, and its queries come one after another', async () => {
  const counts = {
    one: 50,
    aone: 50,
    many: 1,
    joined: 1,
    amany: 10,
    together: 10,
    user: 1,
    enter: 1,
    'admin/login/': 1,
  };
  const side = await run(jobOf({ command: 'uvicorn shop.asgi:application', files: django }, loads(counts)));
  expect(side.metrics.errors).toBe(0);
  expect(makespans(side)).toEqual({
    ...{ one: 0.1, aone: 0.1, joined: 0.1, amany: 0.1 },
    // 1 + 5 queries where a join needs one.
    many: 0.6,
    // Asked for at once, but a request's calls into synchronous code share one thread.
    together: 0.3,
    ...{ user: 0.1, 'admin/login/': 0 },
    // The user, whether the session's key is free, the session, the user's last login.
    enter: expect.closeTo(0.5, 1) as number,
  });
  expect(side.output['0']).toContain('saved ann');
  expect(side.spans.find(({ request }) => request === 0)?.on).toMatch(/^database query, shop\/views\.py:\d+$/);
});

test('Django on gunicorn: workers and threads wait for queries as they do for anything', async () => {
  const files = { ...django, 'shop/settings.py': settings.replace('workload.database(0.1)', 'workload.database(0)') };
  // Several workers that migrate at once would collide, as in life; without latency they take turns.
  for (const kind of ['asgi', 'wsgi'] as const)
    files[`shop/${kind}.py`] += '\nimport workload\n\nworkload.database(0.1)\n';
  const wsgi = await run(
    jobOf({ command: 'gunicorn shop.wsgi -w 2 -k gthread --threads 4', files }, loads({ one: 16, many: 1 })),
  );
  expect(wsgi.metrics.errors).toBe(0);
  // Two workers accept as they come, so their shares differ; each holds four at a time.
  const shares = groupBy(
    wsgi.requests.filter(({ load }) => load === 'one'),
    ({ id }) => wsgi.spans.find(({ request, process }) => request === id && process !== null)?.process,
  );
  const rounds = Math.max(...[...shares.values()].map(({ length }) => Math.ceil(length / 4)));
  expect([...shares.values()].flat()).toHaveLength(16);
  expect(rounds).toBeGreaterThan(1);
  expect(makespans(wsgi)).toEqual({ one: rounds / 10, many: 0.6 });
});

const sqlite = {
  'main.py': `import hashlib
import sqlite3
import time

import aiosqlite
import workload
from fastapi import FastAPI
from sqlmodel import Field, Session, SQLModel, create_engine, select

app = FastAPI()


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str = ""


workload.database(0.1)
engine = create_engine("sqlite:///books.db", pool_size=2, max_overflow=0, pool_timeout=60)
SQLModel.metadata.create_all(engine)
mine = sqlite3.connect("books.db")


def write(seconds, **options):
    connection = sqlite3.connect("books.db", **options)
    workload.database(0)
    try:
        with connection:
            connection.execute("INSERT INTO book (title) VALUES ('x')")
            time.sleep(seconds)
    except sqlite3.OperationalError as error:
        return str(error)
    finally:
        connection.close()


@app.get("/pooled")
def pooled():
    with Session(engine) as session:
        return session.exec(select(Book)).all()


@app.get("/aiosqlite")
async def asynchronous():
    async with aiosqlite.connect("books.db") as connection, connection.execute("SELECT * FROM book") as cursor:
        return await cursor.fetchall()


@app.get("/write")
def one_second():
    return write(1)


@app.get("/patient")
def patient():
    return write(0.1)


@app.get("/impatient")
def impatient():
    print(write(0.1, timeout=0.3))


@app.get("/upgrade")
def upgrade():
    connection = sqlite3.connect("books.db", isolation_level=None)
    workload.database(0)
    connection.execute("BEGIN")
    connection.execute("SELECT * FROM book").fetchall()
    try:
        connection.execute("INSERT INTO book (title) VALUES ('y')")
    except sqlite3.OperationalError as error:
        print("upgrade:", error)
    connection.close()


@app.get("/other-thread")
def other_thread():
    try:
        mine.execute("SELECT 1")
    except sqlite3.ProgrammingError as error:
        print(error)
    print(hashlib.pbkdf2_hmac("sha256", b"password", b"salt", 4096).hex())
`,
};
const uvicorn = 'uvicorn main:app';

test('a pool of two connections serves ten requests two at a time', async () => {
  const side = await run(jobOf({ command: uvicorn, files: sqlite }, [burst('/pooled', 10)]));
  expect(side.metrics).toMatchObject({ makespan: 0.5, errors: 0 });
  expect(secondsByState(side)).toEqual({ blocking: 1, lock: 2 });
  expect(side.spans.find(({ state }) => state === 'lock')?.on).toMatch(/^SQLAlchemy pool, main\.py:\d+$/);
});

test('aiosqlite waits in threads of its own', async () => {
  const side = await run(jobOf({ command: uvicorn, files: sqlite }, [burst('/aiosqlite', 10)]));
  expect(side.metrics).toMatchObject({ makespan: 0.1, errors: 0 });
  expect(secondsByState(side)).toEqual({ await: 1 });
});

test.each([1, 2])(
  'on %i processes a writer waits for the other until its timeout, in virtual time',
  async (workers) => {
    const side = await run(
      jobOf({ command: `${uvicorn} --workers ${String(workers)}`, files: sqlite }, [
        burst('/write', 1, { name: 'first' }),
        burst('/patient', 1, { name: 'patient', start: 0.5 }),
        burst('/impatient', 1, { name: 'impatient', start: 0.5 }),
        burst('/upgrade', 1, { name: 'upgrade', start: 0.5 }),
      ]),
    );
    // SQLite looks again after 1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50 ms, then every 100 ms: at 0.528 s of waiting here.
    expect(makespans(side)).toEqual({ first: 1, patient: 0.628, impatient: 0.3, upgrade: 0 });
    expect(secondsByState(side)).toMatchObject({ lock: 0.828 });
    expect(side.spans.find(({ state }) => state === 'lock')?.on).toMatch(/^SQLite lock, main\.py:\d+$/);
    const printed = Object.values(side.output).join('');
    expect(printed).toContain('\ndatabase is locked\n');
    // Whoever has read already is not let wait: two such writers would wait for each other.
    expect(printed).toContain('upgrade: database is locked');
  },
);

test('a worker that is killed gives its lock back', async () => {
  const files = {
    'app.py': `import sqlite3
import time

sqlite3.connect("a.db").execute("CREATE TABLE IF NOT EXISTS t (x)").connection.close()


def application(environ, start_response):
    connection = sqlite3.connect("a.db", timeout=10)
    connection.execute("INSERT INTO t VALUES (1)")
    time.sleep(float(environ["PATH_INFO"][1:]))
    connection.commit()
    start_response("200 OK", [("Content-Length", "0")])
    return []
`,
  };
  const side = await run(
    jobOf({ command: 'gunicorn app -w 2 --timeout 3', files }, [
      burst('/60', 1, { name: 'stuck' }),
      burst('/0', 1, { name: 'waiting', start: 2 }),
    ]),
  );
  expect(side.requests.map(({ status }) => status)).toEqual([500, 200]);
  expect(side.metrics.loads['waiting']?.makespan).toBeLessThan(2.5);
});

test('connections belong to their thread, and passwords can be hashed', async () => {
  const side = await run(jobOf({ command: uvicorn, files: sqlite }, [burst('/other-thread', 1)]));
  expect(side.output['0']).toMatch(/SQLite objects created in a thread can only be used in that same thread/);
  expect(side.output['0']).toContain('c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a');
});
