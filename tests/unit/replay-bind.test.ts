/** Where programs of a replay listen, however they ask for it. */
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { findPython } from '../../src/build/python.ts';

const [program, ...words] = await findPython();

/** What Python prints of the expressions, each a socket or an error, in a replay's programs. */
function bound(...expressions: string[]): string[] {
  const code = `import _socket, asyncio, http.server, json, socket
from socket import AF_INET, AF_INET6, SOCK_DGRAM

def on(address, family=AF_INET, kind=socket.SOCK_STREAM, of=socket.socket):
    made = of(family, kind)
    made.bind(address)
    return made

def listening(family=AF_INET):
    made = socket.socket(family)
    made.listen()
    return made

async def _serve(host):
    server = await asyncio.start_server(lambda *_: None, host, 0)
    return server.sockets[0]

def told(text):
    try:
        name = eval(text).getsockname()
        return name[0] + (" bound" if name[1] else " unbound")
    except OSError as error:
        return type(error).__name__

print(json.dumps([told(text) for text in ${JSON.stringify(expressions)}]))`;
  const names = { hosts: ['stock', 'localhost', '127.0.0.1'], ports: {} };
  const answer = execFileSync(program, [...words, '-c', code], {
    encoding: 'utf8',
    env: { ...process.env, PYTHONPATH: 'src/replay/names', WAITLAB_NAMES: JSON.stringify(names) },
  });
  return JSON.parse(answer) as string[];
}

const all = (expressions: string[], said: string) => {
  expect(bound(...expressions).map((one, index) => [expressions[index], one])).toEqual(
    expressions.map((expression) => [expression, said]),
  );
};

describe('a program that asks for', () => {
  test('every network gets this machine’s own', () => {
    const hosts = [
      '""',
      '"0.0.0.0"',
      '"0"',
      'b"0.0.0.0"',
      'bytearray(b"0.0.0.0")',
      '"localhost"',
      '"stock"',
      '"127.0.0.1"',
    ];
    all(
      [
        ...hosts.map((host) => `on((${host}, 0))`),
        ...['on(("", 0), kind=SOCK_DGRAM)', 'socket.create_server(("", 0))', 'listening()'],
        'asyncio.run(_serve("0.0.0.0"))',
        'http.server.HTTPServer(("", 0), http.server.BaseHTTPRequestHandler).socket',
      ],
      '127.0.0.1 bound',
    );
  });

  test('an address of another network, or a socket that goes around all this, is refused', () => {
    all(
      [
        ...['"10.0.0.1"', '"8.8.8.8"', '"255.255.255.255"', '"<broadcast>"'].map((host) => `on((${host}, 0))`),
        ...['""', '"0.0.0.0"'].map((host) => `on((${host}, 0), of=_socket.socket)`),
        'on(("::ffff:10.0.0.1", 0), AF_INET6)',
      ],
      'PermissionError',
    );
  });

  const hasIpv6 = bound('on(("::1", 0), AF_INET6)')[0] === '::1 bound';
  test.skipIf(!hasIpv6)('every network of IPv6 gets this machine’s own, of IPv4 too where it wanted both', () => {
    all(
      [
        'on(("", 0), AF_INET6)',
        'on(("::", 0), AF_INET6)',
        'on(("::ffff:0.0.0.0", 0), AF_INET6)',
        'listening(AF_INET6)',
      ],
      '::ffff:127.0.0.1 bound',
    );
    all(['socket.create_server(("", 0), family=AF_INET6)', 'on(("localhost", 0), AF_INET6)'], '::1 bound');
  });
});
