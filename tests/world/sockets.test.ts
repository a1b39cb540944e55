/** What programs find out about sockets and descriptors when they look closely: Linux's answers. */
import { expect, test } from 'vitest';
import { burst, jobOf, program } from './programs.ts';
import { run } from './run.ts';

/** Functions of the program, whose doc strings say what they show, and what each has to return. */
const expected = {
  fds_travel: "(b'here', b'through', 0)",
  datagrams: "(b'thr', True, b'ONE', True)",
  connected_datagrams: "('ECONNREFUSED', 0)",
  unix_paths: "(True, 'ECONNREFUSED', 'ENOENT', 'EADDRINUSE')",
  ports: "('EADDRINUSE', 2)",
  full_unix_backlog: "('EAGAIN', 'EAGAIN', 0.5)",
  slow_reader: "(True, 'EAGAIN', 'timed out', 0.25, 1.25)",
  reset: "(b'last words', 'ECONNRESET', b'', 'EPIPE', (True, True))",
  shut_down_listener: "('EINVAL', 'ECONNREFUSED')",
  implicit_bind: "('0.0.0.0', True, 'EINVAL')",
  vectored_pipes: "((3, 3), [bytearray(b'on'), bytearray(b'e\\x00')], 'ESPIPE', 'ESPIPE', 'EINVAL', 'EINVAL')",
  pipes_as_files: "('line\\n', 'EBADF')",
};

test('sockets and descriptors answer as on Linux', async () => {
  const files = { 'main.py': program('sockets_and_descriptors') };
  const side = await run(jobOf({ command: 'uvicorn main:app', files }, [burst('/', 1)]));
  const output = side.output['0'] ?? '';
  const found = Object.fromEntries(
    Object.keys(expected).map((name) => [name, new RegExp(`^${name}: (.*)$`, 'm').exec(output)?.[1]]),
  );
  expect(found, output).toEqual(expected);
});
