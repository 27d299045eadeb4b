import type { Finding } from '@weir/model';
import type { BundledProgram, CodeUnit, Detector, DetectorInput, PackageFile } from '../contract.ts';
import { fileFinding, unitFinding } from '../finding.ts';
import { ownFileIn } from '../lib/own-file.ts';
import { listed } from '../lib/python-files.ts';
import { ask, type Question } from '../question.ts';
import { type Moment, momentOf, placedActions } from '../reach.ts';
import { nativeModules, useOf } from './use.ts';

const ID = 'shipped-executable';
const EXECUTABLE = new Set<PackageFile['format']>(['elf', 'pe', 'macho']);
/** Names under which nobody expects a program. */
const HARMLESS_NAME =
  /\.(?:png|jpe?g|gif|webp|bmp|ico|svg|wav|mp3|mp4|ogg|woff2?|ttf|eot|pdf|txt|md|log|css|html?|csv|xml|ya?ml|json|lock|map|dat|[cm]?[jt]s)$/i;
const PROGRAM_NAME = /\.(?:exe|dll|scr|com|elf|msi|vbs|bat|ps1|hta)$/i;
/** How programs begin when they are written as base64 or hex inside a source. */
const EMBEDDED: readonly (readonly [string, string])[] = [
  ['TVqQAAMAAAAEAAAA', 'a Windows program as base64'],
  ['TVpQAAIAAAAEAA8A', 'a Windows program as base64'],
  ['f0VMRgIBAQ', 'a Linux program as base64'],
  ['f0VMRgEBAQ', 'a Linux program as base64'],
  ['4d5a90000300000004000000', 'a Windows program as hex'],
  ['7f454c4602010100', 'a Linux program as hex'],
  ['z/rt/gcAAAEDAAAA', 'a macOS program as base64'],
];

const PROGRAM_INSIDE: Question<{ readonly offset: number; readonly what: string } | null> = {
  id: 'shipped-executable embedded',
  answer({ text }) {
    for (const [head, what] of EMBEDDED) {
      const offset = text.indexOf(head);
      if (offset >= 0) return { offset, what };
    }
    return null;
  },
};

const SEVERITY = { install: 'high', import: 'high', called: 'info' } as const satisfies Record<
  Moment,
  string
>;

/** By its name alone; what Python starts of the package was looked into, and scripts of a shell are read. */
function isProgramName(unit: CodeUnit, path: string, format: PackageFile['format'] | undefined): boolean {
  return PROGRAM_NAME.test(path) && (unit.language !== 'python' || format === 'unknown');
}

function ownPath(input: DetectorInput, unit: CodeUnit, word: string): string | null {
  const path = word.startsWith('.') ? word : `./${word}`;
  return input.resolve(unit.file, path) ?? input.resolve('package.json', path);
}

function started(input: DetectorInput, unit: CodeUnit): Finding[] {
  return unit.facts.commands.flatMap((command) => {
    const moment = momentOf(input, unit, command);
    if (moment === 'called') return [];
    return placedActions(command).flatMap(({ action, folder }) => {
      const word = action.kind === 'run-file' ? action.path : (action.argv[0] ?? '');
      const path =
        unit.language === 'python'
          ? ownFileIn(input.files, unit.file, folder, [word])
          : ownPath(input, unit, word);
      const format = path === null ? undefined : input.files.get(path)?.format;
      if (path === null || !(EXECUTABLE.has(format ?? 'unknown') || isProgramName(unit, path, format)))
        return [];
      return [
        unitFinding(ID, unit, command, {
          rule: 'started',
          severity: SEVERITY[moment],
          confidence: 0.75,
          summary: `${path}, a program that the package ships, is started by ${command.name}`,
          chain: [command.name, path],
        }),
      ];
    });
  });
}

function bundle({ path, stage, maker, scripts }: BundledProgram): Finding {
  return fileFinding(
    ID,
    { path, stage },
    {
      rule: 'bundle',
      severity: 'info',
      confidence: 0.9,
      summary: `${path} is a bundle of ${maker}${scripts.length > 0 ? ` with ${listed(scripts)}` : ''}`,
      chain: scripts,
    },
  );
}

/** Programs for the machine itself, which no reader of the source sees. */
export const shippedExecutable: Detector = {
  id: ID,
  title: 'Native programs',
  rules: [
    {
      id: 'started',
      severityMax: 'high',
      describes: 'Code that runs at install or import starts a program that the package ships.',
    },
    {
      id: 'loaded',
      severityMax: 'medium',
      describes: 'A hook loads a native module that the package ships and does not build.',
    },
    {
      id: 'disguised',
      severityMax: 'high',
      describes:
        'A program hides behind the name of a picture, text or script, or in one that is none of what its name says.',
    },
    {
      id: 'embedded',
      severityMax: 'high',
      describes: 'A program is written into a source as base64 or hex.',
    },
    {
      id: 'bundle',
      severityMax: 'info',
      describes:
        'A program carries the scripts that it runs (PyInstaller, nexe): what to look at, and no sign of an attack.',
    },
  ],
  detect(input, isExpired) {
    const found: Finding[] = [];
    for (const file of input.files.values()) {
      if (!EXECUTABLE.has(file.format) || !HARMLESS_NAME.test(file.path)) continue;
      const { stage, isRun } = useOf(input, file.path);
      found.push(
        fileFinding(
          ID,
          { path: file.path, stage },
          {
            rule: 'disguised',
            severity: 'high',
            confidence: isRun ? 0.95 : 0.85,
            summary: `${file.path} is or holds a program (${file.format}), whatever its name says${isRun ? ', and is run' : ''}`,
          },
        ),
      );
      if (found.length >= 20) break;
    }
    found.push(...(input.bundles ?? []).map(bundle));
    for (const unit of input.units) {
      if (isExpired()) break;
      if (unit.stage === 'dead') continue;
      found.push(...started(input, unit));
      for (const { path, offset } of input.files.has('binding.gyp') ? [] : nativeModules(input, unit)) {
        found.push(
          unitFinding(
            ID,
            unit,
            { offset },
            {
              rule: 'loaded',
              severity: 'medium',
              confidence: 0.6,
              summary: `${path}, native code that nothing builds, is loaded at install`,
              chain: [unit.file, path],
            },
          ),
        );
      }
      if (unit.origin !== null) continue;
      const embedded = ask(unit, PROGRAM_INSIDE);
      if (embedded === null) continue;
      const { offset, what } = embedded;
      const writes =
        unit.facts.capabilities.includes('fs.write') || unit.facts.capabilities.includes('process.spawn');
      found.push(
        unitFinding(
          ID,
          unit,
          { offset },
          {
            rule: 'embedded',
            severity: unit.stage === 'install' ? 'high' : writes ? 'medium' : 'low',
            confidence: 0.85,
            summary: `${what} stands in the source`,
          },
        ),
      );
    }
    return found;
  },
};
