import { describe, expect, test } from 'vitest';
import { EXFIL_HOSTS } from './data/exfil-hosts.ts';
import { exfilMentionsIn, findExfilHost, hostsIn } from './exfil-hosts.ts';

describe('findExfilHost', () => {
  test('matches the name itself and names below it, whatever the case', () => {
    expect(findExfilHost('exfil.weir.test')?.kind).toBe('request-catcher');
    expect(findExfilHost('a.b.EXFIL.weir.test.')?.host).toBe('exfil.weir.test');
  });

  test('does not match a name that only ends in the same letters', () => {
    expect(findExfilHost('notexfil.weir.test')).toBeNull();
    expect(findExfilHost('weir.test')).toBeNull();
    expect(findExfilHost('')).toBeNull();
  });
});

describe('exfilMentionsIn', () => {
  test('tells a bare messenger API from a hard-coded mailbox', () => {
    const api = exfilMentionsIn('https://messenger.weir.test/bot');
    const mailbox = exfilMentionsIn(`https://messenger.weir.test/bot1234567:${'A'.repeat(35)}/sendMessage`);

    expect(api.map((m) => [m.mailbox, m.weight])).toEqual([[false, 0.1]]);
    expect(mailbox.map((m) => [m.mailbox, m.weight])).toEqual([[true, 0.9]]);
  });

  test('finds a host without a scheme and keeps the URL where there is one', () => {
    expect(exfilMentionsIn('x.interaction.weir.test')[0]?.url).toBeNull();
    expect(exfilMentionsIn('see http://u@tunnel.weir.test:8080/a?b=1 now')[0]?.url).toBe(
      'http://u@tunnel.weir.test:8080/a?b=1',
    );
  });
});

test('a host is found in capitals, and none in prose with dots', () => {
  expect(exfilMentionsIn('HTTPS://TUNNEL.WEIR.TEST/A')[0]?.host).toBe('tunnel.weir.test');
  expect(exfilMentionsIn('It waits. Then it goes on, as os.path does.')).toEqual([]);
});

test('hostsIn is linear on hostile text', () => {
  expect(hostsIn('a.'.repeat(2000)).length).toBeLessThanOrEqual(100);
  expect(hostsIn('plain words')).toEqual([]);
});

test('every entry is a lower-case name with a weight between 0 and 1, listed once', () => {
  expect(new Set(EXFIL_HOSTS.map((entry) => entry.host)).size).toBe(EXFIL_HOSTS.length);
  for (const entry of EXFIL_HOSTS) {
    expect(entry.host).toMatch(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/);
    expect(entry.weight).toBeGreaterThan(0);
    expect(entry.weight).toBeLessThanOrEqual(1);
  }
});
