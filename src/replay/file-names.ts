/** Names of files that are unpacked on any system as what they are, and nowhere else. */
import { staysInside } from '../lab/rules.ts';
import type { Problem } from '../contract/problem.ts';

/** What Windows allows in no name, or takes for a device; what shows a name as another; what UTF-8 has no bytes for. */
const foreign = /[<>:"|?*]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

const isName = (part: string): boolean => part !== '' && part !== '.' && !foreign.test(part) && !unseen.test(part);

/** One problem for each path that leaves its directory, cannot be a name everywhere, or is another's once more: as a directory, or in other letters. */
export function misnamed(paths: readonly string[]): Problem[] {
  const taken = new Map<string, string>();
  for (const path of paths) taken.set(path.toLowerCase().normalize(), path);
  return paths.flatMap((path): Problem[] => {
    if (!staysInside(path)) return [{ code: 'path-outside', values: { path } }];
    const parts = path.split('/');
    const above = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
    const isTwice = taken.get(path.toLowerCase().normalize()) !== path;
    const isBelowFile = above.some((directory) => taken.has(directory.toLowerCase().normalize()));
    return parts.every(isName) && !isTwice && !isBelowFile ? [] : [{ code: 'name-unfit', values: { path } }];
  });
}
