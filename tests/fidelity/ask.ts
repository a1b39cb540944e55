/** A bounded client: so many requests for `/` to 127.0.0.1, a few at a time, each sent when the one before it on its turn was answered. */
import { Agent, get } from 'node:http';

/** Requests under way at once, and seconds that all together may take. */
const atOnce = 8;
const timeout = 60;

function ask(agent: Agent, port: number, signal: AbortSignal): Promise<void> {
  return new Promise((answered, fail) => {
    const request = get({ host: '127.0.0.1', port, path: '/', agent, signal }, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 200) answered();
        else fail(new Error(`status ${String(response.statusCode)}`));
      });
      response.once('error', fail);
    });
    request.once('error', fail);
  });
}

/** Seconds that `requests` took. Throws when one is not answered with 200. */
export async function askMany(port: number, requests: number, keepAlive: boolean): Promise<number> {
  const agent = new Agent({ keepAlive, maxSockets: atOnce });
  const signal = AbortSignal.timeout(timeout * 1000);
  let left = requests;
  const began = performance.now();
  try {
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        while (left > 0) {
          left -= 1;
          await ask(agent, port, signal);
        }
      }),
    );
  } finally {
    agent.destroy();
  }
  return (performance.now() - began) / 1000;
}
