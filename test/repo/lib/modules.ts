import { parseSync, Visitor } from 'oxc-parser';
import { listFiles, readText } from './tree.ts';

/** One TypeScript module of the checkout, as far as the rules of this folder look at it. */
export interface SourceModule {
  /** From the root: `packages/bus/src/kafka.ts`. */
  readonly path: string;
  /** Workspace folder: `packages/bus`, `services/feeder`, `test`; empty for root config files. */
  readonly home: string;
  /** File name says that it is a test or a tool of tests. */
  readonly isTest: boolean;
  /** Everything that is imported, re-exported or loaded with `import()`, as written. */
  readonly imports: readonly string[];
  /** `a.b` member accesses by name, where `a` is a plain identifier: `process.env`, `Date.now`, `it.skip`. */
  readonly members: ReadonlySet<string>;
  /** `new X(…)` by name. */
  readonly news: ReadonlySet<string>;
  /** `new X()` without arguments. */
  readonly bareNews: ReadonlySet<string>;
  /** String literals. */
  readonly strings: ReadonlySet<string>;
  readonly lines: number;
}

/** Tests, what only tests use, and detectors' samples, which are test data. */
const TEST =
  /\.test\.ts$|^test\/|^packages\/testkit\/|\/src\/testing\/|^packages\/detectors\/src\/[^/]+\/samples\.ts$/;

function homeOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  if (top === 'packages' || top === 'services') return `${top}/${second}`;
  return top === 'test' ? 'test' : '';
}

function readModule(path: string): SourceModule {
  const source = readText(path);
  const parsed = parseSync(path, source);
  const problem = parsed.errors[0];
  if (problem) throw new Error(`${path} does not parse: ${problem.message}`);
  const imports = new Set<string>();
  const members = new Set<string>();
  const news = new Set<string>();
  const bareNews = new Set<string>();
  const strings = new Set<string>();
  for (const item of parsed.module.staticImports) imports.add(item.moduleRequest.value);
  for (const item of parsed.module.staticExports) {
    for (const entry of item.entries) if (entry.moduleRequest) imports.add(entry.moduleRequest.value);
  }
  new Visitor({
    ImportExpression(node) {
      if (node.source.type === 'Literal') imports.add(String(node.source.value));
    },
    MemberExpression(node) {
      if (node.object.type !== 'Identifier') return;
      if (!node.computed && node.property.type === 'Identifier')
        members.add(`${node.object.name}.${node.property.name}`);
      if (node.computed && node.property.type === 'Literal')
        members.add(`${node.object.name}.${String(node.property.value)}`);
    },
    NewExpression(node) {
      if (node.callee.type !== 'Identifier') return;
      news.add(node.callee.name);
      if (node.arguments.length === 0) bareNews.add(node.callee.name);
    },
    Literal(node) {
      if (typeof node.value === 'string') strings.add(node.value);
    },
  }).visit(parsed.program);
  return {
    path,
    home: homeOf(path),
    isTest: TEST.test(path),
    imports: [...imports],
    members,
    news,
    bareNews,
    strings,
    lines: source.split('\n').length - (source.endsWith('\n') ? 1 : 0),
  };
}

let modules: readonly SourceModule[] | undefined;

/** Every TypeScript module of the checkout, read and parsed once. */
export function allModules(): readonly SourceModule[] {
  modules ??= listFiles()
    .filter((path) => /\.(?:ts|mts|cts)$/.test(path) && !path.endsWith('.d.ts'))
    .map(readModule);
  return modules;
}

/** The npm package of an import specifier: `@weir/bus/kafka` → `@weir/bus`; null for relative ones and Node's own. */
export function packageOf(specifier: string): string | null {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return null;
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? null);
}
