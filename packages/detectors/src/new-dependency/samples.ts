import type { DependencyFacts, ReleaseContext } from '@weir/model';
import type { Samples } from '../contract.ts';
import { manifest, quiet, releaseContext, releaseFacts } from '../samples-kit.ts';

/** Line of the first dependency in a manifest made by `manifest`. */
const LINE = 5;

function depending(name: string) {
  return { 'package.json': manifest({ dependencies: { [name]: '^1.0.0' } }) };
}

function dependency(name: string, part: Partial<DependencyFacts> = {}): DependencyFacts {
  return { name, createdAt: null, maintainers: ['mallory'], judged: null, ...part };
}

/** The second release, on 2026-11-20 at noon, of a package that is three years old. */
function established(dependencies: readonly DependencyFacts[], name = 'sample'): ReleaseContext {
  const facts = releaseFacts({
    previousVersion: '0.9.0',
    versionCount: 40,
    packageCreatedAt: '2023-11-20T12:00:00.000Z',
    previousFacts: {
      publishedAt: '2026-10-01T00:00:00.000Z',
      trustedPublisher: null,
      maintainers: [{ name: 'ann', email: null }],
      dependencies: {},
      hooks: {},
    },
  });
  return releaseContext(facts, { name, dependencies });
}

function first(dependencies: readonly DependencyFacts[]): ReleaseContext {
  return releaseContext(releaseFacts(), { dependencies });
}

const HOURS_AGO = '2026-11-19T18:00:00.000Z';
const WEEK_AGO = '2026-11-13T12:00:00.000Z';
const YEARS_AGO = '2022-01-01T00:00:00.000Z';

function at(rule: string, severity: 'critical' | 'high' | 'medium', line = LINE) {
  return [{ rule, file: 'package.json', line, severity }];
}

export const samples: Samples = {
  malicious: [
    {
      name: 'a package of strangers that is hours old, in an established one',
      files: depending('weir-stream-flatten'),
      context: established([dependency('weir-stream-flatten', { createdAt: HOURS_AGO })]),
      expected: at('young-dependency', 'high'),
    },
    {
      name: 'one that is named after a popular package',
      files: depending('plain-crypto-js'),
      context: established([dependency('plain-crypto-js', { createdAt: HOURS_AGO })]),
      expected: at('young-dependency', 'high'),
    },
    {
      name: 'one that appears only after the release',
      files: depending('weir-later'),
      context: established([dependency('weir-later', { createdAt: '2026-11-20T13:00:00.000Z' })]),
      expected: at('young-dependency', 'high'),
    },
    {
      name: 'one whose people nobody knows',
      files: depending('weir-unseen'),
      context: established([dependency('weir-unseen', { createdAt: HOURS_AGO, maintainers: null })]),
      expected: at('young-dependency', 'medium'),
    },
    {
      name: 'one that only the registry names',
      files: { 'package.json': manifest({}) },
      context: established([dependency('weir-hidden', { createdAt: HOURS_AGO })]),
      expected: at('young-dependency', 'high', 1),
    },
    {
      name: 'a package that imitates a popular one, in a first release',
      files: depending('lodahs'),
      context: first([dependency('lodahs', { createdAt: HOURS_AGO })]),
      expected: at('young-dependency', 'medium'),
    },
    {
      name: 'a young package that is judged malicious',
      files: depending('weir-worm'),
      context: first([
        dependency('weir-worm', {
          createdAt: WEEK_AGO,
          judged: { purl: 'pkg:npm/weir-worm@1.0.1', verdict: 'malicious' },
        }),
      ]),
      expected: at('malicious-dependency', 'critical'),
    },
    {
      name: 'an old package that was taken over',
      files: depending('weir-old'),
      context: established([
        dependency('weir-old', {
          createdAt: YEARS_AGO,
          judged: { purl: 'pkg:npm/weir-old@9.0.1', verdict: 'malicious' },
        }),
      ]),
      expected: at('malicious-dependency', 'high'),
    },
    {
      name: 'a package that is judged suspicious',
      files: depending('weir-odd'),
      context: established([
        dependency('weir-odd', { judged: { purl: 'pkg:npm/weir-odd@1.0.0', verdict: 'suspicious' } }),
      ]),
      expected: at('suspicious-dependency', 'medium'),
    },
  ],
  benign: [
    quiet(
      'a new package of the same scope',
      depending('@acme/helper'),
      established([dependency('@acme/helper', { createdAt: HOURS_AGO, maintainers: null })], '@acme/core'),
    ),
    quiet(
      'a new package of the same people',
      depending('sample-utils'),
      established([dependency('sample-utils', { createdAt: HOURS_AGO, maintainers: ['bob', 'ann'] })]),
    ),
    quiet(
      'an old package',
      depending('lodash'),
      established([dependency('lodash', { createdAt: YEARS_AGO, maintainers: ['jdd'] })]),
    ),
    quiet('a package whose age nobody knows', depending('weir-any'), established([dependency('weir-any')])),
    quiet(
      'a package of others that is some days old',
      depending('weir-recent'),
      established([dependency('weir-recent', { createdAt: WEEK_AGO })]),
    ),
    quiet(
      'a first release that is built on another one',
      depending('weir-new-thing'),
      first([dependency('weir-new-thing', { createdAt: HOURS_AGO })]),
    ),
    quiet('bytes of unknown origin', depending('weir-stream-flatten')),
  ],
};
