/** A static file server for built pages: what any plain host does, no more. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sirv from 'sirv';
import { log, UserError } from './log.ts';
import type { SiteBuild } from './site.ts';

/** Astro's and the runtime's files are named by their content; everything else is asked for again. */
function cacheControl(path: string): string {
  const byContent = path.includes('/_astro/') || (path.includes('/runtime/') && /[.-][\w-]{8,}\.\w+/.test(path));
  return byContent ? 'public, max-age=31536000, immutable' : 'no-cache';
}

function handlerOf({ base, directory }: SiteBuild) {
  const files = sirv(directory, {
    etag: true,
    setHeaders: (response, path) => {
      response.setHeader('Cache-Control', cacheControl(`/${path}`));
    },
  });
  const notFound = readFileSync(join(directory, '404.html'));
  return (request: IncomingMessage, response: ServerResponse): void => {
    request.url = `/${(request.url ?? '/').slice(base.length)}`;
    files(request, response, () => {
      response.writeHead(404, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-cache' });
      response.end(notFound);
    });
  };
}

/** Serves several builds beside each other; resolves once the port is open. */
export function serve(builds: readonly SiteBuild[], port: number): Promise<Server> {
  // The longest base first: `/x/` must win over `/`.
  const mounted = [...builds]
    .sort((one, other) => other.base.length - one.base.length)
    .map((build) => ({ base: build.base, handle: handlerOf(build) }));
  const server = createServer((request, response) => {
    const mount = mounted.find(({ base }) => request.url?.startsWith(base));
    if (mount) mount.handle(request, response);
    else response.writeHead(404).end();
  });
  return listen(server, port);
}

function listen(server: Server, port: number): Promise<Server> {
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
    });
  }
}
