import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Adapter } from '../lib/world.ts';
import { benchAnalysis } from './analysis.ts';
import { benchBoth } from './both.ts';
import { benchCatchUp } from './catch-up.ts';
import { benchDay } from './day.ts';
import { benchFairness } from './fairness.ts';
import { FAIRNESS_ATTACKS, type FairnessAttack } from './fairness-attacks.ts';
import { benchHostile } from './hostile.ts';
import { benchIdle } from './idle.ts';
import { benchSpine } from './spine.ts';
import { benchWheels } from './wheels.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', default: 'spine,idle' },
    adapter: { type: 'string', default: 'embedded,kafka' },
    rate: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '60' },
    /** Of `catch-up`. */
    rows: { type: 'string', default: '1000000' },
    /** Of `day`: how much of it, and how much faster it passes. */
    fraction: { type: 'string', default: '0.05' },
    factor: { type: 'string', default: '600' },
    'first-look': { type: 'string', default: 'origin' },
    /** Of `hostile`: takes each nth only. */
    every: { type: 'string', default: '1' },
    /** Of `fairness`: `none`, attacks, or several at once with `+` between them. */
    attacks: { type: 'string', default: `none,${FAIRNESS_ATTACKS.join(',')},${FAIRNESS_ATTACKS.join('+')}` },
    /** Of `analysis`: releases that are looked at, all when absent. */
    sample: { type: 'string' },
    updates: { type: 'string', default: '200' },
    'benign-set': { type: 'string', default: join(import.meta.dirname, '../../../shared/corpus/benign-npm') },
    cache: { type: 'string', default: join(homedir(), '.cache', 'weir', 'benign-npm') },
  },
});
const only = new Set(values.only.split(','));
const report: Record<string, unknown> = { node: process.version, cpus: availableParallelism() };

if (only.has('spine')) {
  for (const adapter of values.adapter.split(',') as Adapter[]) {
    report[`spine.${adapter}`] = await benchSpine({
      adapter,
      perSecond: Number(values.rate),
      durationMs: Number(values.seconds) * 1000,
    });
  }
}
if (only.has('fairness')) {
  for (const together of values.attacks.split(',')) {
    const attacks = together === 'none' ? [] : (together.split('+') as FairnessAttack[]);
    const result = await benchFairness({ attacks, perSecond: 3, durationMs: Number(values.seconds) * 1000 });
    report[`fairness.${together}`] = result;
    process.stderr.write(`${together}: others p50 ${result.others.p50Ms} p95 ${result.others.p95Ms} ms\n`);
  }
}
if (only.has('both')) report.both = await benchBoth(Number(values.seconds) * 1000);
if (only.has('catch-up')) report['catch-up'] = await benchCatchUp(Number(values.rows));
if (only.has('day')) {
  report.day = await benchDay({
    fraction: Number(values.fraction),
    factor: Number(values.factor),
    seed: 1,
    firstLook: values['first-look'] === 'edge' ? 'edge' : 'origin',
  });
}
if (only.has('hostile')) report.hostile = await benchHostile(Number(values.every));
if (only.has('analysis')) {
  report.analysis = await benchAnalysis({
    lockDir: values['benign-set'],
    cacheDir: values.cache,
    sample: values.sample === undefined ? null : Number(values.sample),
    updates: Number(values.updates),
  });
}
if (only.has('wheels')) report.wheels = await benchWheels();
if (only.has('idle')) report.idle = await benchIdle();

process.stdout.write(`${JSON.stringify(report, null, values.json ? 0 : 2)}\n`);
