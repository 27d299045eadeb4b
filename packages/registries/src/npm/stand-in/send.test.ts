import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { formOfRetryAfter, RETRY_AFTER_FORMS } from '../../lib/stand-in/retry-after.ts';
import { FAULT_KNOBS } from '../../lib/stand-in/transport.ts';
import { faultOf } from '../../lib/stand-in/weather-faults.ts';
import { knobOfFault } from './faults.ts';
import { KNOBS, TARGETS } from './knob-list.ts';
import { type OpenStandIn, openStandIn } from './testing/open-stand-in.ts';

const PATHS = { feed: '/registry/_changes', document: '/n', tarball: '/n/-/n-1.0.0.tgz' } as const;

let open: OpenStandIn;
beforeEach(async () => {
  open = await openStandIn();
  open.standIn.world.publish([{ name: 'n', version: '1.0.0' }]);
});
afterEach(() => open[Symbol.asyncDispose]());

describe('faults', () => {
  it.each(TARGETS.flatMap((target) => FAULT_KNOBS.map((knob) => [target, knob] as const)))(
    'spoil one answer for a %s by %s, and count it',
    async (target, knob) => {
      const right = await open.client.get(PATHS[target]);
      open.standIn.knobs.arm(target, faultOf(knob));

      const spoilt =
        knob === 'endless' || knob === 'hang'
          ? await Promise.race([open.client.readUpTo(PATHS[target], 1_000_000), Promise.resolve(null)])
          : await open.client.get(PATHS[target]).catch((error: unknown) => error);

      await vi.waitFor(() => expect(open.standIn.fired[`${target}-${knob}`]).toBe(1));
      if (knob !== 'slow') expect(spoilt).not.toMatchObject({ status: 200, body: right.body });
      expect(open.standIn.knobs.waiting(target)).toBe(0);
      expect(await open.client.get(PATHS[target])).toMatchObject({ status: 200, body: right.body });
    },
  );

  it.each(RETRY_AFTER_FORMS)('ask to wait: %s', async (form) => {
    open.standIn.knobs.arm('feed', { kind: 'rate-limit', form, seconds: 120_000 });

    const { status, headers } = await open.client.get('/');
    const header = headers['retry-after'];

    expect(status).toBe(429);
    expect(formOfRetryAfter(typeof header === 'string' ? header : null)).toBe(form);
    if (form === 'seconds') expect(header).toBe('120');
    if (form === 'date') expect(Date.parse(String(header))).toBe(open.clock.now() + 120_000);
  });

  it('send half of the answer with its own length, or break off', async () => {
    const right = await open.client.get('/n');
    open.standIn.knobs.arm('document', { kind: 'truncated' });
    open.standIn.knobs.arm('document', { kind: 'cut-off' });
    open.standIn.knobs.arm('document', { kind: 'corrupt' });

    const half = await open.client.get('/n');
    const broken = await open.client.get('/n');
    const corrupt = await open.client.get('/n');

    expect(half).toMatchObject({ aborted: false, body: right.body.subarray(0, right.body.length >> 1) });
    expect(broken.aborted).toBe(true);
    expect(broken.headers['content-length']).toBe(String(right.body.length));
    expect(corrupt.body.length).toBe(right.body.length);
    expect(() => corrupt.json()).toThrow(SyntaxError);
  });

  it('pace a body by the scale', async () => {
    const right = await open.client.get('/n/-/n-1.0.0.tgz');
    open.standIn.knobs.arm('tarball', { kind: 'slow', delayMs: 10_000, chunkBytes: 64 });

    const startedAtMs = performance.now();
    const slow = await open.client.get('/n/-/n-1.0.0.tgz');

    expect(slow.body.equals(right.body)).toBe(true);
    expect(performance.now() - startedAtMs).toBeLessThan(2_000);
  });

  it('stream without an end until the client hangs up', async () => {
    open.standIn.knobs.arm('document', { kind: 'endless' });

    expect(await open.client.readUpTo('/n', 20_000_000)).toBeGreaterThan(20_000_000);
    expect((await open.client.get('/n')).status).toBe(200);
  });

  it('explode: a small body inflates to what was asked for', async () => {
    open.standIn.knobs.arm('document', { kind: 'gzip-bomb', sizeBytes: 40_000_000 });

    const { body, headers } = await open.client.get('/n');

    expect(headers['content-encoding']).toBe('gzip');
    expect(body.length).toBeLessThan(100_000);
    expect(gunzipSync(body).length).toBe(40_000_000);
  });

  it('are bound to a package, or to the target', async () => {
    open.standIn.world.publish([{ name: 'm', version: '1.0.0' }]);
    open.standIn.knobs.arm('document', { kind: 'status', status: 500 }, 1, 'm');

    expect((await open.client.get('/n')).status).toBe(200);
    expect((await open.client.get('/m')).status).toBe(500);
    open.standIn.knobs.arm('tarball', { kind: 'reset' }, 5);
    open.standIn.knobs.clear();
    expect((await open.client.get('/n/-/n-1.0.0.tgz')).status).toBe(200);
  });
});

describe('KNOBS', () => {
  it('lists every knob once, with a sentence', () => {
    const names = KNOBS.map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
    expect(Object.keys(open.standIn.fired).toSorted()).toEqual(names.toSorted());
    for (const { about } of KNOBS) expect(about.length).toBeGreaterThan(10);
  });

  it('has an example of each fault under its own name', () => {
    for (const target of TARGETS) {
      expect(FAULT_KNOBS.map((knob) => knobOfFault(target, faultOf(knob)))).toEqual(
        FAULT_KNOBS.map((knob) => `${target}-${knob}`),
      );
    }
    expect(knobOfFault('feed', { kind: 'rate-limit', retryAfter: '-1' })).toBe('feed-rate-limit-negative');
    expect(knobOfFault('feed', { kind: 'html', status: 403 })).toBe('feed-html-4xx');
  });
});
