import type { Finding } from '@weir/model';
import type { Detector, DetectorInput, HookCommand } from '../contract.ts';
import { fileFinding, hookFinding } from '../finding.ts';

const ID = 'implicit-hook';
/** What a native build compiles, or takes its list of sources from. */
const NATIVE_SOURCE =
  /\.(?:c|cc|cpp|cxx|c\+\+|m|mm|h|hh|hpp|s|asm|rs|go|zig|cu|f90|pyx|gypi|a|lib|o|def|rc)$/i;
/** A word after the command that throws the output away: an expansion's only honest use is its output. */
const THROWN_AWAY =
  /(?:>|2>&1\s*>)\s*(?:\/dev\/null|nul\b|&-)|\|\|?\s*(?:true|echo\b)|;\s*echo\b|&&\s*echo\b|&\s*$/i;

function hasNativeSource(input: DetectorInput): boolean {
  for (const path of input.files.keys()) if (NATIVE_SOURCE.test(path)) return true;
  return false;
}

/** The package's own file that a command of the build runs, null when it runs none. */
function ownFile(input: DetectorInput, hook: HookCommand): string | null {
  for (const action of hook.actions) {
    if (action.kind !== 'run-file') continue;
    const path =
      input.resolve('binding.gyp', action.path) ?? input.resolve('binding.gyp', `./${action.path}`);
    if (path !== null) return path;
  }
  return null;
}

function claimsOf(input: DetectorInput, hook: HookCommand, compiles: boolean): Finding[] {
  const file = ownFile(input, hook);
  if (file === null) return [];
  const thrownAway = THROWN_AWAY.test(hook.text);
  if (thrownAway && !compiles) {
    return [
      hookFinding(ID, hook, null, {
        rule: 'side-effect',
        severity: 'critical',
        confidence: 0.9,
        summary: `binding.gyp runs ${file} at install and throws its output away, in a package that has nothing to compile`,
        chain: ['binding.gyp', file],
      }),
    ];
  }
  if (!thrownAway && compiles) return [];
  return [
    hookFinding(ID, hook, null, {
      rule: thrownAway ? 'side-effect' : 'nothing-to-build',
      severity: 'high',
      confidence: thrownAway ? 0.6 : 0.75,
      summary: thrownAway
        ? `binding.gyp runs ${file} at install and throws its output away`
        : `binding.gyp runs ${file} at install, in a package that has nothing to compile`,
      chain: ['binding.gyp', file],
    }),
  ];
}

/** What npm runs at install without any script saying so. */
export const implicitHook: Detector = {
  id: ID,
  title: 'Hooks that no script names',
  rules: [
    {
      id: 'side-effect',
      severityMax: 'critical',
      describes:
        'A command expansion of binding.gyp runs a file of the package for its effects: the output is thrown away.',
    },
    {
      id: 'nothing-to-build',
      severityMax: 'high',
      describes:
        'binding.gyp makes npm build, and so run commands, in a package without anything to compile.',
    },
  ],
  detect(input) {
    const hooks = input.hooks.filter((hook) => hook.hook === 'binding.gyp');
    if (!input.files.has('binding.gyp') || input.manifest.gypfile === false) return [];
    const compiles = hasNativeSource(input);
    const found = hooks.flatMap((hook) => claimsOf(input, hook, compiles));
    if (compiles || found.length > 0 || hooks.length === 0) return found;
    return [
      fileFinding(
        ID,
        { path: 'binding.gyp', stage: 'install' },
        {
          rule: 'nothing-to-build',
          severity: 'medium',
          confidence: 0.7,
          summary: 'binding.gyp runs commands at install, in a package that has nothing to compile',
        },
      ),
    ];
  },
};
