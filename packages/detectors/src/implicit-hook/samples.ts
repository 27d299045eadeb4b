import type { Samples } from '../contract.ts';
import { at, manifest, quiet } from '../samples-kit.ts';

function gyp(expansion: string, more: Record<string, string> = {}): Record<string, string> {
  return {
    'package.json': manifest({}),
    'index.js': 'module.exports = 1;\n',
    'binding.gyp': `{\n  "targets": [{ "target_name": "x", "type": "none",\n    "sources": ["<!(${expansion})"] }]\n}\n`,
    ...more,
  };
}

const WORK = "require('fs').writeFileSync('out.txt', '1');\n";

export const samples: Samples = {
  malicious: [
    {
      name: 'the package itself, for its effects',
      files: gyp('node index.js > /dev/null 2>&1 && echo stub.c', { 'index.js': WORK }),
      expected: [at('side-effect', 'critical', 'binding.gyp', 3)],
    },
    {
      name: 'a file beside real sources, for its effects',
      files: gyp('node lib/run.js > /dev/null; echo src/a.cc', {
        'lib/run.js': WORK,
        'src/a.cc': 'int a;\n',
      }),
      expected: [at('side-effect', 'high', 'binding.gyp', 3)],
    },
    {
      name: 'a file, and nothing to compile',
      files: gyp('node lib/run.js', { 'lib/run.js': WORK }),
      expected: [at('nothing-to-build', 'high', 'binding.gyp', 3)],
    },
    {
      name: 'a shell file, moved into a folder',
      files: gyp('sh ./build/x.sh || true', { 'build/x.sh': 'date > out.txt\n' }),
      expected: [at('side-effect', 'critical', 'binding.gyp', 3)],
    },
  ],
  benign: [
    quiet('a native addon', {
      ...gyp(`node -p \\"require('node-addon-api').include\\"`, { 'src/a.cc': 'int a;\n' }),
    }),
    quiet(
      'a list of sources by a script',
      gyp('node scripts/sources.js', {
        'scripts/sources.js': "console.log('src/a.cc');\n",
        'src/a.cc': 'int a;\n',
      }),
    ),
    quiet('flags of the system', gyp('pkg-config --libs zlib', { 'src/a.c': 'int a;\n' })),
    quiet('a build that is switched off', {
      ...gyp('node lib/run.js > /dev/null && echo x', { 'lib/run.js': WORK }),
      'package.json': manifest({ gypfile: false }),
    }),
  ],
};
