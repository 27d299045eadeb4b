import { parse as parseToml } from 'smol-toml';
import { parseIni } from './ini.ts';

/** What a distribution's metadata says of it (core metadata, PEP 566 and its successors). */
export interface PythonMetadata {
  readonly name: string | null;
  readonly version: string | null;
  readonly summary: string | null;
  readonly authorEmail: string | null;
  readonly homePage: string | null;
  /** `Home-page`, `Download-URL` and `Project-URL`, in their order. */
  readonly urls: readonly { readonly url: string; readonly line: number }[];
  /** 1-based line that says the name; 1 without. */
  readonly nameLine: number;
  /** What people read, from the body or from `Description`; cut. */
  readonly description: string;
  readonly requires: readonly { readonly spec: string; readonly line: number }[];
}

/** Header lines of metadata that are read. */
const HEADERS_MAX = 5_000;
const URLS_MAX = 50;
const DESCRIPTION_CHARS_MAX = 64 * 1024;

/** Reads `PKG-INFO` or `METADATA`: headers up to the first empty line; unknown ones are ignored. */
export function parseMetadata(text: string): PythonMetadata {
  const found = new Map<string, string>();
  const requires: { spec: string; line: number }[] = [];
  const urls: { url: string; line: number }[] = [];
  let nameLine = 1;
  let body: string[] = [];
  const lines = text.split(/\r\n?|\n/);
  for (const [index, line] of lines.slice(0, HEADERS_MAX).entries()) {
    if (line === '') {
      body = lines.slice(index + 1);
      break;
    }
    const parts = /^(?<key>[A-Za-z-]+):\s?(?<value>.*)$/.exec(line)?.groups;
    if (parts?.key === undefined) continue;
    const key = parts.key.toLowerCase();
    const value = (parts.value ?? '').slice(0, 4096);
    const url = /https?:\/\/[^\s,]+/i.exec(value)?.[0];
    if (/^(?:home-page|download-url|project-url)$/.test(key) && url !== undefined && urls.length < URLS_MAX)
      urls.push({ url, line: index + 1 });
    if (key === 'name' && !found.has(key)) nameLine = index + 1;
    if (key === 'requires-dist') requires.push({ spec: value, line: index + 1 });
    else if (!found.has(key)) found.set(key, value);
  }
  const text1 = (key: string): string | null => found.get(key) ?? null;
  return {
    name: text1('name'),
    version: text1('version'),
    summary: text1('summary'),
    authorEmail: text1('author-email') ?? text1('maintainer-email'),
    homePage: text1('home-page') ?? text1('project-url'),
    urls,
    nameLine,
    description: (text1('description') ?? body.join('\n')).slice(0, DESCRIPTION_CHARS_MAX),
    requires,
  };
}

/** Who builds a source distribution: what runs when it is installed besides setup.py. */
export interface BuildSystem {
  /** `build-backend`: a module, and the object in it behind a colon. Null: setuptools. */
  readonly backend: string | null;
  /** Folders of the distribution in which the backend may lie. */
  readonly backendPath: readonly string[];
  /** Files of the distribution that the build runs besides: hooks of hatch and pdm. */
  readonly hookFiles: readonly string[];
  readonly requires: readonly string[];
  /** Console and GUI scripts: command to `module:function`. */
  readonly scripts: ReadonlyMap<string, string>;
  /** `cmdclass` entries of `[tool.setuptools]`: dotted names of classes. */
  readonly commandClasses: readonly string[];
  readonly problem: string | null;
}

const isTable = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string').slice(0, 1000) : [];

function stringMap(value: unknown): Map<string, string> {
  if (!isTable(value)) return new Map();
  return new Map(
    Object.entries(value).flatMap(([key, item]) => (typeof item === 'string' ? [[key, item] as const] : [])),
  );
}

const NO_BUILD: BuildSystem = {
  backend: null,
  backendPath: [],
  hookFiles: [],
  requires: [],
  scripts: new Map(),
  commandClasses: [],
  problem: null,
};

/** The value at a path of keys; undefined where there is none. */
function valueAt(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((inner, key) => (isTable(inner) ? inner[key] : undefined), value);
}

/**
 * Hooks that are files of the distribution, by the documentation of hatch (`hooks.custom`, by default `hatch_build.py`)
 * and of pdm (`custom-hook`, by default `pdm_build.py`, which is run wherever it lies there).
 */
function hookFilesOf(tool: Record<string, unknown>): string[] {
  const targets = valueAt(tool, 'hatch', 'build', 'targets');
  const custom = [
    valueAt(tool, 'hatch', 'build', 'hooks', 'custom'),
    valueAt(tool, 'hatch', 'metadata', 'hooks', 'custom'),
    ...Object.values(isTable(targets) ? targets : {}).map((target) => valueAt(target, 'hooks', 'custom')),
  ].filter(isTable);
  const hatch = custom.map(({ path }) => (typeof path === 'string' ? path : 'hatch_build.py'));
  const pdm = valueAt(tool, 'pdm', 'build', 'custom-hook');
  const isPdm = isTable(tool.pdm);
  return [...hatch, ...(typeof pdm === 'string' ? [pdm] : isPdm ? ['pdm_build.py'] : [])].slice(0, 20);
}

/** Reads `pyproject.toml` (PEP 517, 518, 621); what is no TOML is a `problem`. */
export function parsePyproject(text: string): BuildSystem {
  let toml: unknown;
  try {
    toml = parseToml(text);
  } catch (error) {
    return { ...NO_BUILD, problem: error instanceof Error ? error.message.slice(0, 200) : 'not TOML' };
  }
  if (!isTable(toml)) return NO_BUILD;
  const build = isTable(toml['build-system']) ? toml['build-system'] : {};
  const project = isTable(toml.project) ? toml.project : {};
  const tool = isTable(toml.tool) ? toml.tool : {};
  const setuptools = isTable(tool.setuptools) ? tool.setuptools : {};
  const poetry = isTable(tool.poetry) ? tool.poetry : {};
  const poetryBuild = isTable(poetry.build) ? poetry.build.script : poetry.build;
  return {
    backend: typeof build['build-backend'] === 'string' ? build['build-backend'] : null,
    backendPath: [
      ...strings(build['backend-path']),
      ...(typeof poetryBuild === 'string' ? [poetryBuild] : []),
    ],
    hookFiles: hookFilesOf(tool),
    requires: strings(build.requires),
    scripts: new Map([
      ...stringMap(project.scripts),
      ...stringMap(project['gui-scripts']),
      ...stringMap(poetry.scripts),
    ]),
    commandClasses: [...stringMap(setuptools.cmdclass).values()],
    problem: null,
  };
}

/** Console and GUI scripts of an `entry_points.txt`, and the groups of plugins that other programs load. */
export function parseEntryPoints(
  text: string,
): { readonly group: string; readonly name: string; readonly target: string; readonly line: number }[] {
  return [...parseIni(text)].flatMap(([group, keys]) =>
    [...keys].map(([name, { value, line }]) => ({ group, name, target: value, line })),
  );
}

/** `setup.cfg`: entry points, command classes and what is required to build. */
export function parseSetupCfg(text: string): {
  readonly scripts: ReadonlyMap<string, string>;
  readonly commandClasses: readonly string[];
  readonly requires: readonly string[];
} {
  const sections = parseIni(text);
  const lines = (section: string, key: string): string[] =>
    (sections.get(section)?.get(key)?.value ?? '').split('\n').filter((line) => line !== '');
  const pairs = [
    ...lines('options.entry_points', 'console_scripts'),
    ...lines('options.entry_points', 'gui_scripts'),
  ];
  const classes = [...lines('options', 'cmdclass'), ...lines('global', 'commands')];
  return {
    scripts: new Map(
      pairs.flatMap((pair) => {
        const [name, target] = pair.split('=').map((part) => part.trim());
        return name !== undefined && target !== undefined ? [[name, target] as const] : [];
      }),
    ),
    commandClasses: classes
      .map((entry) => entry.split('=').at(-1)?.trim() ?? '')
      .filter((entry) => entry !== ''),
    requires: lines('options', 'setup_requires'),
  };
}

/** The name of a requirement (PEP 508) and the address that it is fetched from, if it says one. */
export function parseRequirement(
  spec: string,
): { readonly name: string; readonly url: string | null } | null {
  const name = /^\s*(?<name>[A-Za-z0-9][A-Za-z0-9._-]*)/.exec(spec)?.groups?.name;
  if (name === undefined) return null;
  return { name, url: /@\s*(?<url>[a-z][a-z0-9+.-]*:[^\s;]+)/i.exec(spec)?.groups?.url ?? null };
}
