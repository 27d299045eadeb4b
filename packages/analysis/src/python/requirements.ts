import { type PythonMetadata, parsePyproject, parseSetupCfg } from '@weir/code';
import type { CodeUnit, Requirement } from '@weir/detectors';
import type { PackageEdge } from '@weir/model';
import { requirementEdge } from '../edges.ts';
import type { PackageIndex } from '../package-index.ts';
import type { DistributionKind } from './layout.ts';
import { listFiledRequirements } from './requirements-files.ts';
import { listHanded, type SetupText, setupScript } from './setup-script.ts';
import { tableAt } from './tables.ts';
import type { ReadText } from './texts.ts';

/** Requirements of one distribution that are looked at. */
const REQUIREMENTS_MAX = 2_000;
/** A requirement that says where it comes from. */
const DIRECT = /^\s*[\w.-]{1,100}\s*(?:\[[\w., -]*\])?\s*@\s*(?:git\+)?[a-z]+:\/\/\S/i;

/** 1-based line that holds a text; 1 when none does. */
function lineOf(lines: readonly string[], text: string): number {
  return lines.findIndex((line) => line.includes(text)) + 1 || 1;
}

const stringsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

interface Described {
  readonly index: PackageIndex;
  readonly kind: DistributionKind;
  readonly metadata: { readonly path: string; readonly says: PythonMetadata } | null;
  readonly units: readonly CodeUnit[];
  readonly readText: ReadText;
}

/** What a distribution asks for, wherever it says so: to be used, and to be built. */
export async function listRequirements({
  index,
  kind,
  metadata,
  units,
  readText,
}: Described): Promise<Requirement[]> {
  const found: Requirement[] = [];
  const add = (file: string, text: string, specs: readonly string[], to: Requirement['to']): void => {
    const lines = text.split('\n');
    for (const spec of specs) found.push({ spec, file, line: lineOf(lines, spec), to });
  };
  for (const { spec, line } of metadata?.says.requires ?? [])
    found.push({ spec, file: metadata?.path ?? '', line, to: /;.*\bextra\b/.test(spec) ? 'extend' : 'run' });
  const files: string[] = [];
  if (kind !== 'wheel') await addSources();
  found.push(...(await listFiledRequirements(index, units, files, readText)));
  return found.slice(0, REQUIREMENTS_MAX);

  /** What only a source distribution says: its build description and its setup script. */
  async function addSources(): Promise<void> {
    const pyproject = await readText('pyproject.toml');
    if (pyproject !== null) {
      const { requires, table } = parsePyproject(pyproject);
      add('pyproject.toml', pyproject, requires, 'build');
      files.push(...filesDeclared(table));
      const { project } = table;
      const asked = project !== null && typeof project === 'object' && 'dependencies' in project;
      add('pyproject.toml', pyproject, asked ? stringsOf(project.dependencies) : [], 'run');
    }
    const cfg = await readText('setup.cfg');
    if (cfg !== null) {
      const { requires, installRequires } = parseSetupCfg(cfg);
      add('setup.cfg', cfg, requires, 'build');
      const [first = ''] = installRequires;
      // `file: requirements.txt, more.txt`
      if (first.startsWith('file:'))
        files.push(
          ...installRequires
            .join(',')
            .slice('file:'.length)
            .split(/[\s,]+/),
        );
      else add('setup.cfg', cfg, installRequires, 'run');
    }
    const setup = setupScript(units);
    if (setup) {
      const { file, source } = setup;
      const say = ({ value, offset }: SetupText, to: Requirement['to']): void => {
        found.push({ spec: value, file, line: source.lineAt(offset), to });
      };
      for (const item of listHanded(setup, 'install_requires'))
        if (!DIRECT.test(item.value)) say(item, 'run');
      for (const item of listHanded(setup, 'setup_requires')) say(item, 'build');
      // Those that say where they come from count wherever they stand.
      for (const item of setup.facts.strings) if (DIRECT.test(item.value.slice(0, 1_000))) say(item, 'run');
    }
  }
}

/** Requirements files that `[tool.setuptools.dynamic]` names. */
function filesDeclared(table: Readonly<Record<string, unknown>>): string[] {
  const { file } = tableAt(table, 'tool', 'setuptools', 'dynamic', 'dependencies');
  return typeof file === 'string' ? [file] : stringsOf(file);
}

const CHANNELS = { run: 'dependency', extend: 'optional', build: 'install' } as const;

/** Requirements as edges: what the index is asked for to build with is installed before anybody sees it. */
export function requirementEdges(requirements: readonly Requirement[]): PackageEdge[] {
  return requirements
    .map(({ spec, file, line, to }) =>
      to === 'index' ? null : requirementEdge(CHANNELS[to], { stage: 'install', file, line }, spec),
    )
    .filter((edge) => edge !== null);
}
