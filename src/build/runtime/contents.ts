/** What of the standard library and of each package goes into which pack, and what stays out. */
import { unzipSync } from 'fflate';
import type { PackName } from '../../lab/manifest-schema.ts';
import { UserError } from '../log.ts';
import { sitePackages, stdlib } from './paths.ts';
import type { Wheel } from './wheels.ts';

/** A file on its way into a pack, under its absolute path on the virtual disk. */
export interface SourceFile {
  path: string;
  bytes: Uint8Array;
}

export type Contents = Record<PackName, SourceFile[]>;

/**
 * Packages by the pack that carries them, in the spelling of the wheel's file name. A new one must be given a place here.
 *
 * `base` and `fastapi` are what most labs fetch and have no room left, so what few labs import has packs of its own. There a package
 * stands with those that the same labs import; what it needs of `fastapi` (httpx AnyIO, SQLModel Pydantic) its import asks for too, see
 * src/lab/packs.ts. wsproto, and not websockets, because uvicorn takes either, and this one is a tenth of the other.
 */
const placement: Record<PackName, readonly string[]> = {
  base: ['uvicorn', 'h11', 'click'],
  fastapi: [
    ...['fastapi', 'starlette', 'pydantic', 'pydantic_core', 'annotated_types', 'annotated_doc', 'typing_inspection'],
    ...['anyio', 'idna', 'opentelemetry_api'],
  ],
  django: ['django', 'sqlparse', 'asgiref'],
  gunicorn: ['gunicorn', 'uvicorn_worker', 'packaging'],
  http: ['httpx', 'httpcore', 'certifi', 'httpx2', 'httpcore2', 'truststore'],
  websocket: ['wsproto'],
  data: ['sqlalchemy', 'sqlmodel', 'aiosqlite'],
  metrics: ['prometheus_client', 'prometheus_fastapi_instrumentator'],
  // Of the standard library.
  debugger: [],
  // The tables of the standard library's zoneinfo, which no system lies below to have.
  zones: ['tzdata'],
};
/** Both asgiref and pydantic ask for it. */
const shared = ['typing_extensions'];

/** Tools of developers and terminals, and clients of protocols that no service here speaks. */
const unusedStdlib = new RegExp(
  [
    String.raw`^(ensurepip|idlelib|lib2to3|tkinter|turtledemo|pydoc_data|venv|curses|xmlrpc|test|__phello__)/`,
    // pdb, and through it doctest, colours its output with these three.
    String.raw`^_pyrepl/(?!__init__|utils|types|trace)`,
    String.raw`^(antigravity|this|turtle|__hello__|cProfile|profile|pstats|trace|tabnanny|pyclbr|modulefinder|pickletools|zipapp|webbrowser)\.py$`,
    // For other operating systems, and their character sets.
    String.raw`^asyncio/(windows_|tools|__main__)|^multiprocessing/popen_spawn_win32|^ctypes/`,
    String.raw`^_(osx|aix|android|ios|apple)_support\.py$|^encodings/(mac_|cp037|cp273|cp424|cp500|cp1026|cp1140|hp_roman8|kz1048|ptcp154)`,
    String.raw`^(ftplib|imaplib|poplib|mailbox|netrc|optparse|plistlib|pydoc)\.py$`,
    // In Python what is there in C.
    String.raw`^(_pyio|_pydatetime)\.py$`,
  ].join('|'),
);
/** The debugger, and what nobody but it and its users needs: there is no terminal here to ask in. */
const debuggerFiles = /^(pdb|cmd|doctest)\.py$/;
/** Not Python, and read by nobody at run time. */
const unusedStdlibData = /\.(ini|bat)$|fetch_macholib$|^site-packages\//;

const unusedByPackage: Record<string, RegExp> = {
  django: new RegExp(
    [
      // Translations: ours are English and simplified Chinese.
      String.raw`(^|/)locale/(?!en/|zh_Hans/|__init__\.py)[^/]+/`,
      String.raw`\.(po|pot)$`,
      // Needs geographic C libraries, which do not exist here.
      String.raw`^django/contrib/gis/`,
      // Skeletons for `startproject`.
      String.raw`^django/conf/(app|project)_template/`,
      // The readable form of files that are there in short form too.
      String.raw`^django/contrib/admin/static/.*/(jquery|select2|select2\.full|xregexp)\.(js|css)$`,
      String.raw`^django/contrib/admin/static/.*/vendor/select2/i18n/(?!zh-CN)`,
      String.raw`^django/test/selenium\.py$`,
    ].join('|'),
  ),
  // Version 1 does not support this Python; FastAPI asks for it once per model and takes its absence for an answer.
  pydantic: /^pydantic\/(v1\/|mypy\.py$|_hypothesis_plugin\.py$)/,
  // Trio is not here.
  anyio: /^anyio\/_backends\/_trio\.py$/,
  gunicorn: /^gunicorn\/workers\/(geventlet|ggevent|gtornado)\.py$/,
  // Its command line, which needs packages that are not here.
  httpx: /^httpx\/_main\.py$/,
  httpx2: /^httpx2\/_main\.py$/,
  httpcore: /^httpcore\/_backends\/trio\.py$/,
  httpcore2: /^httpcore2\/_backends\/trio\.py$/,
  // Databases that no lab can reach, and tools for developers. `connectors` without the asynchronous one serves only those.
  sqlalchemy: new RegExp(
    [
      String.raw`^sqlalchemy/(testing|ext/mypy|dialects/(mssql|mysql|oracle|postgresql))/`,
      String.raw`^sqlalchemy/connectors/(?!__init__|asyncio)|^sqlalchemy/dialects/.*\.txt$`,
    ].join('|'),
  ),
  // For frameworks and services that are not here.
  prometheus_client: /^prometheus_client\/(bridge|twisted|aiohttp|django)\//,
};
/** httpx opens the list of certificate authorities for every client, and reads it for nothing: no service here speaks TLS. */
const emptied = /^certifi\/cacert\.pem$/;
/** In any package: types for editors, tests, build records. */
const unusedAnywhere =
  /\.(pyi|pxd|c|h)$|(^|\/)(py\.typed|RECORD|WHEEL|INSTALLER|REQUESTED|top_level\.txt)$|(^|\/)tests\/|\.dist-info\/sboms\/|\.data\//;

/** Packages ask `importlib.metadata` for versions and entry points; the long description below the headers is for the package index. */
function headersOnly(metadata: Uint8Array): Uint8Array {
  const text = new TextDecoder().decode(metadata).replaceAll('\r\n', '\n');
  const end = text.indexOf('\n\n');
  return new TextEncoder().encode(end < 0 ? text : text.slice(0, end + 1));
}

const packOf = (project: string): PackName => {
  for (const [pack, projects] of Object.entries(placement) as [PackName, readonly string[]][]) {
    if (projects.includes(project)) return pack;
  }
  if (shared.includes(project)) return 'base';
  throw new UserError(
    `No pack is named for the package ${project}.`,
    'Give it a place in `placement` in src/build/runtime/contents.ts.',
  );
};

function ofWheel(wheel: Wheel): SourceFile[] {
  const [project = ''] = wheel.name.split('-');
  const unused = unusedByPackage[project];
  return Object.entries(unzipSync(wheel.bytes))
    .filter(([path]) => !path.endsWith('/') && !unusedAnywhere.test(path) && !unused?.test(path))
    .map(([path, bytes]) => ({ path: `${sitePackages}/${path}`, bytes: shortened(path, bytes) }));
}

function shortened(path: string, bytes: Uint8Array): Uint8Array {
  if (emptied.test(path)) return new Uint8Array();
  return path.endsWith('.dist-info/METADATA') ? headersOnly(bytes) : bytes;
}

/** By their path in the library. */
function ofStdlib(zip: Uint8Array): [string, SourceFile][] {
  return Object.entries(unzipSync(zip))
    .filter(([path]) => !path.endsWith('/') && !unusedStdlib.test(path) && !unusedStdlibData.test(path))
    .map(([path, bytes]) => [path, { path: `${stdlib}/${path}`, bytes }]);
}

/** Every file of the bundle by pack, sorted by path. */
export function contentsOf(stdlibZip: Uint8Array, wheels: readonly Wheel[]): Contents {
  const contents = Object.fromEntries(Object.keys(placement).map((pack) => [pack, []])) as unknown as Contents;
  for (const [path, file] of ofStdlib(stdlibZip)) contents[debuggerFiles.test(path) ? 'debugger' : 'base'].push(file);
  for (const wheel of wheels) contents[packOf(wheel.name.split('-')[0] ?? '')].push(...ofWheel(wheel));
  for (const files of Object.values(contents)) files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return contents;
}
