import type { Json } from '@weir/model';
import type { Samples } from '../contract.ts';
import { manifest, quiet, releaseContext, releaseFacts } from '../samples-kit.ts';

/** Line of the first member of the first object in a manifest made by `manifest`. */
const FIRST_LINE = 5;

/** A registry that shows a manifest of `sample@1.0.0`. */
function shown(fields: { readonly [key: string]: Json }, truncated: string[] = []) {
  const told = { _id: 'sample@1.0.0', name: 'sample', version: '1.0.0', ...fields };
  return releaseContext(releaseFacts({ manifest: told, truncated }));
}

const SETUP = { 'setup.js': "console.log('ready');\n" };

export const samples: Samples = {
  malicious: [
    {
      name: 'a hook that the registry does not show',
      files: { 'package.json': manifest({ scripts: { postinstall: 'node setup.js' } }), ...SETUP },
      context: shown({ scripts: { test: 'vitest' } }),
      expected: [{ rule: 'hidden-hook', file: 'package.json', line: FIRST_LINE, severity: 'high' }],
    },
    {
      name: 'a hook that the registry shows empty, and no scripts at all',
      files: { 'package.json': manifest({ scripts: { preinstall: 'node setup.js' } }), ...SETUP },
      context: shown({}),
      expected: [{ rule: 'hidden-hook', file: 'package.json', line: FIRST_LINE, severity: 'high' }],
    },
    {
      name: 'another command than the registry shows',
      files: { 'package.json': manifest({ scripts: { postinstall: 'node setup.js' } }), ...SETUP },
      context: shown({ scripts: { postinstall: 'node -e 0' } }),
      expected: [{ rule: 'changed-hook', file: 'package.json', line: FIRST_LINE, severity: 'high' }],
    },
    {
      name: 'a dependency that the registry does not show',
      files: { 'package.json': manifest({ dependencies: { 'weir-side-load': '^1.0.0' } }) },
      context: shown({ dependencies: {} }),
      expected: [{ rule: 'hidden-dependency', file: 'package.json', line: FIRST_LINE, severity: 'medium' }],
    },
    {
      name: 'a dependency from an address, which the archive does not ask for',
      files: { 'package.json': manifest({}) },
      context: shown({ dependencies: { ui: 'http://packages.weir.test/ui.tgz' } }),
      expected: [{ rule: 'absent-dependency', file: 'package.json', line: 1, severity: 'medium' }],
    },
    {
      name: 'the archive of another package',
      files: { 'package.json': manifest({ name: 'weir-other' }) },
      context: shown({}),
      expected: [{ rule: 'other-name', file: 'package.json', line: 1, severity: 'medium' }],
    },
  ],
  benign: [
    quiet(
      'the same manifest, tidied by npm',
      {
        'package.json': manifest({
          scripts: { install: 'node_modules/.bin/node-gyp-build' },
          bin: './cli.js',
          optionalDependencies: { a: '^1.0.0' },
        }),
      },
      shown({
        scripts: { install: 'node-gyp-build', start: 'node server.js' },
        bin: { sample: 'cli.js' },
        dependencies: { a: '^1.0.0' },
        optionalDependencies: { a: '^1.0.0' },
        gypfile: true,
      }),
    ),
    quiet(
      'scripts and development dependencies removed for the archive only',
      { 'package.json': manifest({}) },
      shown({ scripts: { postinstall: 'husky install', build: 'tsc' }, devDependencies: { husky: '9' } }),
    ),
    quiet(
      'dependencies that a bundler put into the code',
      { 'package.json': manifest({ dependencies: { a: '1' } }) },
      shown({ dependencies: { a: '1', b: '2', c: '3' } }),
    ),
    quiet(
      'a workspace range that the registry has resolved',
      { 'package.json': manifest({ dependencies: { a: 'workspace:^' } }) },
      shown({ dependencies: { a: '^1.2.0' } }),
    ),
    quiet(
      'facts that were cut where the hook would be',
      { 'package.json': manifest({ scripts: { postinstall: 'node setup.js' } }), ...SETUP },
      shown({}, ['$.scripts']),
    ),
    quiet('bytes of unknown origin', {
      'package.json': manifest({ scripts: { postinstall: 'node setup.js' } }),
      ...SETUP,
    }),
  ],
};
