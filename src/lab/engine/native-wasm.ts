/**
 * The few instructions that cannot be JavaScript. A stack of WebAssembly is suspended only if nothing of JavaScript lies between its entry and
 * the place where it waits; and the table of functions, through which CPython calls, takes functions of WebAssembly only. As text:
 *
 *     (func (export "thread") (param $callable i32) (param $args i32) (result externref)
 *       (call $begin)
 *       (call $end (call $callObject (local.get $callable) (local.get $args))))
 *
 *     (func (export "wait") (param $self i32) (param $args i32) (param $count i32) (result i32) (local $me externref)
 *       (local.set $me (call $leave (local.get $args)))
 *       (call $park (local.get $me))                       ;; suspends
 *       (call $enter (local.get $me)))
 *
 * and each native function as it came in.
 */
import type { NativeFunction } from './native-function.ts';

/** What a thread does around the Python that it runs. A `Parked` is a value of JavaScript that stays on the suspended stack. */
export interface ThreadParts<Parked, End> {
  /** `PyObject_CallObject`. */
  callObject: (callable: number, args: number) => number;
  /** Its first act, before any Python. */
  begin: () => void;
  /** Its last; `result` is what the callable returned, 0 when it raised. */
  end: (result: number) => End;
  /** Makes room for others; `args` are those of `wait`. */
  leave: (args: number) => Parked;
  /** Goes on once this settles. */
  park: (me: Parked) => Promise<void>;
  /** Takes its place again; answers what `wait` does. */
  enter: (me: Parked) => number;
}

export interface Assembled<End> {
  /** Runs a Python callable on a suspendable stack; `args` is a tuple, or 0. Rejects when the interpreter broke. */
  thread: (callable: number, args: number) => Promise<End>;
  /** For the table of functions: what came in, and `wait`. */
  natives: Record<string, unknown>;
}

const i32 = 0x7f;
const externref = 0x6f;

const varint = (value: number): number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >> 7)]);
const list = (items: readonly number[][]): number[] => [...varint(items.length), ...items.flat()];
const sized = (bytes: readonly number[]): number[] => [...varint(bytes.length), ...bytes];
const name = (text: string): number[] => sized([...new TextEncoder().encode(text)]);
const signature = (parameters: number[], results: number[]): number[] => [
  0x60,
  ...sized(parameters),
  ...sized(results),
];
const section = (id: number, items: readonly number[][]): number[] => [id, ...sized(list(items))];
const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const tee = (local: number): number[] => [0x22, local];
/** Both branches leave a number. */
const ifElse = [0x04, i32];
const otherwise = [0x05];
const end = [0x0b];
/** The number 0. */
const nothing = [0x41, 0];
const call = (index: number): number[] => [0x10, ...varint(index)];
const body = (locals: readonly number[][], ...code: number[][]): number[] =>
  sized([...list(locals), ...code.flat(), 0x0b]);

const nativeType = 0;
const threadType = 1;
const types = [
  signature([i32, i32, i32], [i32]),
  signature([i32, i32], [externref]),
  signature([i32, i32], [i32]),
  signature([], []),
  signature([i32], [externref]),
  signature([externref], []),
  signature([externref], [i32]),
];
/** Imported first, in this order, so that the position is the index of the function; and which of the types it has. */
const parts = { callObject: 2, begin: 3, end: 4, leave: 4, park: 5, enter: 6 };
const at = (part: keyof typeof parts): number => Object.keys(parts).indexOf(part);

function moduleFor(natives: readonly string[]): Uint8Array<ArrayBuffer> {
  const imported = Object.entries(parts).map(([part, type]) => [...name('host'), ...name(part), 0, type]);
  const nativeImports = natives.map((native) => [...name('native'), ...name(native), 0, nativeType]);
  const exported = [...natives, 'thread', 'wait'];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, types),
    ...section(2, [...imported, ...nativeImports]),
    ...section(3, [[threadType], [nativeType]]),
    ...section(
      7,
      exported.map((export_, index) => [...name(export_), 0, ...varint(imported.length + index)]),
    ),
    ...section(10, [
      body([], call(at('begin')), get(0), get(1), call(at('callObject')), call(at('end'))),
      body([[1, externref]], get(1), call(at('leave')), set(3), get(3), call(at('park')), get(3), call(at('enter'))),
    ]),
  ]);
}

/** A native function for a place in the table of functions; Python that it calls cannot wait. */
export function asWebAssembly(act: NativeFunction): unknown {
  const bytes = Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, types),
    ...section(2, [[...name('native'), ...name('act'), 0, nativeType]]),
    ...section(7, [[...name('act'), 0, 0]]),
  ]);
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { native: { act } }).exports['act'];
}

/** Two ways of a built-in function that takes keywords (METH_FASTCALL | METH_KEYWORDS). */
interface Ways {
  /** The address of the callable to be called instead, or 0; of the arguments, how many have no name, and a tuple of the names. */
  choose: (args: number, count: number, names: number) => number;
  /** The address of what is called, without arguments, before the function itself, which is left out if it raises. It returns None. */
  before: () => number;
  /** `PyObject_Vectorcall`. */
  call: (callable: number, args: number, count: number, names: number) => number;
  /** The function itself, of WebAssembly. */
  usual: (self: number, args: number, count: number, names: number) => number;
}

/**
 * For a place in the table of functions. As text:
 *
 *     (func (export "act") (param $self i32) (param $args i32) (param $count i32) (param $names i32) (result i32) (local $other i32)
 *       (local.tee $other (call $choose (local.get $args) (local.get $count) (local.get $names)))
 *       (if (result i32)
 *         (then (call $call (local.get $other) (local.get $args) (local.get $count) (local.get $names)))
 *         (else
 *           (if (result i32) (call $call (call $before) (i32.const 0) (i32.const 0) (i32.const 0))
 *             (then (call $usual (local.get $self) (local.get $args) (local.get $count) (local.get $names)))
 *             (else (i32.const 0))))))
 */
export function choosing(ways: Ways): unknown {
  const way = { choose: 0, before: 2, call: 1, usual: 1 };
  const wayAt = (one: keyof typeof way): number[] => call(Object.keys(way).indexOf(one));
  const [self, args, count, names, other] = [get(0), get(1), get(2), get(3), get(4)];
  const bytes = Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [signature([i32, i32, i32], [i32]), signature([i32, i32, i32, i32], [i32]), signature([], [i32])]),
    ...section(
      2,
      Object.entries(way).map(([part, type]) => [...name('ways'), ...name(part), 0, type]),
    ),
    ...section(3, [[1]]),
    ...section(7, [[...name('act'), 0, Object.keys(way).length]]),
    ...section(10, [
      body(
        [[1, i32]],
        [...args, ...count, ...names, ...wayAt('choose'), ...tee(4), ...ifElse],
        [...other, ...args, ...count, ...names, ...wayAt('call'), ...otherwise],
        [...wayAt('before'), ...nothing, ...nothing, ...nothing, ...wayAt('call'), ...ifElse],
        [...self, ...args, ...count, ...names, ...wayAt('usual'), ...otherwise],
        [...nothing, ...end, ...end],
      ),
    ]),
  ]);
  const imports = { ways: { ...ways } };
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports['act'];
}

/** JavaScript Promise Integration, which TypeScript does not know yet. */
interface PromiseIntegration {
  Suspending: new (act: (me: never) => Promise<void>) => WebAssembly.ImportValue;
  promising: <Parameters extends unknown[], Result>(
    act: (...parameters: Parameters) => Result,
  ) => (...parameters: Parameters) => Promise<Result>;
}

/** Puts the parts together. Needs JavaScript Promise Integration. */
export function assemble<Parked, End>(
  host: ThreadParts<Parked, End>,
  natives: Record<string, NativeFunction>,
): Assembled<End> {
  const { Suspending, promising } = WebAssembly as unknown as PromiseIntegration;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(moduleFor(Object.keys(natives))), {
    host: { ...host, park: new Suspending(host.park) },
    native: natives,
  });
  const { thread, ...rest } = exports;
  return { thread: promising(thread as (callable: number, args: number) => End), natives: rest };
}
