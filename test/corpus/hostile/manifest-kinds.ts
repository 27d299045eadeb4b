import { type HostileKind, kind } from './kind.ts';
import { manifest, numbered, pack, STEAL, STEAL_SHELL } from './payload.ts';

function entries<T>(count: number, entry: (index: number) => readonly [string, T]): Record<string, T> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => entry(index)));
}

export const MANIFEST_KINDS: readonly HostileKind[] = [
  kind('manifest-large', 'a package.json of 3 MB with the install script at its end', () =>
    pack({
      'package.json': manifest({ pad: 'x'.repeat(3_000_000), scripts: { postinstall: STEAL_SHELL } }),
    }).build(),
  ),
  kind('manifest-huge', 'a package.json of 20 MB with the install script at its end', () =>
    pack({
      'package.json': manifest({ pad: 'x'.repeat(20_000_000), scripts: { postinstall: STEAL_SHELL } }),
    }).build(),
  ),
  kind('manifest-broken', 'a package.json that strict readers refuse', () =>
    pack({
      'package.json': `{"name":"x","version":"1.0.0","scripts":{"postinstall":"${STEAL_SHELL}"},}`,
      'setup.js': STEAL,
    }).build(),
  ),
  kind('hooks-100k', '100,000 scripts in front of the install script', () =>
    pack({
      'package.json': manifest({
        scripts: { ...entries(100_000, (i) => [`s${i}`, `echo ${i}`]), postinstall: STEAL_SHELL },
      }),
    }).build(),
  ),
  kind('hook-long', 'an install script of 250 kB with the payload at its end', () =>
    pack({
      'package.json': manifest({
        scripts: { postinstall: `${numbered(20_000, (i) => `true ${i} && `)}${STEAL_SHELL}` },
      }),
    }).build(),
  ),
  kind('script-recursion', 'scripts that run each other 10,000 deep', () =>
    pack({
      'package.json': manifest({
        scripts: {
          postinstall: 'npm run s0',
          ...entries(10_000, (i) => [`s${i}`, `npm run s${i + 1}`]),
          s10000: STEAL_SHELL,
        },
      }),
    }).build(),
  ),
  kind('script-cycle', 'scripts that run themselves, and the payload', () =>
    pack({
      'package.json': manifest({
        scripts: { postinstall: 'npm run a', a: 'npm run b; npm run a', b: `npm run a; ${STEAL_SHELL}` },
      }),
    }).build(),
  ),
  kind('gyp-100k', 'a binding.gyp of 100,000 expansions with the payload at its end', () =>
    pack({
      'package.json': manifest({}),
      'binding.gyp': `{"targets":[{"sources":[${numbered(100_000, (i) => `"<!(echo ${i})",\n`)}"<!(${STEAL_SHELL})"]}]}`,
    }).build(),
  ),
  kind('gyp-open', 'a binding.gyp of 100,000 expansions that never close', () =>
    pack({
      'package.json': manifest({}),
      'binding.gyp': `{"targets":[{"sources":["${'<!('.repeat(100_000)}${STEAL_SHELL}`,
    }).build(),
  ),
  kind('exports-100k', '100,000 conditions of exports, the payload behind the last one', () =>
    pack({
      'package.json': manifest({
        exports: entries(100_000, (i) => [`./e${i}`, i === 99_999 ? './last.js' : './a.js']),
      }),
      'a.js': '',
      'last.js': STEAL,
    }).build(),
  ),
  kind('exports-deep', 'conditions of exports nested 5,000 deep', () =>
    pack({
      'package.json': `{"name":"x","version":"1.0.0","exports":${'{"node":'.repeat(5000)}"./last.js"${'}'.repeat(5000)}}`,
      'last.js': STEAL,
    }).build(),
  ),
  kind('bin-100k', '100,000 commands, the payload behind the last one', () =>
    pack({
      'package.json': manifest({
        bin: entries(100_000, (i) => [`c${i}`, i === 99_999 ? 'last.js' : 'a.js']),
      }),
      'a.js': '',
      'last.js': STEAL,
    }).build(),
  ),
  kind('dependencies-million', '1,000,000 dependencies around an install script', () =>
    pack({
      'package.json': manifest({
        dependencies: entries(500_000, (i) => [`d${i}`, '*']),
        scripts: { postinstall: STEAL_SHELL },
        optionalDependencies: entries(500_000, (i) => [`o${i}`, '*']),
      }),
    }).build(),
  ),
  kind('prototype-names', 'scripts, commands and files called as what every object has', () =>
    pack({
      'package.json': `{"name":"__proto__","version":"1.0.0","__proto__":{"scripts":{"postinstall":"x"}},"constructor":{"prototype":{"x":1}},"scripts":{"__proto__":"x","constructor":"y","toString":"z","postinstall":"npm run constructor; node __proto__/constructor.js"},"bin":{"__proto__":"valueOf.js"},"main":"hasOwnProperty"}`,
      '__proto__/constructor.js': `var __proto__ = {}; constructor = toString; __proto__.constructor.prototype = hasOwnProperty;\n${STEAL}`,
      'valueOf.js': `const x = {}; x['__proto__']['polluted'] = require('__proto__');\n`,
      hasOwnProperty: `exports.__proto__ = process.constructor;\n`,
    }).build(),
  ),
];
