/**
 * Which parts of the runtime bundle a side needs, guessed from its text before any Python runs. A part too many costs a download, one
 * too few an import error; so a mere mention in an import counts.
 */
import { programsIn } from './command-line.ts';
import type { PackName } from './manifest-schema.ts';
import type { Boot, SideJob } from './protocol.ts';

/**
 * What an import of these top-level packages asks for; some ask for two parts: httpx stands on AnyIO, SQLModel on Pydantic, which are
 * in `fastapi`. Servers and what they stand on are in `base`.
 */
const packages: Record<Exclude<PackName, 'base'>, readonly string[]> = {
  fastapi: [
    ...['fastapi', 'starlette', 'pydantic', 'pydantic_core', 'anyio', 'opentelemetry', 'annotated_types', 'idna'],
    ...['httpx', 'httpcore', 'httpx2', 'sqlmodel'],
  ],
  django: ['django', 'asgiref', 'sqlparse'],
  gunicorn: ['gunicorn', 'uvicorn_worker', 'packaging'],
  http: ['httpx', 'httpcore', 'httpx2', 'certifi'],
  websocket: ['wsproto'],
  data: ['sqlalchemy', 'sqlmodel', 'aiosqlite'],
  metrics: ['prometheus_client', 'prometheus_fastapi_instrumentator'],
  // The last is a word of `manage.py test`, whose runner imports it.
  debugger: ['pdb', 'doctest', 'test'],
  zones: ['zoneinfo', 'tzdata', 'django'],
};
const packNames = Object.keys(packages) as (keyof typeof packages)[];

/**
 * What nobody imports by name: uvicorn finds its WebSocket protocol by itself, and whoever serves one has the word somewhere; Starlette's
 * and FastAPI's test client stands on httpx2; `breakpoint()` starts the debugger; Pydantic makes time zones of strings, and a class is
 * enough to ask for it.
 */
const mentions = {
  wsproto: /websocket/i,
  httpx2: /\btestclient\b/,
  pdb: /\bbreakpoint\(/,
  zoneinfo: /\bzoneinfo\b/i,
};

function imports(source: string): Set<string> {
  const found = new Set<string>();
  for (const [, from, names] of source.matchAll(/^[ \t]*(?:from[ \t]+([\w.]+)|import[ \t]+(.+))/gm)) {
    for (const name of (from ?? names ?? '').split(',')) found.add(name.trim().split(/[\s.]/)[0] ?? '');
  }
  return found;
}

/** In the order of `packages`, `base` first. */
export function packsOf({ side, services }: Pick<SideJob, 'side' | 'services'>): PackName[] {
  const programs = [side, ...services];
  const wanted = new Set<string>(programs.flatMap(({ command }) => programsIn(command).flat()));
  for (const { files } of programs) {
    for (const [path, text] of Object.entries(files)) {
      if (!path.endsWith('.py')) continue;
      for (const name of imports(text)) wanted.add(name);
      for (const [name, word] of Object.entries(mentions)) if (word.test(text)) wanted.add(name);
    }
  }
  return ['base', ...packNames.filter((pack) => packages[pack].some((name) => wanted.has(name)))];
}

/** Processes that a command line starts, as far as its text tells: the steps before `&&`, the server, and the workers of one that has such. */
function startedBy(command: string): number {
  const programs = programsIn(command);
  const last = programs.at(-1) ?? [];
  const [, count] = /(?:^|\s)(?:--workers[ =]|-w[ =]?)(\d{1,2})(?=\s|$)/.exec(last.join(' ')) ?? [];
  const workers = Math.max(1, Number(count ?? 1));
  // uvicorn serves by itself unless there are several workers; gunicorn never does.
  const isMaster = workers > 1 || last.includes('gunicorn');
  return programs.length + (isMaster ? workers : 0);
}

/**
 * Processes that an engine had better prepare for: each has modules of Django for itself, and importing them is a good part of its start. What all
 * processes share needs no preparing.
 */
function processesOf({ side, services }: Pick<SideJob, 'side' | 'services'>, packs: readonly PackName[]): number {
  if (!packs.includes('django')) return 1;
  return [side, ...services].reduce((sum, { command }) => sum + startedBy(command), 0);
}

/** The first message to an engine that is to run this job. `runtime`: address of the bundle. */
export function bootFor(runtime: string, job: SideJob): Boot {
  const packs = packsOf(job);
  return { kind: 'boot', runtime, packs, processes: processesOf(job, packs) };
}
