import type { CommandFact } from '@weir/code';
import type { CodeUnit, DetectorInput } from '../contract.ts';
import { actionsOf, commandText, momentOf, programOf } from '../reach.ts';
import { tellingHooks } from './hooks.ts';

/** What a release runs by itself when it is installed, beyond what building takes. */
export interface InstallWork {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** What runs it: `postinstall`, or a file. */
  readonly by: string;
  readonly what: string;
}

/** Programs that builds ask what is there, and build with. */
const BUILDS =
  /^(?:git|hg|svn|cc|c\+\+|gcc|g\+\+|clang(?:\+\+)?|cl|ld|make|nmake|cmake|ninja|meson|cargo|rustc|rustup|go|swig|protoc|pkg-config|[\w-]+-config|nvcc|nvidia-smi|cython|f2py|msbuild|vswhere|xcrun|sw_vers|uname)$/i;

function isBuilding(command: CommandFact): boolean {
  const actions = actionsOf(command);
  return actions.length > 0 && actions.every((action) => BUILDS.test(programOf(action)));
}

/** Commands that the code of a setup script starts, and requests that it sends, while the distribution is installed. */
function setupWork(input: DetectorInput, unit: CodeUnit): InstallWork[] {
  const { facts, file, source } = unit;
  const started = facts.commands.filter((command) => !isBuilding(command));
  const sent = facts.flow.flows.filter(({ sink }) => sink === 'network' || sink === 'dns');
  return [
    ...started.map((command) => ({ place: command, what: commandText(command) || command.name })),
    ...sent.map((flow) => ({ place: flow, what: flow.sinkName })),
  ]
    .filter(({ place }) => momentOf(input, unit, place) === 'install')
    .map(({ place, what }) => ({ file, line: source.lineAt(place.offset), by: file, what }));
}

/**
 * The first thing that installing a release runs by itself, where that is no routine: a script of package.json, or what
 * the setup script of a distribution, and what that imports, starts and sends. Null for nothing.
 */
export function installWork(input: DetectorInput): InstallWork | null {
  const [hook] = tellingHooks(input.manifest);
  if (hook !== undefined) return { file: 'package.json', line: hook.line, by: hook.hook, what: hook.command };
  for (const unit of input.units) {
    if (unit.language !== 'python' || unit.stage !== 'install') continue;
    const [work] = setupWork(input, unit);
    if (work !== undefined) return work;
  }
  return null;
}
