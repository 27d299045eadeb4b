import type { AlertChannel } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { HOSTILE_TEXTS, hostileAlert } from './hostile-alert.ts';
import { sampleAlert, sampleVerdict } from './sample-alert.ts';

/** A channel with its other side, for one test. */
export interface ChannelHarness extends AsyncDisposable {
  readonly channel: AlertChannel;
  /** What people on the other side see, message by message, as text. */
  seen(): readonly string[];
  /** Makes the other side fail after it took the message in. */
  failAmbiguously(): void;
}

/** Controls but the line feed, bidirectional overrides, and what is drawn as nothing. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** What every alert channel must do, whatever carries it. Run over the catalog. */
export function channelContract(id: string, start: () => Promise<ChannelHarness>): void {
  const never = new AbortController().signal;

  describe(`channel ${id}`, () => {
    it('has the id of its folder', async () => {
      await using harness = await start();

      expect(harness.channel.id).toBe(id);
    });

    it('delivers once, with a receipt, what a person needs to act', async () => {
      await using harness = await start();
      const { verdict } = sampleAlert();

      const outcome = await harness.channel.send(sampleAlert(), never);

      expect(outcome).toMatchObject({ kind: 'delivered', receipt: expect.stringMatching(/./) });
      expect(harness.seen()).toHaveLength(1);
      const text = harness.seen()[0] ?? '';
      for (const wanted of [
        'CRITICAL 94',
        'npmjs',
        '@demo/left-padding',
        '1.0.1',
        'preinstall sends the whole environment',
        'package/a.js:12-14',
        'process.env',
        'https.request',
        'install',
        'published by an account that published none',
        'after publication',
        'quiet-fox',
        '+6 more',
        verdict.verdictId,
        verdict.rulesetVersion,
      ]) {
        expect(text).toContain(wanted);
      }
      expect(text).not.toMatch(/possibly a duplicate/i);
    });

    it('says so when it may be a duplicate', async () => {
      await using harness = await start();

      await harness.channel.send(sampleAlert({ possibleDuplicate: true }), never);

      expect(harness.seen()[0]).toMatch(/possibly a duplicate/i);
    });

    it('defangs indicators everywhere', async () => {
      await using harness = await start();

      await harness.channel.send(sampleAlert(), never);

      expect(harness.seen()[0]).toContain('hxxps://collect[.]evil[.]example/c');
      expect(harness.seen()[0]).not.toContain('evil.example');
    });

    it('says that a verdict is incomplete', async () => {
      await using harness = await start();
      const { judgement } = sampleVerdict();

      await harness.channel.send(
        sampleAlert({ verdict: sampleVerdict({ judgement: { ...judgement, complete: false } }) }),
        never,
      );

      expect(harness.seen()[0]).toContain('incomplete');
    });

    it('delivers a verdict without findings, publisher, times or bytes', async () => {
      await using harness = await start();
      const bare = sampleVerdict({
        topFindings: [],
        findingCount: 0,
        publisher: null,
        publishedAt: null,
        artifactSha256: null,
      });

      const outcome = await harness.channel.send(sampleAlert({ verdict: bare }), never);

      expect(outcome.kind).toBe('delivered');
      expect(harness.seen()[0]).toContain('no finding came with the verdict');
    });

    it.each(HOSTILE_TEXTS.map((text) => [JSON.stringify(text.slice(0, 40)), text]))(
      'shows hostile text for what it is: %s',
      async (_label, text) => {
        await using harness = await start();

        const outcome = await harness.channel.send(hostileAlert(text), never);

        expect(outcome.kind).toBe('delivered');
        expect(harness.seen()).toHaveLength(1);
        const shown = (harness.seen()[0] ?? '').replaceAll('\n', '');
        expect(shown).not.toMatch(UNSEEN);
        expect(shown).not.toContain('!!ACTIVE');
        expect(shown.length).toBeLessThan(15_000);
      },
    );

    it('calls a failure after sending ambiguous, and does not throw', async () => {
      await using harness = await start();
      harness.failAmbiguously();

      const outcome = await harness.channel.send(sampleAlert(), never);

      expect(outcome).toMatchObject({ kind: 'ambiguous', error: expect.stringMatching(/./) });
    });
  });
}
