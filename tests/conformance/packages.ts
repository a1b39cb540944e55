/** What is installed beside the runtime: wheels of pure Python, and of packages with a core of C the part that does without it. */
import { readSources, readWheel, type Tree } from './archive.ts';
import { fetchAll, type Fetched } from './fetch.ts';

/** Where Python lies in the sources of a package whose wheels are compiled. */
const pureParts: Readonly<Record<string, string>> = { markupsafe: 'src/', pyyaml: 'lib/' };

const ofProject = (files: readonly Fetched[], project: string): Uint8Array => {
  const found = files.find(({ name }) => name.toLowerCase().startsWith(`${project}-`));
  if (!found) throw new Error(`tests/conformance names no ${project}`);
  return found.bytes;
};

/** The published sources of a project, by path. */
export const sourcesOf = async (project: string): Promise<Tree> =>
  readSources(ofProject(await fetchAll('sources'), project));

/** Files of a package, as they lie in a directory of `sys.path`. */
export async function packageOf(project: string): Promise<Tree> {
  const root = pureParts[project];
  if (root === undefined) return readWheel(ofProject(await fetchAll('packages'), project));
  const files = Object.entries(await sourcesOf(project));
  return Object.fromEntries(
    files.filter(([path]) => path.startsWith(root)).map(([path, bytes]) => [path.slice(root.length), bytes]),
  );
}
