/**
 * `npm run measure [-- REPETITIONS]`: what equal minimal services cost on real servers here, and what a request pays for each kind of
 * middleware. Twelve repetitions in turns, so that a busy machine slows all alike. Writes content/measurements/services.json, or beside
 * it services-MACHINE.json when the book quotes another machine. Needs Linux, which tells what a process computes and holds.
 */
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { createGzip } from 'node:zlib';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { main, log } from '../../src/build/log.ts';
import {
  measurementSchema,
  quantities,
  spreadOf,
  type Measurement,
  type Quantity,
} from '../../src/measurements/measurement.ts';
import { aboutHere, machineName } from './about.ts';
import { askMany } from './ask.ts';
import { environment } from './environments.ts';
import { serve } from './server.ts';
import { hops, packages, services, type Service } from './services.ts';

const directory = 'content/measurements';
const port = 8765;
const requests = 1000;
const run = promisify(execFile);

type Values = Partial<Record<Quantity, number>>;

const onPort = (command: string): string =>
  command.startsWith('gunicorn') ? `${command} --bind 127.0.0.1:${String(port)}` : `${command} --port ${String(port)}`;
const placeOf = (service: Service): string => join(import.meta.dirname, 'services', service.directory);

/** Everything below a directory but what pip brings for itself, and bytecode. */
async function filesBelow(place: string): Promise<string[]> {
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/site-packages\/(pip|setuptools)[-/]|__pycache__/.test(path));
}

/** Bytes of the packages in an environment, and of the same when each file is compressed as gzip does by default. */
async function sizes(bin: string): Promise<Required<Pick<Values, 'unpacked' | 'compressed'>>> {
  const { stdout } = await run(join(bin, 'python'), ['-c', 'import site; print(site.getsitepackages()[0])']);
  let unpacked = 0;
  let compressed = 0;
  for (const path of await filesBelow(stdout.trim())) {
    unpacked += (await stat(path)).size;
    for await (const part of createReadStream(path).pipe(createGzip())) compressed += (part as Buffer).length;
  }
  return { unpacked, compressed };
}

/** Lines of a service's own code that are not empty. */
async function linesOf(service: Service): Promise<number> {
  const texts = await Promise.all((await filesBelow(placeOf(service))).map((path) => readFile(path, 'utf8')));
  return texts
    .join('\n')
    .split('\n')
    .filter((line) => line.trim() !== '').length;
}

/** One repetition: a start, and a thousand requests of each kind. */
function measureOnce(bin: string, service: Service): Promise<Values> {
  const { command, env } = service;
  return serve({ bin, directory: placeOf(service), command: onPort(command), port, env }, async (running) => {
    const memory = running.memory();
    const before = running.computed();
    const kept = requests / (await askMany(port, requests, true));
    const cpu = (running.computed() - before) / requests;
    const memoryAfter = running.memory();
    const closing = requests / (await askMany(port, requests, false));
    return { start: running.started, memory, memoryAfter, kept, closing, cpu };
  });
}

/** Seconds that a service computes per request. */
function cpuOnce(bin: string, service: Service): Promise<number> {
  const { command, env } = service;
  return serve({ bin, directory: placeOf(service), command: onPort(command), port, env }, async (running) => {
    // What is imported and compiled on first use is no request's.
    await askMany(port, 100, true);
    const before = running.computed();
    await askMany(port, requests, true);
    return (running.computed() - before) / requests;
  });
}

/** The file of this machine: the one that the book quotes if that is of this machine or not there. */
async function fileHere(machine: string): Promise<string> {
  const quoted = join(directory, 'services.json');
  if (!existsSync(quoted)) return quoted;
  const { about } = measurementSchema.parse(JSON.parse(await readFile(quoted, 'utf8')));
  return about.machine === machine ? quoted : join(directory, `services-${machineName()}.json`);
}

await main(async () => {
  const repetitions = Number(process.argv[2] ?? 12);
  const bins = new Map<string, string>();
  for (const [name, wanted] of Object.entries(packages)) bins.set(name, await environment(name, wanted));
  const binOf = (service: Service): string => bins.get(service.environment) ?? '';
  const taken = services.map((): Values[] => []);
  const hopped = hops.map((): number[] => []);

  // Once before anything counts: bytecode is written and the disk is read.
  for (const service of [...services, ...hops.map((one) => one.service(one.count))]) {
    await serve(
      { bin: binOf(service), directory: placeOf(service), command: onPort(service.command), port, env: service.env },
      () => Promise.resolve(),
    );
  }
  for (let round = 1; round <= repetitions; round += 1) {
    log(`round ${String(round)} of ${String(repetitions)}`);
    for (const [index, service] of services.entries()) taken[index]?.push(await measureOnce(binOf(service), service));
    for (const [index, { count, service }] of hops.entries()) {
      const without = await cpuOnce(binOf(service(0)), service(0));
      const through = await cpuOnce(binOf(service(count)), service(count));
      hopped[index]?.push((through - without) / count);
    }
  }

  const names = ['fastapi', 'starlette', 'pydantic', 'uvicorn', 'django', 'gunicorn'];
  const about = await aboutHere(join(bins.get('fastapi') ?? '', 'python'), names);
  const result: Measurement = {
    about: { ...about, command: 'npm run measure' },
    services: await Promise.all(
      services.map(async (service, index) => {
        const { id, framework, command } = service;
        const once: Values = { ...(await sizes(binOf(service))), lines: await linesOf(service) };
        const values: Measurement['services'][number]['values'] = {};
        for (const quantity of quantities) {
          const measured = (taken[index] ?? []).flatMap((one) => one[quantity] ?? []);
          const all = measured.length > 0 ? measured : [once[quantity] ?? 0];
          values[quantity] = spreadOf(all);
        }
        return { id, framework, command, values };
      }),
    ),
    hops: hops.map(({ kind, count }, index) => ({ kind, count, cpu: spreadOf(hopped[index] ?? []) })),
  };
  const file = await fileHere(about.machine);
  await mkdir(directory, { recursive: true });
  await writeFile(file, `${JSON.stringify(result, null, 2)}\n`);
  for (const { framework, command, values } of result.services) {
    const shown = quantities.map((quantity) => `${quantity} ${(values[quantity]?.median ?? 0).toPrecision(4)}`);
    console.log([framework, command, ...shown].join(' · '));
  }
  for (const { kind, cpu } of result.hops) console.log(`${kind}: ${(cpu.median * 1e6).toFixed(1)} µs`);
  log(`written to ${file}`);
});
