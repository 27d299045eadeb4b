import type { Clock } from '@weir/model';
import { createHttpClient } from '@weir/runtime';
import { describe, expect, it } from 'vitest';
import { unlimitedAllowance } from '../../request-slices.ts';
import { createRequests } from '../../requests.ts';
import { PYPI_BEHAVIOUR, pypiBehaviourSchema } from '../stand-in/behaviour.ts';
import { type PypiStandIn, startPypiStandIn } from '../stand-in/index.ts';
import { type PypiProbeOptions, type PypiProbeReport, probePypi } from './probe.ts';

const MINUTE_MS = 60_000;

interface Opened extends AsyncDisposable {
  readonly standIn: PypiStandIn;
  probe(given?: Partial<PypiProbeOptions>): Promise<PypiProbeReport>;
}

/** At real-life durations on a clock that moves when the probe sleeps; `onSleep` then happens. */
async function open(onSleep: (standIn: PypiStandIn, sleeps: number) => void = () => {}): Promise<Opened> {
  let nowMs = Date.parse('2026-11-01T00:00:00Z');
  let sleeps = 0;
  const clock: Clock = {
    now: () => nowMs,
    async sleep(ms) {
      nowMs += ms;
      sleeps++;
      onSleep(standIn, sleeps);
    },
  };
  const behaviour = { updatesMax: 20, projectsMax: 7, rssStaleAnswers: 0 };
  const standIn = await startPypiStandIn({ clock, behaviour });
  for (let at = 0; at < 30; at++) standIn.world.upload({ name: `old${at}`, version: '1.0' });
  return {
    standIn,
    async probe(given = {}) {
      await using http = createHttpClient({ userAgent: 'weir-test' });
      await using requests = createRequests({ http, allowance: unlimitedAllowance, clock, random: () => 0 });
      const options = { index: `${standIn.url}/`, requests, clock, watchMs: 0, burst: 0, onProgress() {} };
      const report = await probePypi({ ...options, ...given }, AbortSignal.timeout(30_000));
      expect(pypiBehaviourSchema.parse(JSON.parse(JSON.stringify(report.standIn)))).toEqual(report.standIn);
      return report;
    },
    [Symbol.asyncDispose]: () => standIn[Symbol.asyncDispose](),
  };
}

describe('what a probe finds out of a PyPI', () => {
  it('is how much the windows hold, and how the list of names is kept', async () => {
    await using opened = await open();

    const report = await opened.probe();

    expect(report.standIn).toEqual({ ...PYPI_BEHAVIOUR, updatesMax: 20, projectsMax: 7 });
    expect(report.assumed).toEqual([
      'rssStaleAnswers',
      'listCacheSeconds',
      'journalRowsMax',
      'journalHourlyMax',
    ]);
    expect(report.answers.map(({ answer }) => answer)).toEqual([
      null,
      { updatesMax: 20, projectsMax: 7 },
      {
        ageSeconds: 0,
        maxAgeSeconds: null,
        serial: String(opened.standIn.world.lastSerial),
        packedBytes: expect.any(Number),
        isJson: true,
      },
      null,
    ]);
    const counts = opened.standIn.requestCounts;
    expect(report.requests).toBe(Object.values(counts).reduce((sum, count) => sum + count, 0));
    expect(counts.journal).toBe(0);
  });

  it('is how late releases show, what their documents lack, and which files come late', async () => {
    await using opened = await open(({ world }, sleeps) => {
      if (sleeps % 3 !== 1 || sleeps > 18) return;
      const name = `new${sleeps}`;
      world.upload({ name, version: '1.0', files: [`${name}-1.0.tar.gz`] });
      // Shown one look later, and its document stays behind for ever.
      world.holdWindow(1);
      if (sleeps === 4) world.holdOf(name).documentStale = 100;
      if (sleeps === 13) world.upload({ name: 'new4', version: '1.0', files: ['new4-1.0-py3-none-any.whl'] });
    });

    const { answers, requests } = await opened.probe({ watchMs: 4 * MINUTE_MS });

    expect(answers.at(-1)?.answer).toMatchObject({
      releasesPerDay: (6 / 4) * 24 * 60,
      lagSecondsP95: 10,
      rollovers: 0,
      windowsOlderThanBefore: 0,
      releases: 6,
      pagesAbsent: 0,
      pagesWithEtag: 6,
      releasesWithLateFiles: 1,
      documentsBehindTheirPage: 1,
    });
    expect(requests).toBeLessThan(60);
  });

  it('is how often it may be asked, and it stops at the first refusal', async () => {
    await using opened = await open();
    const refuse = (): void =>
      opened.standIn.knobs.arm('rss', { kind: 'rate-limit', seconds: 7, form: 'seconds' });

    const { answers } = await opened.probe({
      burst: 5,
      onProgress: (question) => question.includes('polls') && refuse(),
    });

    expect(answers[0]?.answer).toMatchObject({ limit: { requestsMax: 1, retryAfterSeconds: 7 } });
  });

  it('leaves a question open that has no answer, and asks the others', async () => {
    await using opened = await open();
    opened.standIn.knobs.arm('list', { kind: 'status', status: 404 }, 10);

    const report = await opened.probe();

    expect(report.answers[2]).toMatchObject({ answer: null, evidence: expect.stringContaining('404') });
    expect(report.answers[1]?.answer).not.toBeNull();
  });
});
