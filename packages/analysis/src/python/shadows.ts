import { posix } from 'node:path';
import { type PackageManifest, parseEntryPoints, parsePyproject, parseSetupCfg } from '@weir/code';
import type { ShadowedCommand } from '@weir/detectors';
import type { EntryGraph } from '../graph-types.ts';
import type { PackageIndex } from '../package-index.ts';
import { shadowedCommands } from '../shadows.ts';
import { type DistributionKind, ENTRY_POINTS } from './layout.ts';
import { commandsDeclared, listHanded, setupScript } from './setup-script.ts';
import type { ReadText } from './texts.ts';

const SCRIPT = /^[^/]+\.data\/(?:scripts|data\/bin)\/(?<name>[^/]+)$/;

interface Declared {
  readonly command: string;
  readonly file: string;
  readonly line: number;
}

/** 1-based line on which a text declares a command; 1 when it cannot be told. */
function lineOf(text: string, command: string): number {
  const at = text.split('\n').findIndex((line) => line.trimStart().replace(/^["']/, '').startsWith(command));
  return at < 0 ? 1 : at + 1;
}

/** Commands that installing a distribution puts on the path and that have the name of a well-known one. */
export async function commandShadows(parts: {
  readonly index: PackageIndex;
  readonly manifest: PackageManifest;
  readonly readText: ReadText;
  readonly kind: DistributionKind;
  readonly graph: Pick<EntryGraph, 'units'>;
}): Promise<ShadowedCommand[]> {
  const { index, manifest, readText } = parts;
  const declared: Declared[] = [];
  for (const path of index.keys()) {
    const script = SCRIPT.exec(path)?.groups?.name;
    if (script !== undefined) declared.push({ command: script, file: path, line: 1 });
    if (!ENTRY_POINTS.test(path)) continue;
    for (const { group, name, line } of parseEntryPoints((await readText(path)) ?? ''))
      if (group === 'console_scripts' || group === 'gui_scripts')
        declared.push({ command: name, file: path, line });
  }
  const fromText = (file: string, text: string, commands: Iterable<string>): void => {
    for (const command of commands) declared.push({ command, file, line: lineOf(text, command) });
  };
  const cfg = await readText('setup.cfg');
  if (cfg !== null) fromText('setup.cfg', cfg, parseSetupCfg(cfg).scripts.keys());
  const pyproject = await readText('pyproject.toml');
  if (pyproject !== null) fromText('pyproject.toml', pyproject, parsePyproject(pyproject).scripts.keys());
  const setup = parts.kind === 'sdist' ? setupScript(parts.graph.units) : undefined;
  if (setup) {
    const scripts = listHanded(setup, 'scripts').map((item) => ({
      ...item,
      value: posix.basename(item.value),
    }));
    for (const { value, offset } of [...commandsDeclared(setup), ...scripts])
      declared.push({ command: value, file: setup.file, line: setup.source.lineAt(offset) });
  }
  const seen = new Set<string>();
  return declared.flatMap(({ command, file, line }) => {
    if (seen.has(command)) return [];
    seen.add(command);
    return shadowedCommands([command], manifest, () => line).map((shadow) => ({ ...shadow, file }));
  });
}
