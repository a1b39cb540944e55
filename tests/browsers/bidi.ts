/** WebDriver BiDi (w3c.github.io/webdriver-bidi), as far as these tests speak it, over Node's own WebSocket. */

interface Answer {
  type: 'success' | 'error' | 'event';
  id?: number | null;
  result?: unknown;
  error?: string;
  message?: string;
  method?: string;
  params?: unknown;
}

/** Milliseconds within which a browser answers anything but a script that waits. */
const patience = 60_000;

export class Bidi {
  readonly #socket: WebSocket;
  readonly #pending = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  readonly #listeners = new Map<string, (params: unknown) => void>();
  #sent = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      this.#hear(JSON.parse(String(data)) as Answer);
    };
    socket.onclose = () => {
      for (const { reject } of this.#pending.values()) reject(new Error('the browser is gone'));
      this.#pending.clear();
    };
  }

  /** `address`: of the browser's own server, such as `ws://127.0.0.1:9222`. */
  static async connect(address: string): Promise<Bidi> {
    const socket = new WebSocket(`${address}/session`);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => {
        reject(new Error(`${address} does not answer`));
      };
    });
    const bidi = new Bidi(socket);
    await bidi.send('session.new', { capabilities: {} });
    return bidi;
  }

  #hear({ type, id, result, error, message, method, params }: Answer): void {
    if (type === 'event') {
      this.#listeners.get(method ?? '')?.(params);
      return;
    }
    const asked = this.#pending.get(id ?? -1);
    this.#pending.delete(id ?? -1);
    if (type === 'success') asked?.resolve(result);
    else asked?.reject(new Error(`${String(error)}: ${String(message)}`));
  }

  /** `within`: milliseconds. Rejects with the browser's own words. */
  send(method: string, params: object, within = patience): Promise<unknown> {
    this.#sent += 1;
    const id = this.#sent;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#pending.set(id, { resolve, reject });
    const late = setTimeout(() => {
      this.#pending.delete(id);
      reject(new Error(`${method}: no answer within ${String(within / 1000)} s`));
    }, within);
    this.#socket.send(JSON.stringify({ id, method, params }));
    return promise.finally(() => {
      clearTimeout(late);
    });
  }

  async listen(event: string, listener: (params: unknown) => void): Promise<void> {
    this.#listeners.set(event, listener);
    await this.send('session.subscribe', { events: [event] });
  }

  close(): void {
    this.#socket.close();
  }
}
