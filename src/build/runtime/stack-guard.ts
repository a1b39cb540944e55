/**
 * Lets CPython ask the right stack how much room is left.
 *
 * C's recursion (a nested list that is printed, compared, parsed from JSON or let go of) ends in a RecursionError because CPython compares its
 * stack pointer with the thread's `c_stack_soft_limit`. In WebAssembly that pointer knows of a second stack only, the one in memory, where a
 * level of such a recursion may take 16 bytes; return addresses and local variables are on the engine's own stack, which nobody can
 * see. That one is full long before: the engine then throws what no code of C can catch, and the interpreter is lost.
 *
 * So each place where CPython reads the limit asks a function of ours instead. It estimates what the engine's stack holds: so much for a
 * byte of the stack in memory, and so much for each check that has begun and not ended. Which these are it knows from the stack pointers: a
 * function that checks has a frame of its own, so checks that enclose each other stand at lower and lower addresses, and one that stands
 * below the pointer of now has ended. What it answers is a limit of the same kind, for whoever compares it, or counts what is left.
 *
 * One place has no frame of its own: `_Py_Dealloc`, through which a container that is let go of lets go of what it holds. It gets one, by a
 * function around it.
 *
 * As text (`bytes` are of the stack in memory, `$top` its end; the numbers are those of `costs`):
 *
 *     (func $limit (param $thread i32) (result i32) (local $set i32) (local $pointer i32) (local $count i32) (local $limit i32)
 *       $set = $thread.c_stack_soft_limit
 *       if ($base == 0 || $thread.c_stack_top != $top) return $set      ;; not begun; or no state of a thread
 *       $pointer = __stack_pointer
 *       $count = $depth
 *       while ($count > 0 && $base[$count - 1] < $pointer) $count -= 1
 *       if ($count == 0 || $base[$count - 1] != $pointer) $base[$count] = $pointer, $count += 1
 *       $depth = $count
 *       $limit = $pointer - ($budget - $count * check - ($top - $pointer) * byte)
 *       return max($limit, $set))
 *
 *     (func $_Py_Dealloc (param $object i32)
 *       __stack_pointer -= 16
 *       call $published($object)
 *       __stack_pointer += 16)
 */
import { UserError } from '../log.ts';

/** What the engine's stack holds, by what is known of the stack in memory; in units of the budget (src/lab/engine/stack-guard.ts). */
const costs = { check: 330, byte: 1 };

/** `c_stack_top` and `c_stack_soft_limit` in the state of a thread (Include/internal/pycore_tstate.h of CPython 3.14). */
const offsets = { top: 708, limit: 712 };

/** Checks of CPython in the interpreter that is known; another one must be looked at. */
const expectedSites = 75;

const i32 = 0x7f;

function* varint(value: number): Generator<number> {
  for (; value >= 0x80; value = Math.floor(value / 0x80)) yield (value & 0x7f) | 0x80;
  yield value;
}
/** As `varint` for a signed number; all of ours are positive. */
function* signed(value: number): Generator<number> {
  for (; value >= 0x40; value = Math.floor(value / 0x80)) yield (value & 0x7f) | 0x80;
  yield value;
}
const text = (name: string): number[] => [...varint(name.length), ...new TextEncoder().encode(name)];

interface Section {
  id: number;
  /** Of its contents, without id and length. */
  start: number;
  end: number;
}

class Reader {
  readonly bytes: Uint8Array;
  at: number;
  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }
  byte(): number {
    this.at += 1;
    return this.bytes[this.at - 1] ?? 0;
  }
  varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }
  skipText(): void {
    const length = this.varint();
    this.at += length;
  }
}

function sectionsOf(wasm: Uint8Array): Section[] {
  const reader = new Reader(wasm, 8);
  const sections: Section[] = [];
  while (reader.at < wasm.length) {
    const id = reader.byte();
    const size = reader.varint();
    sections.push({ id, start: reader.at, end: reader.at + size });
    reader.at += size;
  }
  return sections;
}

const ids = { type: 1, function: 3, global: 6, export: 7, code: 10 };

/** The index of a function's type. */
function indexOfType(wasm: Uint8Array, { start }: Section, wanted: readonly (readonly number[])[]): number {
  const reader = new Reader(wasm, start);
  const count = reader.varint();
  for (let index = 0; index < count; index += 1) {
    if (reader.byte() !== 0x60) break;
    const signature: number[][] = [];
    for (let list = 0; list < 2; list += 1) {
      const length = reader.varint();
      signature.push([...wasm.subarray(reader.at, reader.at + length)]);
      reader.at += length;
    }
    if (JSON.stringify(signature) === JSON.stringify(wanted)) return index;
  }
  throw unknown();
}

/** Indices of exported globals, by name. */
function exportedGlobals(wasm: Uint8Array, { start }: Section): Map<string, number> {
  const reader = new Reader(wasm, start);
  const found = new Map<string, number>();
  for (let left = reader.varint(); left > 0; left -= 1) {
    const from = reader.at;
    reader.skipText();
    const name = new Reader(wasm, from);
    const length = name.varint();
    const kind = reader.byte();
    const index = reader.varint();
    if (kind === 3) found.set(new TextDecoder().decode(wasm.subarray(name.at, name.at + length)), index);
  }
  return found;
}

/** Where the function lies that has `site`: without its length, with the declarations of its locals. */
function functionAround(wasm: Uint8Array, { start }: Section, site: number): { start: number; end: number } {
  const reader = new Reader(wasm, start);
  for (let left = reader.varint(); left > 0; left -= 1) {
    const size = reader.varint();
    const found = { start: reader.at, end: reader.at + size };
    if (site < found.end) return found;
    reader.at = found.end;
  }
  throw unknown();
}

const unknown = (): UserError =>
  new UserError(
    'This build of Python checks its stack in other places than the one that is known.',
    'See docs/upgrading.md and src/build/runtime/stack-guard.ts: `offsets`, `expectedSites` and the shapes of a check.',
  );

const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const getGlobal = (index: number): number[] => [0x23, ...varint(index)];
const setGlobal = (index: number): number[] => [0x24, ...varint(index)];
const constant = (value: number): number[] => [0x41, ...signed(value)];
const load = (offset: number): number[] => [0x28, 2, ...varint(offset)];
const store = [0x36, 2, 0];
const op = { eqz: 0x45, ne: 0x47, ltU: 0x49, gtU: 0x4b, add: 0x6a, sub: 0x6b, mul: 0x6c, or: 0x72, shl: 0x74 };
const nop = 0x01;
/** The least that keeps the stack pointer aligned. */
const frameSize = 16;
const [block, loop, branch, branchIf, end, select, return_] = [0x02, 0x03, 0x0c, 0x0d, 0x0b, 0x1b, 0x0f];
const empty = 0x40;

/** `$base[$count - 1]` */
const last = (base: number, count: number): number[] => [
  ...getGlobal(base),
  ...[...get(count), ...constant(1), op.sub, ...constant(2), op.shl, op.add],
  ...load(0),
];

function limitFunction(pointerGlobal: number, { base, depth, top, budget }: Record<OwnGlobal, number>): number[] {
  const [thread, stored, pointer, count, limit] = [0, 1, 2, 3, 4];
  const code = [
    ...[...get(thread), ...load(offsets.limit), ...set(stored)],
    // if ($base == 0 || $thread.c_stack_top != $top) return $set
    ...[block, empty],
    ...[...getGlobal(base), op.eqz, ...get(thread), ...load(offsets.top), ...getGlobal(top), op.ne, op.or, op.eqz],
    ...[branchIf, 0, ...get(stored), return_, end],
    ...[...getGlobal(pointerGlobal), ...set(pointer), ...getGlobal(depth), ...set(count)],
    // while ($count > 0 && $base[$count - 1] < $pointer) $count -= 1
    ...[block, empty, loop, empty],
    ...[...get(count), op.eqz, branchIf, 1],
    ...[...last(base, count), ...get(pointer), op.ltU, op.eqz, branchIf, 1],
    ...[...get(count), ...constant(1), op.sub, ...set(count), branch, 0],
    ...[end, end],
    // if ($count == 0 || $base[$count - 1] != $pointer) push
    ...[block, empty, block, empty],
    ...[...get(count), op.eqz, branchIf, 0],
    ...[...last(base, count), ...get(pointer), op.ne, op.eqz, branchIf, 1],
    ...[end],
    ...[...getGlobal(base), ...get(count), ...constant(2), op.shl, op.add, ...get(pointer), ...store],
    ...[...get(count), ...constant(1), op.add, ...set(count)],
    ...[end],
    ...[...get(count), ...setGlobal(depth)],
    // $limit = $pointer - ($budget - $count * check - ($top - $pointer) * byte)
    ...[...get(pointer), ...getGlobal(budget), op.sub],
    ...[...get(count), ...constant(costs.check), op.mul, op.add],
    ...[...getGlobal(top), ...get(pointer), op.sub, ...constant(costs.byte), op.mul, op.add, ...set(limit)],
    // max($limit, $set)
    ...[...get(limit), ...get(stored), ...get(limit), ...get(stored), op.gtU, select],
    end,
  ];
  const body = [1, 4, i32, ...code];
  return [...varint(body.length), ...body];
}

/** A call of `published` with a frame around it, as long as the function in whose place it comes. */
function withFrame(published: number, pointerGlobal: number, size: number): number[] {
  const move = (direction: number): number[] => [
    ...[...getGlobal(pointerGlobal), ...constant(frameSize), direction, ...setGlobal(pointerGlobal)],
  ];
  const code = [0, ...move(op.sub), ...get(0), 0x10, ...varint(published), ...move(op.add)];
  return [...code, ...new Array<number>(size - code.length - 1).fill(nop), end];
}

/**
 * - `base`: where the stack pointers of open checks stand, lowest last; 0 until there is room for them.
 * - `depth`: how many there are.
 * - `top`: where the stack in memory ends.
 * - `budget`: what the engine's stack may hold.
 */
const ownGlobals = ['base', 'depth', 'top', 'budget'] as const;
type OwnGlobal = (typeof ownGlobals)[number];

type Shape = readonly number[];

const standsBehind = (code: Uint8Array, at: number, shape: Shape): boolean =>
  shape.every((byte, index) => byte === -1 || byte === code[at + index]);

/** (pointer - limit) >> 13: what is left, when a container is let go of. */
const inDealloc: Shape = [0x6b, 0x41, 0x0d, 0x75];

/** What stands behind a check of CPython, which has just loaded the limit; -1 is any byte. */
function checks(pointerGlobal: number): Shape[] {
  return [
    inDealloc,
    // the same, for the depth of a tree of syntax
    [0x6b, 0x41, 0x0d, 0x76],
    // tee limit; get pointer; limit <= pointer
    [0x22, -1, 0x20, -1, 0x4d],
    // (pointer is there) tee limit; pointer >= limit
    [0x22, -1, 0x4f],
    // tee limit; the pointer itself, tee; limit <= pointer
    [0x22, -1, ...getGlobal(pointerGlobal), 0x22, -1, 0x4d],
  ];
}

/** The interpreter, with every check of its stack turned into a call of a function that is added to it. */
export function guardStack(wasm: Uint8Array): Uint8Array<ArrayBuffer> {
  const sections = sectionsOf(wasm);
  const section = (id: number): Section => {
    const found = sections.find((one) => one.id === id);
    if (!found) throw unknown();
    return found;
  };
  const countOf = (id: number): number => new Reader(wasm, section(id).start).varint();
  const { imported, globals } = importedCounts(wasm);
  const pointerGlobal = exportedGlobals(wasm, section(ids.export)).get('__stack_pointer');
  if (pointerGlobal === undefined) throw unknown();
  const firstGlobal = globals + countOf(ids.global);
  const own = Object.fromEntries(ownGlobals.map((name, index) => [name, firstGlobal + index])) as Record<
    OwnGlobal,
    number
  >;
  const limit = imported + countOf(ids.function);
  const guarded = Uint8Array.from(wasm);
  const { start, end: codeEnd } = section(ids.code);
  const loadsLimit = load(offsets.limit);
  const shapes = checks(pointerGlobal);
  const sites: number[] = [];
  for (let at = start; at < codeEnd - loadsLimit.length; at += 1) {
    const behind = at + loadsLimit.length;
    if (!standsBehind(wasm, at, loadsLimit) || !shapes.some((shape) => standsBehind(wasm, behind, shape))) continue;
    // `call`, as long as what it replaces.
    guarded.set([0x10, (limit & 0x7f) | 0x80, ((limit >> 7) & 0x7f) | 0x80, limit >> 14], at);
    sites.push(at);
  }
  const deallocs = sites.filter((at) => standsBehind(wasm, at + loadsLimit.length, inDealloc));
  if (sites.length !== expectedSites || deallocs.length !== 1) throw unknown();
  const dealloc = functionAround(wasm, section(ids.code), deallocs[0] ?? 0);
  const published = guarded.slice(dealloc.start, dealloc.end);
  guarded.set(withFrame(limit + 1, pointerGlobal, published.length), dealloc.start);

  const typeOf = (...signature: number[][]): number => indexOfType(wasm, section(ids.type), signature);
  const added: Record<number, { items: number; bytes: number[] }> = {
    [ids.function]: {
      items: 2,
      bytes: [...varint(typeOf([i32], [i32])), ...varint(typeOf([i32], []))],
    },
    [ids.global]: {
      items: ownGlobals.length,
      bytes: ownGlobals.flatMap(() => [i32, 1, ...constant(0), end]),
    },
    [ids.export]: {
      items: ownGlobals.length,
      bytes: ownGlobals.flatMap((name) => [...text(`stack_guard_${name}`), 3, ...varint(own[name])]),
    },
    [ids.code]: {
      items: 2,
      bytes: [...limitFunction(pointerGlobal, own), ...varint(published.length), ...published],
    },
  };
  const parts: (Uint8Array | number[])[] = [guarded.subarray(0, 8)];
  for (const { id, start: from, end: to } of sections) {
    const more = added[id];
    const reader = new Reader(guarded, from);
    const head = more ? [...varint(reader.varint() + more.items)] : [];
    const rest = guarded.subarray(more ? reader.at : from, to);
    const tail = more?.bytes ?? [];
    parts.push([id, ...varint(head.length + rest.length + tail.length), ...head], rest, tail);
  }
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  if (!WebAssembly.validate(result)) throw unknown();
  return result;
}

function importedCounts(wasm: Uint8Array): { imported: number; globals: number } {
  const kinds = WebAssembly.Module.imports(new WebAssembly.Module(wasm as BufferSource)).map(({ kind }) => kind);
  const count = (wanted: string): number => kinds.filter((kind) => kind === wanted).length;
  return { imported: count('function'), globals: count('global') };
}
