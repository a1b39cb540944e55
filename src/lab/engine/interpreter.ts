/**
 * CPython as a WebAssembly instance: the part of its C interface that the engine calls, and its memory. Addresses are numbers; 0 is C's
 * NULL. Unless a function says otherwise it needs an attached thread state, which there is whenever no Python runs.
 */

/** Exports of Pyodide 314.0.7's core, by their names in C; an upgrade is checked here. Data symbols hold their address. */
interface Exports {
  memory: WebAssembly.Memory;
  __indirect_function_table: WebAssembly.Table;
  _Py_NoneStruct: WebAssembly.Global;
  /** Counted down at every function entry and loop iteration while `Py_EMSCRIPTEN_SIGNAL_HANDLING` is not 0. */
  _Py_emscripten_signal_clock: WebAssembly.Global;
  Py_EMSCRIPTEN_SIGNAL_HANDLING: WebAssembly.Global;
  PyImport_Inittab: WebAssembly.Global;
  PyLong_Type: WebAssembly.Global;
  PyUnicode_Type: WebAssembly.Global;
  /** Where the address of the class is. */
  PyExc_OSError: WebAssembly.Global;
  _PyRuntime: WebAssembly.Global;
  /** Added to the published core (src/build/runtime/stack-guard.ts), which says what they are. */
  stack_guard_base: WebAssembly.Global;
  stack_guard_depth: WebAssembly.Global;
  stack_guard_top: WebAssembly.Global;
  stack_guard_budget: WebAssembly.Global;
  /** Where the addresses of the local time zone's two names are; good once `tzset` was called, which then does nothing more. */
  tzname: WebAssembly.Global;
  tzset: () => void;
  malloc: (bytes: number) => number;
  free: (address: number) => void;
  emscripten_stack_get_current: () => number;
  emscripten_stack_get_base: () => number;
  _emscripten_stack_restore: (address: number) => void;
  PyInterpreterState_Get: () => number;
  PyThreadState_New: (interpreter: number) => number;
  PyThreadState_Get: () => number;
  PyThread_get_thread_ident: () => number;
  PyThreadState_Swap: (state: number) => number;
  PyThreadState_Clear: (state: number) => void;
  PyThreadState_Delete: (state: number) => void;
  /** `args` is a tuple, or 0 for no arguments. */
  PyObject_CallObject: (callable: number, args: number) => number;
  /** `args` is where the arguments are; the first `count` have no name, the others those of the tuple `names`, which may be 0. */
  PyObject_Vectorcall: (callable: number, args: number, count: number, names: number) => number;
  PyObject_GetAttrString: (object: number, name: number) => number;
  PyObject_Str: (object: number) => number;
  PyImport_ImportModule: (name: number) => number;
  /** Forgets what was kept of a built-in module; its file has its name. */
  _PyImport_ClearExtension: (name: number, file: number) => number;
  /** A borrowed reference. */
  PyImport_AddModule: (name: number) => number;
  PyModule_AddObjectRef: (module: number, name: number, value: number) => number;
  PyCMethod_New: (definition: number, self: number, module: number, type: number) => number;
  /** A function's index in the table of functions. */
  PyType_GetSlot: (type: number, slot: number) => number;
  /** A borrowed reference, or 0. */
  PyDict_GetItem: (dictionary: number, key: number) => number;
  PyTuple_New: (length: number) => number;
  PyTuple_Size: (tuple: number) => number;
  /** A borrowed reference. */
  PyTuple_GetItem: (tuple: number, index: number) => number;
  PyTuple_GetSlice: (tuple: number, start: number, end: number) => number;
  /** Takes over the reference to `item`. */
  PyTuple_SetItem: (tuple: number, index: number, item: number) => number;
  PyUnicode_FromStringAndSize: (utf8: number, bytes: number) => number;
  PyUnicode_AsUTF8AndSize: (text: number, bytes: number) => number;
  PyLong_FromDouble: (value: number) => number;
  PyFloat_FromDouble: (value: number) => number;
  /** -1 with an exception set for what is no number. */
  PyFloat_AsDouble: (value: number) => number;
  PyErr_Occurred: () => number;
  PyErr_Clear: () => void;
  PyErr_GetRaisedException: () => number;
  Py_IncRef: (object: number) => void;
  Py_DecRef: (object: number) => void;
}

type DataSymbol = {
  [Name in keyof Exports]: Exports[Name] extends WebAssembly.Global ? Name : never;
}[keyof Exports];

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * An address is 32 bits wide, and WebAssembly hands numbers of 32 bits over as signed ones: what lies beyond 2 GB comes as a negative number.
 * Whoever looks an address up in the memory makes it positive first, with `>>> 0`, or `>>> 2` where words are counted.
 */
export class Interpreter {
  readonly exports: Exports;
  #bytes = new Uint8Array();
  #words = new Int32Array();
  /** The word where CPython notes whose signals are handled. */
  readonly #mainState: number;

  /** Of a Python that has started, while none of its code runs. */
  constructor(instance: WebAssembly.Instance) {
    this.exports = instance.exports as unknown as Exports;
    this.#mainState = this.#findMainState();
  }

  /** The memory; another array once it has grown, so never to be kept. */
  get bytes(): Uint8Array {
    this.#follow();
    return this.#bytes;
  }

  get words(): Int32Array {
    this.#follow();
    return this.#words;
  }

  #follow(): void {
    const { buffer } = this.exports.memory;
    if (this.#bytes.buffer === buffer) return;
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Int32Array(buffer);
  }

  /** The address of a data symbol. */
  readonly at = (symbol: DataSymbol): number => this.exports[symbol].value as number;

  /**
   * Attaches another thread state; answers the one before. CPython gives signals to the main thread's state, wherever it is (`main_tstate` of
   * its runtime state): the running thread is to get them, so it takes that place.
   */
  attach(state: number): number {
    this.words[this.#mainState] = state;
    return this.exports.PyThreadState_Swap(state);
  }

  /** While the main thread's state is attached. It stands behind the main thread's number (Include/internal/pycore_runtime_structs.h). */
  #findMainState(): number {
    const { words, exports } = this;
    const runtime = this.at('_PyRuntime') >>> 2;
    const word = words.indexOf(exports.PyThreadState_Get(), runtime);
    if (words[word - 1] !== exports.PyThread_get_thread_ident())
      throw new Error('this Python keeps its main thread elsewhere');
    return word;
  }

  /** Python's None, which is immortal: it counts no references. */
  get none(): number {
    return this.at('_Py_NoneStruct');
  }

  /** Text that ends with a NUL, at an address that is never freed: for definitions, which CPython does not copy. */
  lastingText(text: string): number {
    return this.#copy(encoder.encode(`${text}\0`));
  }

  /** Hands `text` to a function of C as a NUL-terminated string for the time of one call. */
  withText<Answer>(text: string, act: (address: number) => Answer): Answer {
    const address = this.lastingText(text);
    const answer = act(address);
    this.exports.free(address);
    return answer;
  }

  /** Writes over text that is at least as long. */
  overwriteText(address: number, text: string): void {
    this.bytes.set(encoder.encode(`${text}\0`), address >>> 0);
  }

  /** Text that ends with a NUL. */
  readText(address: number): string {
    const { bytes } = this;
    const start = address >>> 0;
    return decoder.decode(bytes.subarray(start, bytes.indexOf(0, start)));
  }

  /** A new reference to a `str`. */
  newString(text: string): number {
    const bytes = encoder.encode(text);
    const address = this.#copy(bytes);
    const made = this.exports.PyUnicode_FromStringAndSize(address, bytes.length);
    this.exports.free(address);
    return this.#there(made);
  }

  /** What a `str` says; null for any other object, and for one that is no valid text. */
  readString(object: number): string | null {
    const { exports } = this;
    const size = exports.malloc(4);
    const start = exports.PyUnicode_AsUTF8AndSize(object, size);
    const length = this.words[size >>> 2] ?? 0;
    exports.free(size);
    if (start !== 0) return decoder.decode(this.bytes.subarray(start >>> 0, (start >>> 0) + length));
    exports.PyErr_Clear();
    return null;
  }

  /** Takes the exception that a call of C left, as text: its class and what it says. */
  takeError(): string {
    const { exports } = this;
    const error = exports.PyErr_GetRaisedException();
    if (error === 0) return 'an error of Python without a name';
    // Include/object.h: an object begins with its count of references and its type.
    const type = this.words[(error + 4) >>> 2] ?? 0;
    const name = this.withText('__name__', (text) => this.#said(exports.PyObject_GetAttrString(type, text)));
    const text = `${name}: ${this.#said(exports.PyObject_Str(error))}`;
    exports.Py_DecRef(error);
    return text;
  }

  /** What a new reference to a `str` says; lets go of it. */
  #said(object: number): string {
    const text = object === 0 ? null : this.readString(object);
    this.exports.PyErr_Clear();
    this.exports.Py_DecRef(object);
    return text ?? '?';
  }

  /** A new reference to what `module` calls `name`. Throws what Python raised. */
  import(module: string, name: string): number {
    const { exports } = this;
    const found = this.#there(this.withText(module, (text) => exports.PyImport_ImportModule(text)));
    const value = this.#there(this.withText(name, (text) => exports.PyObject_GetAttrString(found, text)));
    exports.Py_DecRef(found);
    return value;
  }

  /** Where a copy of the bytes lies now; whoever asked for it frees it. */
  #copy(bytes: Uint8Array): number {
    const address = this.exports.malloc(bytes.length);
    this.bytes.set(bytes, address >>> 0);
    return address;
  }

  #there(object: number): number {
    if (object === 0) throw new Error(this.takeError());
    return object;
  }
}
