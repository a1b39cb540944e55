import { expect, test } from 'vitest';
import { bootFor, packsOf } from '../../src/lab/packs.ts';

const program = (command: string, source: string) => ({
  side: { id: 'a', command, env: {}, files: { 'main.py': source } },
  services: [],
});

test.each([
  ['uvicorn main:app', 'from fastapi import FastAPI', ['base', 'fastapi']],
  ['uvicorn main:app', 'import os, starlette.routing as r', ['base', 'fastapi']],
  ['uvicorn shop.asgi:application', 'def f():\n    from django.http import JsonResponse', ['base', 'django', 'zones']],
  ['gunicorn shop.wsgi -w 2', 'import django', ['base', 'django', 'gunicorn', 'zones']],
  ['uvicorn main:app', 'from fastapi import FastAPI\nimport httpx', ['base', 'fastapi', 'http']],
  ['uvicorn shop.asgi:application', 'import django, httpx', ['base', 'fastapi', 'django', 'http', 'zones']],
  ['uvicorn main:app', 'from fastapi.testclient import TestClient', ['base', 'fastapi', 'http']],
  ['uvicorn main:app', 'from fastapi import FastAPI, WebSocket', ['base', 'fastapi', 'websocket']],
  ['uvicorn main:app', 'if scope["type"] == "websocket": ...', ['base', 'websocket']],
  ['uvicorn main:app', 'from sqlmodel import Session', ['base', 'fastapi', 'data']],
  ['uvicorn main:app', 'import aiosqlite', ['base', 'data']],
  ['gunicorn shop.wsgi', 'from prometheus_client import Counter', ['base', 'gunicorn', 'metrics']],
  ['uvicorn main:app', 'def f():\n    breakpoint()', ['base', 'debugger']],
  ['python manage.py test && gunicorn shop.wsgi', 'import django', ['base', 'django', 'gunicorn', 'debugger', 'zones']],
  ['uvicorn main:app', 'from zoneinfo import ZoneInfo', ['base', 'zones']],
  ['uvicorn main:app', 'zones = importlib.import_module("zoneinfo")', ['base', 'zones']],
  ['uvicorn main:app', 'import sqlite3', ['base']],
  ['python manage.py migrate && gunicorn shop.wsgi', 'import django', ['base', 'django', 'gunicorn', 'zones']],
  ['python -m gunicorn main:app', '', ['base', 'gunicorn']],
  ['uvicorn main:app', 'async def app(scope, receive, send): ...', ['base']],
  ['uvicorn main:app', '"""djangos and fastapis"""', ['base']],
  ['uvicorn main:app', 'x = 1  # no import django', ['base']],
  ['uvicorn main:app', 'from   fastapi import FastAPI\nimport   certifi', ['base', 'fastapi', 'http']],
])('%s with %s needs %j', (command, source, packs) => {
  expect(packsOf(program(command, source))).toEqual(packs);
});

test('only Python asks for anything', () => {
  const { side, services } = program('uvicorn main:app', '');
  const files = { 'notes.txt': 'import django', 'main.py': '' };
  expect(packsOf({ side: { ...side, files }, services })).toEqual(['base']);
});

test.each([
  ['uvicorn shop.asgi', 1],
  ['uvicorn shop.asgi --workers 4', 5],
  ['uvicorn shop.asgi --workers=2 --port 80', 3],
  ['gunicorn shop.wsgi', 2],
  ['gunicorn shop.wsgi -w 8', 9],
  ['python -m gunicorn shop.wsgi -w16', 17],
  ['gunicorn shop.wsgi --worker-class gthread --threads 8', 2],
  ['python manage.py migrate && gunicorn shop.wsgi -w 2', 4],
])('%s prepares for %d processes that have Django for themselves', (command, processes) => {
  const world = { cores: 1, seed: 1, network: 0, cpu: 'free' } as const;
  const rest = { loads: [], world, limits: { realSeconds: 60, events: 1_000_000 } };
  const job = { ...program(command, 'import django'), ...rest };
  expect(bootFor('/runtime/', job)).toMatchObject({ kind: 'boot', runtime: '/runtime/', processes });
  // What serves without Django has nothing for itself.
  expect(bootFor('/runtime/', { ...program(command, ''), ...rest }).processes).toBe(1);
  const service = { ...job.side, host: 'worker', port: 8001, shared: false, command: 'gunicorn shop.wsgi' };
  expect(bootFor('/runtime/', { ...job, services: [service] }).processes).toBe(processes + 2);
});
