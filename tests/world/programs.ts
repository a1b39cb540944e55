/** Services that several tests put under load, and jobs made from them. */
import { runLimits } from '../../src/contract/limits.ts';
import type { Load } from '../../src/contract/run.ts';
import { sendingOf } from '../../src/lab/arrivals.ts';
import type { Program, SideJob } from '../../src/lab/protocol.ts';

/** FastAPI: a coroutine that waits, a function in a thread, a coroutine that blocks. `wait` in seconds. */
export const fastapiFiles = (wait = 0.1): Record<string, string> => ({
  'main.py': `import asyncio
import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/async")
async def a():
    await asyncio.sleep(${String(wait)})
    return {"ok": True}


@app.get("/def")
def d():
    time.sleep(${String(wait)})
    return {"ok": True}


@app.get("/blocking")
async def b():
    time.sleep(${String(wait)})
    return {"ok": True}
`,
});

/** The same three as Django views, with an application for either kind of server. `views` is appended to the module of views. */
export const djangoFiles = (wait = 0.1, views = '', paths: readonly string[] = []): Record<string, string> => ({
  'shop/__init__.py': '',
  'shop/settings.py': `SECRET_KEY = "lab"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "shop.urls"
`,
  'shop/urls.py': `from django.urls import path

from shop import views

urlpatterns = [path(name, getattr(views, name)) for name in ${JSON.stringify(['sync', 'native', 'blocking', ...paths])}]
`,
  'shop/views.py': `import asyncio
import time

from django.http import JsonResponse


def sync(request):
    time.sleep(${String(wait)})
    return JsonResponse({"ok": True})


async def native(request):
    await asyncio.sleep(${String(wait)})
    return JsonResponse({"ok": True})


async def blocking(request):
    time.sleep(${String(wait)})
    return JsonResponse({"ok": True})

${views}`,
  ...Object.fromEntries(
    ['asgi', 'wsgi'].map((kind) => [
      `shop/${kind}.py`,
      `import os

from django.core.${kind} import get_${kind}_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_${kind}_application()
`,
    ]),
  ),
});

export const burst = (path: string, requests: number, more: Partial<Load> = {}): Load => ({
  name: 'main',
  path,
  method: 'GET',
  headers: {},
  body: '',
  timeout: null,
  keepalive: false,
  start: 0,
  protocol: 'http',
  arrivals: { pattern: 'burst', requests },
  ...more,
});

export function jobOf(
  side: Pick<Program, 'command' | 'files'>,
  loads: readonly Load[],
  world: Partial<SideJob['world']> = {},
): SideJob {
  const { realSeconds, events } = runLimits;
  return {
    side: { id: 'side', env: {}, ...side },
    services: [],
    loads: loads.map(({ arrivals, ...load }) => ({ ...load, sending: sendingOf(arrivals) })),
    world: { cores: 2, seed: 1, network: 0, cpu: 'free', ...world },
    limits: { realSeconds, events },
  };
}
