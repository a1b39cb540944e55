/**
 * Astro's end of making the site. Pages are drawn while the runs that they show are still recorded: each waits for its own, those near the
 * start of the site come first, and each is handed over as soon as it is there (messages.ts). Where nobody has opened a channel, as in a
 * build by Astro's own command, everything is taken to be there.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration, AstroPrerenderer } from 'astro';
import { withPolicy } from '../csp.ts';
import { recordingFile } from '../recordings/recording-file.ts';
import { connect, type Maker } from './channel.ts';
import { pathOf, type Page } from './messages.ts';
import { createTurns, type Turn } from './turns.ts';

/** All pages may wait at once; turns.ts says which of them is drawn. */
const atOnce = 10_000;

/** The page that is being drawn, wherever its code asks. */
const drawing = new AsyncLocalStorage<{ path: string; turn: Turn }>();

async function writeWhole(file: string, bytes: Uint8Array | string): Promise<void> {
  const temporary = `${file}.${String(process.pid)}.new`;
  await writeFile(temporary, bytes);
  await rename(temporary, file);
}

/** Puts files below `assets`, each named by its content, and says its name there. A file that comes twice is written once. */
function publisher(assets: string): (name: string, bytes: Uint8Array | string) => Promise<string> {
  const published = new Map<string, Promise<string>>();
  const publish = async (file: string, bytes: Uint8Array | string): Promise<string> => {
    await mkdir(assets, { recursive: true });
    await writeWhole(join(assets, file), bytes);
    return file;
  };
  return (name, bytes) => {
    const file = `${name}.${createHash('sha256').update(bytes).digest('base64url').slice(0, 8)}.json`;
    const before = published.get(file) ?? publish(file, bytes);
    published.set(file, before);
    return before;
  };
}

/** Waits until a run is recorded, and lets other pages be drawn meanwhile. */
async function untilRecorded(maker: Maker, title: string): Promise<void> {
  const page = drawing.getStore();
  if (maker.has(title)) return;
  page?.turn.pass();
  await maker.recorded(title, page?.path ?? '');
}

/** A page as it will lie in the whole site. */
function asServed(path: string, response: Response, bytes: Buffer): Page {
  const type = response.headers.get('Content-Type') ?? 'text/html; charset=utf-8';
  const body = bytes.toString();
  return { type, body: type.startsWith('text/html') ? withPolicy(body, path) : body };
}

const depthOf = (pathname: string): number => pathOf(pathname).split('/').length;

function inTurn(usual: AstroPrerenderer, maker: Maker, base: string): AstroPrerenderer {
  const turns = createTurns();
  return {
    ...usual,
    name: 'waitlab:pages',
    async getStaticPaths() {
      const paths = await usual.getStaticPaths();
      maker.say({ kind: 'paths', paths: paths.map(({ pathname }) => pathOf(pathname)) });
      return paths.sort((one, other) => depthOf(one.pathname) - depthOf(other.pathname));
    },
    render(request, options) {
      const path = pathOf(new URL(request.url).pathname.slice(base.length));
      return turns.take((turn) =>
        drawing.run({ path, turn }, async () => {
          const rendered = await usual.render(request, options);
          const { response, ...rest } = rendered instanceof Response ? { response: rendered } : rendered;
          // Astro draws a page while its text is read.
          const body = Buffer.from(await response.arrayBuffer());
          if (response.ok || path === '404') maker.say({ kind: 'page', path, page: asServed(path, response, body) });
          const { status, headers } = response;
          return { ...rest, response: new Response(body, { status, headers }) };
        }),
      );
    },
  };
}

export function pagesAsTheyAreMade(): AstroIntegration {
  let site = { assets: '', base: '/' };
  const maker = connect();
  return {
    name: 'waitlab:pages',
    hooks: {
      'astro:config:setup': ({ command, updateConfig }) => {
        if (command !== 'build') return;
        updateConfig({
          build: { concurrency: atOnce },
          vite: {
            plugins: [
              {
                name: 'waitlab:runtime-first',
                applyToEnvironment: ({ name }) => name === 'client',
                // What lies in public/ is copied next.
                buildEnd: () => maker.runtime(),
              },
            ],
          },
        });
      },
      'astro:config:done': ({ config }) => {
        site = { assets: fileURLToPath(new URL(`${config.build.assets}/`, config.outDir)), base: config.base };
      },
      'astro:build:start': ({ setPrerenderer }) => {
        const publish = publisher(site.assets);
        globalThis.waitlabBuild = {
          untilRecorded: (title) => untilRecorded(maker, title),
          publishRecording: async (title) => publish(title, await readFile(recordingFile(title))),
          publish: (name, data) => publish(name, JSON.stringify(data)),
        };
        setPrerenderer((usual) => inTurn(usual, maker, site.base));
      },
      'astro:build:done': () => {
        maker.leave();
      },
    },
  };
}
