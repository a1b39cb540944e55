/** The programs beside this file, and what is to be read from what they print, wherever they run. */
import { readFileSync } from 'node:fs';

const source = (name: string): string => readFileSync(new URL(`${name}.py`, import.meta.url), 'utf8');

/** Walks every object within reach; `waysOut` names those that lead out of the interpreter. */
export const walk = {
  program: source('walk'),
  read(printed: string): { objects: number; waysOut: string | undefined; modules: string | undefined } {
    return {
      objects: Number(/^saw (\d+) objects/m.exec(printed)?.[1]),
      waysOut: /^ways out: (.*)$/m.exec(printed)?.[1],
      modules: /^modules of the bridge: (.*)$/m.exec(printed)?.[1],
    };
  },
};

/** Tries every known road. */
export const escapes = {
  program: source('escapes'),
  read(printed: string): { tried: number; refused: string[]; reached: string[] } {
    const names = (start: string): string[] =>
      [...printed.matchAll(new RegExp(`^${start}: (.*)$`, 'gm'))].map(([, name]) => name ?? '');
    return {
      tried: Number(/^tried (\d+) roads/m.exec(printed)?.[1]),
      refused: names('refused'),
      reached: names('REACHED'),
    };
  },
};
