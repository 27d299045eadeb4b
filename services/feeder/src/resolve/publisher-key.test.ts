import { describe, expect, it } from 'vitest';
import { publisherKey } from './publisher-key.ts';

const ann = { name: 'ann', email: 'ann@people.example' };
const bob = { name: 'bob', email: null };
const actions = { name: 'GitHub Actions', email: 'npm-oidc-no-reply@ci.example' };
const nobody = { publisher: null, trustedPublisher: null, maintainers: [ann] };

describe('publisherKey', () => {
  it.each([
    ['a person', 'n', { ...nobody, publisher: ann }, 'account ann'],
    ['a person with a scope', '@acme/n', { ...nobody, publisher: ann }, 'account ann'],
    ['nobody', 'n', nobody, null],
    [
      'a trusted publisher with a scope',
      '@acme/n',
      { publisher: actions, trustedPublisher: 'github', maintainers: [ann] },
      'scope @acme',
    ],
    [
      'a trusted publisher',
      'n',
      { publisher: actions, trustedPublisher: 'github', maintainers: [bob, ann] },
      'maintainers ann bob',
    ],
    [
      'automation that is not said to be trusted',
      'n',
      { publisher: actions, trustedPublisher: null, maintainers: [actions, bob] },
      'maintainers bob',
    ],
    ['automation of nobody', 'n', { publisher: actions, trustedPublisher: 'gitlab', maintainers: [] }, null],
  ])('of %s', (_what, name, facts, key) => {
    expect(publisherKey(name, facts)).toBe(key);
  });

  it('counts for its owners where the registry never says who published', () => {
    expect(publisherKey('n', { ...nobody, maintainers: [bob, ann] }, false)).toBe('maintainers ann bob');
  });

  it('tells owners apart that share an automation account', () => {
    const trusted = { publisher: actions, trustedPublisher: 'github' };

    const keys = [
      publisherKey('n', { ...trusted, maintainers: [ann] }),
      publisherKey('m', { ...trusted, maintainers: [bob] }),
      publisherKey('@acme/m', { ...trusted, maintainers: [bob] }),
    ];

    expect(new Set(keys).size).toBe(3);
  });
});
