/** What became of the virtual disk while an engine started: which files are left, their numbers, which are open. */
import type { DiskNode, FileSystem } from '../pyodide.ts';

/** Bytes of a file that an engine's start may write: Pyodide's empty archive, and what else is small. */
const longestWritten = 4096;

/** Milliseconds since 1970: last read, last written, last changed in any way. */
type Times = [atime: number, mtime: number, ctime: number];

export interface DiskEntry {
  id: number;
  mode: number;
  rdev: number;
  times: Times;
  /** Bytes of a file that is none of the packs'. */
  written?: number[];
}

export interface Disk {
  nextInode: number;
  directory: string;
  /** In the order in which directories list them; a directory comes before what it holds. */
  entries: [path: string, DiskEntry][];
  /** Open ones besides the three that every process has. */
  streams: { fd: number; path: string; flags: number; position: number }[];
}

const isListing = (contents: DiskNode['contents']): contents is Record<string, DiskNode> =>
  typeof contents === 'object' && contents !== null && !(contents instanceof Uint8Array);

function* walk(fs: FileSystem, node: DiskNode = fs.root, path = ''): Generator<[string, DiskNode]> {
  yield [path || '/', node];
  if (!fs.isDir(node.mode) || !isListing(node.contents)) return;
  for (const [name, child] of Object.entries(node.contents)) yield* walk(fs, child, `${path}/${name}`);
}

/** `isGiven` says of a file's bytes whether they are those that the engine was given. Throws for a large file that was written since. */
export function recordDisk(fs: FileSystem, isGiven: (bytes: Uint8Array) => boolean): Disk {
  const entries = [...walk(fs)].map(([path, node]): [string, DiskEntry] => {
    const { id, mode, rdev, atime, mtime, ctime } = node;
    const entry: DiskEntry = { id, mode, rdev, times: [atime, mtime, ctime] };
    if (fs.isFile(mode) && node.contents instanceof Uint8Array && !isGiven(node.contents)) {
      if (node.contents.length > longestWritten) throw new Error(`${path} was written`);
      entry.written = [...node.contents.subarray(0, node.usedBytes)];
    }
    return [path, entry];
  });
  return {
    nextInode: fs.nextInode,
    directory: fs.currentPath,
    entries,
    streams: fs.streams.flatMap((stream) =>
      stream && stream.fd > 2
        ? [{ fd: stream.fd, path: stream.path, flags: stream.flags, position: stream.position }]
        : [],
    ),
  };
}

function remove(fs: FileSystem, path: string, node: DiskNode): void {
  if (fs.isDir(node.mode)) fs.rmdir(path);
  else fs.unlink(path);
}

/** Numbers by which a node is found among others: its own and its directory's. */
function renumber(fs: FileSystem, node: DiskNode, id: number): void {
  const children = fs.isDir(node.mode) && isListing(node.contents) ? Object.values(node.contents) : [];
  const found = [...(node.parent === node ? [] : [node]), ...children];
  for (const one of found) fs.hashRemoveNode(one);
  node.id = id;
  for (const one of found) fs.hashAddNode(one);
}

/** Names in each directory, in the order in which it lists them. */
function listingsOf(entries: Disk['entries']): Map<string, string[]> {
  const listings = new Map<string, string[]>();
  for (const [path] of entries) {
    const slash = path.lastIndexOf('/');
    const directory = path.slice(0, slash) || '/';
    const names = listings.get(directory);
    if (names) names.push(path.slice(slash + 1));
    else if (path !== '/') listings.set(directory, [path.slice(slash + 1)]);
  }
  return listings;
}

/** Files may have come in another order than there. */
function reorder(directory: DiskNode, names: readonly string[]): void {
  const { contents } = directory;
  if (!isListing(contents) || Object.keys(contents).every((name, index) => name === names[index])) return;
  const children = names.flatMap((name) => contents[name] ?? []);
  directory.contents = Object.fromEntries(children.map((child) => [child.name, child]));
}

/**
 * Of a disk that holds the same packs, and on which Python has not run: makes it what was recorded. Throws where it cannot be.
 */
export function restoreDisk(fs: FileSystem, disk: Disk): void {
  const wanted = new Map(disk.entries);
  // Backwards, so that directories are empty when their turn comes.
  for (const [path, node] of [...walk(fs)].reverse()) if (!wanted.has(path)) remove(fs, path, node);
  const present = new Map(walk(fs));
  for (const [path, { mode, written }] of disk.entries) {
    if (written) fs.writeFile(path, Uint8Array.from(written));
    else if (!present.has(path) && fs.isDir(mode)) fs.mkdir(path);
    else if (!present.has(path)) throw new Error(`${path} is not on this disk`);
  }
  fs.chdir(disk.directory);
  for (const { fd, path, flags, position } of disk.streams) {
    const stream = fs.open(path, flags);
    if (stream.fd !== fd) throw new Error(`${path} is open as ${String(stream.fd)}`);
    stream.position = position;
  }
  const devices = new Map<number, unknown>();
  const listings = listingsOf(disk.entries);
  for (const [path, node] of walk(fs)) {
    const entry = wanted.get(path);
    if (!entry) throw new Error(`${path} was not on the disk`);
    if (fs.isDir(node.mode)) reorder(node, listings.get(path) ?? []);
    if (entry.id !== node.id) renumber(fs, node, entry.id);
    if (entry.rdev !== node.rdev && fs.isChrdev(node.mode)) {
      devices.set(entry.rdev, fs.devices[node.rdev]);
      node.rdev = entry.rdev;
    }
    node.mode = entry.mode;
    [node.atime, node.mtime, node.ctime] = entry.times;
  }
  for (const [number, device] of devices) fs.devices[number] = device;
  fs.nextInode = disk.nextInode;
}
