/**
 * Compiles Python ahead with the very CPython that runs it, so that a start compiles nothing: it halves the time to the first request.
 * The result goes where the source was (`x.pyc` in place of `x.py`), so Python imports it without looking for a source.
 */
import { readFile } from 'node:fs/promises';
import { loadPyodide } from 'pyodide';
import type { FileSystem } from '../../lab/engine/pyodide.ts';
import type { SourceFile } from './contents.ts';
import { sitePackages } from './paths.ts';

/** AnyIO's lazy importer reads its own `__init__.py` as text. */
const alsoAsSource = '/anyio/__init__.py';

const compiler = `
import ast, importlib.util, marshal, platform, runpy, sys, warnings
from pyodide.ffi import to_js

def without_docstrings(tree):
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and ast.get_docstring(node, clean=False) is not None:
            # What comes after it may have to come first (\`from __future__\`). A body must not be empty.
            del node.body[0]
            if not node.body:
                node.body.append(ast.Pass(lineno=1, col_offset=0, end_lineno=1, end_col_offset=0))
    return tree

def compile_one(path, source, docstrings):
    tree = source if docstrings else without_docstrings(ast.parse(source, path))
    # The name in tracebacks is the source's, as it is for every package installed in the usual way.
    code = compile(tree, path, 'exec', dont_inherit=True)
    # Flags 1: named by the hash of its source, never checked against it.
    return importlib.util.MAGIC_NUMBER + bytes([1, 0, 0, 0]) + importlib.util.source_hash(source) + marshal.dumps(code)

def compile_all(count, path_of, source_of, docstrings, done):
    warnings.simplefilter('ignore')
    for index in range(count):
        path = path_of(index)
        done(index, to_js(compile_one(path, source_of(index).to_bytes(), docstrings(path))))

def loaded_by(probe):
    runpy.run_path(probe)
    files = (getattr(module, '__file__', None) for module in list(sys.modules.values()))
    return to_js([file for file in files if file])

version = platform.python_version()
`;

interface Compiler {
  /** CPython's version, e.g. `3.14.2`. */
  version: string;
  /** Compiled form of each file, by path. Throws Python's SyntaxError, as a JavaScript error, naming the file. */
  compile(files: readonly SourceFile[]): Map<string, Uint8Array>;
  /** Paths of the modules that are loaded after a run of probe.py, for which `files` are at hand. */
  probe(files: readonly SourceFile[]): Promise<Set<string>>;
}

/** The part of Pyodide that is used here; its own types need those of Emscripten. */
interface CompilingPython {
  FS: FileSystem;
  globals: { get: (name: 'dict') => () => { get: (name: string) => unknown } };
  runPython: (source: string, options: { globals: unknown }) => unknown;
}

async function startCompiler(): Promise<Compiler> {
  // Columns in tracebacks take a fifth of the room, and there is no source to mark in packages. Code compiled at run time has them.
  const env = { HOME: '/home/pyodide', PYTHONHASHSEED: '0', PYTHONNODEBUGRANGES: '1' };
  const pyodide = (await loadPyodide({ env })) as unknown as CompilingPython;
  const scope = pyodide.globals.get('dict')();
  pyodide.runPython(compiler, { globals: scope });
  const call = (name: string, ...args: unknown[]): unknown =>
    (scope.get(name) as (...values: unknown[]) => unknown)(...args);
  return {
    version: scope.get('version') as string,
    compile(files) {
      const compiled = new Map<string, Uint8Array>();
      call(
        'compile_all',
        files.length,
        (index: number) => files[index]?.path,
        (index: number) => files[index]?.bytes,
        // Frameworks show docstrings to their users (OpenAPI, click); nobody reads the standard library's here, nor the world's.
        (path: string) => path.startsWith(sitePackages) && !path.startsWith(`${sitePackages}/world/`),
        (index: number, bytes: Uint8Array) => compiled.set(files[index]?.path ?? '', bytes),
      );
      return compiled;
    },
    async probe(files) {
      const probe = { path: '/tmp/probe.py', bytes: await readFile(new URL('probe.py', import.meta.url)) };
      for (const { path, bytes } of [...files, probe]) {
        pyodide.FS.mkdirTree(path.slice(0, path.lastIndexOf('/')));
        pyodide.FS.writeFile(path, bytes);
      }
      const loaded = call('loaded_by', probe.path) as string[];
      // Python imported its own library from the archive that Pyodide comes with.
      return new Set(loaded.map((path) => path.replace('/lib/python314.zip/', '/lib/python3.14/')));
    },
  };
}

export interface PackageCompiler {
  /** CPython's version, e.g. `3.14.2`. */
  python: string;
  /** What a lab may import: compiled in place if probe.py loads it, else as source, which takes less room and more time to import. */
  compile: (files: readonly SourceFile[]) => SourceFile[];
}

/** `all`: every file that will be compiled, and all that those import. What is compiled, in the same order, is the same byte for byte. */
export async function packageCompiler(all: readonly SourceFile[]): Promise<PackageCompiler> {
  const probing = await startCompiler();
  const used = await probing.probe(all);
  // A fresh one: what the probe imported would leave its marks in the compiled code (interned names), and change it with the probe.
  const compiler = await startCompiler();
  return {
    python: compiler.version,
    compile(files) {
      const compiled = compiler.compile(files.filter(({ path }) => path.endsWith('.py') && used.has(path)));
      return files.flatMap((file) => inPlace(file, compiled.get(file.path)));
    },
  };
}

/** Our own Python: all of it is used in every run. Its sources are in the repository, so tracebacks need no lines of them. */
export async function compileWorld(files: readonly SourceFile[]): Promise<SourceFile[]> {
  const compiled = (await startCompiler()).compile(files);
  return files.flatMap((file) => inPlace(file, compiled.get(file.path)));
}

function inPlace(file: SourceFile, compiled: Uint8Array | undefined): SourceFile[] {
  if (compiled === undefined) return [file];
  const result = { path: file.path.replace(/\.py$/, '.pyc'), bytes: compiled };
  return file.path.endsWith(alsoAsSource) ? [file, result] : [result];
}
