import type { PreviousFacts, ReleaseContext, ReleaseFacts } from '@weir/model';
import type { Samples } from '../contract.ts';
import { manifest, quiet, releaseContext, releaseFacts, sdist } from '../samples-kit.ts';

const ANN = { name: 'ann', email: 'ann@acme.example' };
const BOB = { name: 'bob', email: 'bob@acme.example' };
const MALLORY = { name: 'mallory', email: 'mallory@freemail.weir.test' };
const ROBOT = { name: 'GitHub Actions', email: 'robot@automation.weir.test' };

const PREVIOUS: PreviousFacts = {
  publishedAt: '2026-10-20T12:00:00.000Z',
  trustedPublisher: null,
  maintainers: [ANN, BOB],
  dependencies: {},
  hooks: {},
};
const TRUSTED: Partial<PreviousFacts> = { trustedPublisher: 'github' };
const LONG_AGO: Partial<PreviousFacts> = { publishedAt: '2023-01-01T00:00:00.000Z' };

/** A release of a package of `ann` and `bob` that is five years old, on 2026-11-20. */
function release(part: Partial<ReleaseFacts>, before: Partial<PreviousFacts> = {}): ReleaseContext {
  return releaseContext(
    releaseFacts({
      publisher: ANN,
      maintainers: [ANN, BOB],
      previousVersion: '0.9.0',
      previousPublisher: ANN,
      previousProvenance: false,
      packageCreatedAt: '2021-11-20T12:00:00.000Z',
      versionCount: 30,
      ...part,
      previousFacts: { ...PREVIOUS, ...before },
    }),
  );
}

const PLAIN = { 'package.json': manifest({}) };
const HOOKED = {
  'package.json': manifest({ scripts: { postinstall: 'node setup.js' } }),
  'setup.js': '1;\n',
};

function takeover(severity: 'medium' | 'high', line = 1) {
  return [{ rule: 'takeover', file: 'package.json', line, severity }];
}

const NAMELESS: Partial<ReleaseFacts> = { publisher: null, previousPublisher: null };

/** The same on PyPI, which names owners and nobody who publishes. */
function onPypi(part: Partial<ReleaseFacts>, before: Partial<PreviousFacts> = {}): ReleaseContext {
  const { release: npm, facts } = release({ ...NAMELESS, ...part }, { hooks: null, ...before });
  return { ...releaseContext(facts, { name: 'own', ecosystem: 'pypi' }), release: { ...npm, ...PYPI } };
}

const PYPI = {
  registry: 'pypi',
  ecosystem: 'pypi',
  name: 'own',
  displayName: 'own',
  purl: 'pkg:pypi/own@1.0.0',
} as const;
const SDIST = {
  filename: 'own-1.0.tar.gz',
  files: sdist("from setuptools import setup\nsetup(name='own')\n"),
};

export const samples: Samples = {
  malicious: [
    {
      name: 'another owner of a project on PyPI loses its provenance',
      ...SDIST,
      context: onPypi({ maintainers: [MALLORY], previousProvenance: true }),
      expected: [{ rule: 'takeover', file: 'PKG-INFO', line: 1, severity: 'medium' }],
    },
    {
      name: 'authors on PyPI with a mailbox from anywhere lose the provenance',
      ...SDIST,
      context: onPypi(
        { manifest: { author_email: 'Ann <ann@freemail.weir.test>' }, previousProvenance: true },
        { contacts: ['ann@acme.example'] },
      ),
      expected: [{ rule: 'takeover', file: 'PKG-INFO', line: 1, severity: 'medium' }],
    },
    {
      name: 'another owner wakes a project on PyPI, without its provenance',
      ...SDIST,
      context: onPypi({ maintainers: [ANN, MALLORY], previousProvenance: true }, LONG_AGO),
      expected: [{ rule: 'takeover', file: 'PKG-INFO', line: 1, severity: 'high' }],
    },
    {
      name: 'a new publisher brings an install script',
      files: HOOKED,
      context: release({ publisher: MALLORY }),
      expected: takeover('medium', 5),
    },
    {
      name: 'a new publisher wakes a package and brings an install script',
      files: HOOKED,
      context: release({ publisher: MALLORY }, LONG_AGO),
      expected: takeover('high', 5),
    },
    {
      name: 'a token instead of the trusted publisher, and a mailbox from anywhere',
      files: PLAIN,
      context: release(
        { publisher: { name: 'ann', email: 'ann@freemail.weir.test' }, previousPublisher: ROBOT },
        TRUSTED,
      ),
      expected: takeover('medium'),
    },
    {
      name: 'no provenance any more, and another install script',
      files: HOOKED,
      context: release({ previousProvenance: true }, { hooks: { postinstall: 'node build.js' } }),
      expected: takeover('medium', 5),
    },
    {
      name: 'a stranger with a token instead of the trusted publisher, and an install script',
      files: HOOKED,
      context: release({ publisher: MALLORY, previousPublisher: ROBOT, previousProvenance: true }, TRUSTED),
      expected: takeover('high', 5),
    },
  ],
  benign: [
    {
      ...quiet(
        'an author on PyPI who is named with another mail beside the one before',
        SDIST.files,
        onPypi(
          {
            manifest: { author_email: 'Ann <ann@acme.example>, ann@freemail.weir.test' },
            previousProvenance: true,
          },
          { contacts: ['ann@acme.example'] },
        ),
      ),
      ...SDIST,
    },
    {
      ...quiet('a further owner on PyPI', SDIST.files, onPypi({ maintainers: [ANN, BOB, MALLORY] })),
      ...SDIST,
    },
    { ...quiet('an owner who left', SDIST.files, onPypi({ maintainers: [BOB] }, LONG_AGO)), ...SDIST },
    {
      ...quiet(
        'owners of whom nobody knows who they were',
        SDIST.files,
        onPypi({ maintainers: [MALLORY], previousProvenance: true }, { maintainers: null }),
      ),
      ...SDIST,
    },
    quiet('another of the maintainers publishes', PLAIN, release({ publisher: BOB })),
    quiet(
      'from a token to the trusted publisher',
      PLAIN,
      release({ publisher: ROBOT, trustedPublisher: 'github', provenance: 'https://slsa.example/v1' }),
    ),
    quiet(
      'a hotfix by hand after releases by the trusted publisher',
      PLAIN,
      release({ publisher: BOB, previousPublisher: ROBOT, previousProvenance: true }, TRUSTED),
    ),
    quiet('a new maintainer publishes for the first time', PLAIN, release({ publisher: MALLORY })),
    quiet('the same people after three years', PLAIN, release({}, LONG_AGO)),
    quiet('the same people add an install script', HOOKED, release({})),
    quiet(
      'a new maintainer moves the build to an ordinary one',
      { 'package.json': manifest({ scripts: { install: 'prebuild-install || node-gyp rebuild' } }) },
      release({ publisher: MALLORY }, { hooks: { install: 'node-gyp rebuild' } }),
    ),
    quiet(
      'the same script, written by npm without the path',
      { 'package.json': manifest({ scripts: { postinstall: 'node_modules/.bin/setup  x' } }) },
      release({ publisher: MALLORY }, { hooks: { postinstall: 'setup x' } }),
    ),
    quiet(
      'an account moves to a domain of its own',
      PLAIN,
      release({
        publisher: { name: 'ann', email: 'ann@ann.example' },
        previousPublisher: { name: 'ann', email: 'ann@freemail.weir.test' },
      }),
    ),
    quiet(
      'a young package changes hands',
      HOOKED,
      release({ publisher: MALLORY, packageCreatedAt: '2026-11-18T12:00:00.000Z' }),
    ),
    quiet(
      'a registry that does not say who publishes',
      HOOKED,
      release({ publisher: null, previousPublisher: null, maintainers: [] }, { maintainers: null }),
    ),
    quiet('a first release with a throw-away mailbox', HOOKED, {
      ...releaseContext(releaseFacts({ publisher: { name: 'eve', email: 'eve@disposable.weir.test' } })),
    }),
    quiet('bytes of unknown origin', HOOKED),
  ],
};
