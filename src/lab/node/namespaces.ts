/**
 * The operating system's own walls around the process that engines live in, where a Linux machine offers them to ordinary users: a network
 * without interfaces, no sight of other processes, no rights even over files of its own user namespace. The walls before it (boundary.ts,
 * lockdown.ts, Node's permission model) stand without them as well.
 */
import { spawnSync } from 'node:child_process';
import process from 'node:process';

/** `unshare` of util-linux: new namespaces, an unprivileged user in them, and an end for the process when its parent ends. */
const walls = [
  ...['--user', '--map-user=65534', '--map-group=65534'],
  ...['--net', '--ipc', '--uts', '--pid', '--fork', '--kill-child=SIGKILL', '--'],
];
/** Milliseconds. */
const timeout = 5000;

let found: string[] | null = null;

/** Words to put before a command line; none where the machine does not offer it. Asks the machine once. */
export function namespaces(): readonly string[] {
  if (found) return found;
  const works =
    process.platform === 'linux' &&
    spawnSync('unshare', [...walls, 'true'], { stdio: 'ignore', env: {}, timeout: timeout }).status === 0;
  found = works ? ['unshare', ...walls] : [];
  return found;
}
