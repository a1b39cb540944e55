/** A static file server for built pages: what any plain host does, no more; and one for a site that is still made. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sirv from 'sirv';
import { log, UserError } from './log.ts';
import type { EarlySite } from './pages/early-site.ts';
import { askAgainAfter } from './pages/waiting-page.ts';
import { freshDirectory, type SiteBuild } from './site.ts';

/** Astro's and the runtime's files are named by their content; everything else is asked for again. */
function cacheControl(path: string): string {
  const byContent = path.includes('/_astro/') || (path.includes('/runtime/') && /[.-][\w-]{8,}\.\w+/.test(path));
  return byContent ? 'public, max-age=31536000, immutable' : 'no-cache';
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Answers from the files of a directory, or else `next`. `changing`: files may come while it serves. */
function filesOf(directory: string, { changing }: { changing: boolean }) {
  return sirv(directory, {
    etag: true,
    dev: changing,
    setHeaders: (response, path) => {
      response.setHeader('Cache-Control', cacheControl(`/${path}`));
    },
  });
}

const html = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-cache' };

function handlerOf({ base, directory }: SiteBuild): Handler {
  const files = filesOf(directory, { changing: false });
  const notFound = readFileSync(join(directory, '404.html'));
  return (request, response) => {
    request.url = `/${(request.url ?? '/').slice(base.length)}`;
    files(request, response, () => {
      response.writeHead(404, html);
      response.end(notFound);
    });
  };
}

/** Builds beside each other, each below its own path. */
export function sitesHandler(builds: readonly SiteBuild[]): Handler {
  return mounted(builds.map((build) => [build.base, handlerOf(build)]));
}

function mounted(handlers: readonly (readonly [base: string, handler: Handler])[]): Handler {
  // The longest base first: `/x/` must win over `/`.
  const sorted = [...handlers].sort(([one], [other]) => other.length - one.length);
  return (request, response) => {
    const [, handle] = sorted.find(([base]) => request.url?.startsWith(base)) ?? [];
    if (handle) handle(request, response);
    else response.writeHead(404).end();
  };
}

/** A site that is still made; `whole`: who answers once it is there, null until then. */
export function earlyHandler(site: SiteBuild, early: EarlySite, whole: () => Handler | null): Handler {
  const { base } = site;
  const published = filesOf('public', { changing: true });
  const bundled = filesOf(freshDirectory(site), { changing: true });
  const answer: Handler = (request, response) => {
    const answered = early.answer((request.url ?? '/').slice(base.length).replace(/[?#].*$/s, ''));
    switch (answered.kind) {
      case 'page':
        response.writeHead(answered.status, { 'Content-Type': answered.page.type, 'Cache-Control': 'no-cache' });
        response.end(answered.page.body);
        break;
      case 'waiting':
        response.writeHead(answered.status, { ...html, 'Retry-After': String(askAgainAfter) });
        response.end(answered.html);
        break;
      case 'later':
        void answered.until.then(() => {
          (whole() ?? answer)(request, response);
        });
    }
  };
  const files: Handler = (request, response) => {
    const { url } = request;
    request.url = `/${(url ?? '/').slice(base.length)}`;
    // Elsewhere lie pages that are half written.
    const directory = request.url.startsWith('/_astro/') ? bundled : published;
    directory(request, response, () => {
      request.url = url;
      answer(request, response);
    });
  };
  const making = mounted([[base, files]]);
  return (request, response) => {
    (whole() ?? making)(request, response);
  };
}

/** Serves several builds beside each other; resolves once the port is open. */
export function serve(builds: readonly SiteBuild[], port: number): Promise<Server> {
  return listen(createServer(sitesHandler(builds)), port);
}

/** Opens the port for a server. Throws a UserError where another program holds it. */
export function listen(server: Server, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') reject(error);
      const cause = `Port ${String(port)} of this machine is taken by another program.`;
      reject(new UserError(cause, `stop that program, or choose another port: PORT=${String(port + 1)} npm start`));
    });
    server.listen(port, 'localhost', () => {
      resolve(server);
    });
  });
}

/** Refuses a port that another program holds. */
export async function portIsFree(port: number): Promise<void> {
  const server = await listen(createServer(), port);
  await new Promise((resolve) => server.close(resolve));
}

/** Ends the server when the terminal asks, at once. */
export function stopOnSignal(server: Server): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      log('stopped');
      server.closeAllConnections();
      server.close();
      // What is still made is ended by it too: each process of it watches for this one.
      process.exit();
    });
  }
}
