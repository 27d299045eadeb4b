import { describe, expect, it } from 'vitest';
import { DISPOSABLE_MAIL, FREE_MAIL } from './data/disposable-mail.ts';
import { mailDomain, mailKind } from './mail-domains.ts';

describe('mail domains', () => {
  it.each([
    ['Ann@Acme.Example', 'acme.example'],
    ['ann', null],
    ['ann@localhost', null],
    ['a b@acme.example', null],
    ['x'.repeat(100_000), null],
    [null, null],
  ])('%s has %s', (address, domain) => {
    expect(mailDomain(address)).toBe(domain);
  });

  it.each([
    ['disposable.weir.test', 'disposable'],
    ['a.b.disposable.weir.test', 'disposable'],
    ['freemail.weir.test', 'free'],
    ['notfreemail.weir.test', 'own'],
    ['acme.example', 'own'],
  ])('%s is %s', (domain, kind) => {
    expect(mailKind(domain)).toBe(kind);
  });

  it('are listed once, in lower case', () => {
    const all = [...DISPOSABLE_MAIL, ...FREE_MAIL];

    expect(new Set(all).size).toBe(all.length);
    for (const domain of all) expect(domain).toMatch(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/);
  });
});
