import type { Samples } from '../contract.ts';
import { manifest, quiet } from '../samples-kit.ts';

const CLI = { 'cli.js': '#!/usr/bin/env node\nconsole.log(process.argv.length);\n' };

export const samples: Samples = {
  malicious: [
    {
      name: 'a command in front of node and git',
      files: {
        'package.json': manifest({ bin: { sample: 'cli.js', node: 'cli.js', 'git.cmd': 'cli.js' } }),
        ...CLI,
      },
      expected: [
        { rule: 'runtime-command', file: 'package.json', line: 6, severity: 'high' },
        { rule: 'runtime-command', file: 'package.json', line: 7, severity: 'high' },
      ],
    },
    {
      name: 'a tool of every system, by a folder of commands',
      files: {
        'package.json': manifest({ directories: { bin: 'bin' } }),
        'bin/curl': CLI['cli.js'],
      },
      expected: [{ rule: 'system-command', file: 'package.json', line: 4, severity: 'medium' }],
    },
    {
      name: 'a package manager in capitals, from a package of another name',
      files: { 'package.json': manifest({ bin: { NPX: './cli.js' } }), ...CLI },
      expected: [{ rule: 'runtime-command', file: 'package.json', line: 5, severity: 'high' }],
    },
  ],
  benign: [
    quiet('a command of its own', { 'package.json': manifest({ bin: 'cli.js' }), ...CLI }),
    quiet('the package that everybody installs for the command', {
      'package.json': JSON.stringify({ name: 'npm', bin: { npm: 'cli.js', npx: 'cli.js' } }),
      ...CLI,
    }),
    quiet('a package that is named like its command', {
      'package.json': JSON.stringify({ name: 'rsync', bin: { rsync: 'cli.js' } }),
      ...CLI,
    }),
  ],
};
