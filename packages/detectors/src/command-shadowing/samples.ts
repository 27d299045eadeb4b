import type { Samples } from '../contract.ts';
import { manifest, quiet } from '../samples-kit.ts';
import { SDIST, sdist, WHEEL, wheel } from '../wheel-kit.ts';

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
    {
      name: 'console scripts of a wheel in front of pip and git',
      filename: WHEEL,
      files: wheel({
        'acme/__init__.py': '',
        'acme-1.0.dist-info/entry_points.txt': '[console_scripts]\npip = acme:main\nacme = acme:main\n',
        'acme-1.0.data/scripts/git': '#!/bin/sh\necho acme\n',
      }),
      expected: [
        { rule: 'runtime-command', file: 'acme-1.0.data/scripts/git', line: 1, severity: 'high' },
        { rule: 'system-command', file: 'acme-1.0.dist-info/entry_points.txt', line: 2, severity: 'medium' },
      ],
    },
    {
      name: 'a command of a source distribution in front of a tool of every system',
      filename: SDIST,
      files: sdist({
        'acme/__init__.py': '',
        'pyproject.toml': '[project]\nname = "acme"\n[project.scripts]\nls = "acme:main"\n',
      }),
      expected: [{ rule: 'system-command', file: 'pyproject.toml', line: 4, severity: 'medium' }],
    },
    {
      name: 'entry points of a setup script',
      filename: SDIST,
      files: sdist({
        'acme/__init__.py': '',
        'setup.py':
          "from setuptools import setup\nsetup(name='acme', entry_points={\n    'console_scripts': [\n        'acme = acme:main',\n        'git=acme:main',\n    ],\n})\n",
      }),
      expected: [{ rule: 'runtime-command', file: 'setup.py', line: 5, severity: 'high' }],
    },
    {
      name: 'entry points of a setup script, as a text',
      filename: SDIST,
      files: sdist({
        'acme/__init__.py': '',
        'setup.py':
          'from setuptools import setup\nsetup(name="acme", entry_points="""\n[console_scripts]\ngit = acme:main\n""")\n',
      }),
      expected: [{ rule: 'runtime-command', file: 'setup.py', line: 2, severity: 'high' }],
    },
    {
      name: 'scripts of a setup script',
      filename: SDIST,
      files: sdist({
        'acme/__init__.py': '',
        'bin/aws': '#!/usr/bin/env python\nprint(1)\n',
        'setup.py': "from setuptools import setup\nsetup(name='acme', scripts=[\n    'bin/aws',\n])\n",
      }),
      expected: [{ rule: 'system-command', file: 'setup.py', line: 3, severity: 'medium' }],
    },
  ],
  benign: [
    {
      ...quiet(
        'plugins of a setup script that have the name of a language',
        sdist({
          'acme/__init__.py': '',
          'setup.py':
            "from setuptools import setup\nsetup(name='acme', entry_points={\n    'console_scripts': ['acme = acme:main'],\n    'pygments.lexers': ['bash = acme:Bash', 'python = acme:Python'],\n})\n",
        }),
      ),
      filename: SDIST,
    },
    {
      ...quiet(
        'a console script of its own',
        wheel({
          'acme/__init__.py': '',
          'acme-1.0.dist-info/entry_points.txt': '[console_scripts]\nacme = acme:main\n',
        }),
      ),
      filename: WHEEL,
    },
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
