/**
 * `npm run measure`: what equal minimal services cost on real servers here: time to the first answer, memory, installed size. Twelve
 * repetitions in turns, so that a busy machine slows all alike. Writes content/measurements/services.json.
 */
import { createReadStream } from 'node:fs';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { createGzip } from 'node:zlib';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { main, say } from '../../src/build/say.ts';
import { spreadOf, type Measurement, type Quantity } from '../../src/measurements/measurement.ts';
import { lockedVersions } from '../../src/build/locked-versions.ts';
import { environment } from './environments.ts';
import { startOnce } from './server.ts';

const place = 'content/measurements/services.json';
const port = 8765;
const run = promisify(execFile);

interface Service {
  id: string;
  framework: string;
  directory: string;
  command: string;
  environment: string;
}

const packages: Record<string, readonly string[]> = {
  fastapi: ['fastapi', 'uvicorn'],
  django: ['django', 'gunicorn'],
  'django-asgi': ['django', 'uvicorn'],
};

const services: readonly Service[] = [
  { id: 'fastapi', framework: 'FastAPI', directory: 'fastapi', command: 'uvicorn main:app', environment: 'fastapi' },
  { id: 'django', framework: 'Django', directory: 'django', command: 'gunicorn minimal:wsgi', environment: 'django' },
  {
    id: 'django-asgi',
    framework: 'Django',
    directory: 'django',
    command: 'uvicorn minimal:asgi',
    environment: 'django-asgi',
  },
  {
    id: 'django-admin',
    framework: 'Django, admin',
    directory: 'django-admin',
    command: 'gunicorn full:wsgi',
    environment: 'django',
  },
];

const onPort = (command: string): string =>
  command.startsWith('gunicorn') ? `${command} --bind 127.0.0.1:${String(port)}` : `${command} --port ${String(port)}`;

/** Everything below a directory but what pip brings for itself, and bytecode. */
async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/site-packages\/(pip|setuptools)[-/]|__pycache__/.test(path));
}

/** Bytes of the packages in an environment, and of the same when each file is compressed as gzip does by default. */
async function sizes(bin: string): Promise<{ unpacked: number; compressed: number }> {
  const { stdout } = await run(join(bin, 'python'), ['-c', 'import site; print(site.getsitepackages()[0])']);
  let unpacked = 0;
  let compressed = 0;
  for (const path of await filesBelow(stdout.trim())) {
    unpacked += (await stat(path)).size;
    for await (const part of createReadStream(path).pipe(createGzip())) compressed += (part as Buffer).length;
  }
  return { unpacked, compressed };
}

await main(async () => {
  const repetitions = Number(process.argv[2] ?? 12);
  const bins = new Map<string, string>();
  for (const [name, wanted] of Object.entries(packages)) bins.set(name, await environment(name, wanted));
  const binOf = (service: Service): string => bins.get(service.environment) ?? '';
  const taken = services.map(() => ({ start: [] as number[], memory: [] as number[] }));
  const directoryOf = (service: Service): string => join(import.meta.dirname, 'services', service.directory);

  // Once before anything counts: bytecode is written and the disk is read.
  for (const service of services) await startOnce(binOf(service), directoryOf(service), onPort(service.command), port);
  for (let round = 1; round <= repetitions; round += 1) {
    say(`round ${String(round)} of ${String(repetitions)}`);
    for (const [index, service] of services.entries()) {
      const { seconds, memory } = await startOnce(binOf(service), directoryOf(service), onPort(service.command), port);
      taken[index]?.start.push(seconds);
      taken[index]?.memory.push(memory);
    }
  }

  const locked = await lockedVersions();
  const named = ['fastapi', 'starlette', 'pydantic', 'uvicorn', 'django', 'gunicorn'];
  const { stdout: python } = await run(join(bins.get('fastapi') ?? '', 'python'), ['--version']);
  const cpu = os.cpus();
  const result: Measurement = {
    about: {
      date: new Date().toISOString().slice(0, 10),
      command: 'npm run measure',
      machine: `${String(cpu.length)} × ${cpu[0]?.model ?? '?'}, ${String(Math.round(os.totalmem() / 2 ** 30))} GiB, ${os.type()}`,
      python: python.trim().replace('Python', 'CPython'),
      versions: Object.fromEntries(named.map((name) => [name, locked.get(name) ?? ''])),
    },
    services: await Promise.all(
      services.map(async (service, index) => {
        const { unpacked, compressed } = await sizes(binOf(service));
        const values: Measurement['services'][number]['values'] = {
          start: spreadOf(taken[index]?.start ?? []),
          memory: spreadOf(taken[index]?.memory ?? []),
          unpacked: spreadOf([unpacked]),
          compressed: spreadOf([compressed]),
        } satisfies Record<Quantity, unknown>;
        const { id, framework, command } = service;
        return { id, framework, command, values };
      }),
    ),
  };
  await mkdir(dirname(place), { recursive: true });
  await writeFile(place, `${JSON.stringify(result, null, 2)}\n`);
  for (const { framework, command, values } of result.services) {
    const { start, memory, unpacked, compressed } = values;
    console.log(
      [framework, command, `${start?.median.toFixed(2) ?? ''} s`, `${((memory?.median ?? 0) / 1e6).toFixed(0)} MB`]
        .concat([
          `${((unpacked?.median ?? 0) / 1e6).toFixed(1)} MB`,
          `${((compressed?.median ?? 0) / 1e6).toFixed(1)} MB`,
        ])
        .join(' · '),
    );
  }
  say(`written to ${place}`);
});
