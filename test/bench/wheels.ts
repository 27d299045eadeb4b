import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { V8_FLAGS } from '@weir/analysis/in-process';
import { zip } from '@weir/testkit/archive';
import { forkChild } from '../lib/child.ts';
import type { AnalysisAnswer, AnalysisOrder, ReleaseFile } from './analysis-process.ts';

/** Of a large release on PyPI: one wheel for each Python and platform. */
const WHEELS = 60;
const MODULES = 60;
const FUNCTIONS = 40;
/** Bytes of the one member that differs from wheel to wheel. */
const NATIVE_BYTES = 1024 * 1024;
/** Issue 5: a release of 60 wheels, on one core. */
const CPU_MS_MAX = 3_000;

export interface WheelsReport {
  readonly wheels: number;
  readonly sourceBytes: number;
  /** Processor time of all wheels, with equal members looked up and with each computed. */
  readonly cpuMs: number;
  readonly cpuMsWithoutFacts: number;
  readonly firstWheelMs: number;
  readonly hits: number;
  readonly misses: number;
  readonly isWithin: boolean;
}

/** A module as libraries have them: imports, a class, functions that call each other, texts. */
function sourceOf(index: number): string {
  const functions = Array.from({ length: FUNCTIONS }, (_, at) =>
    [
      `def step_${at}(value, *, name='part-${index}-${at}', limit=${at}):`,
      `    """Works on part ${at} of module ${index}, and tells how far it came."""`,
      `    path = os.path.join(os.environ.get('ACME_HOME', '/tmp'), name)`,
      `    if value is None or len(path) > limit + 4096:`,
      `        raise ValueError('no value for %s in %s' % (name, path))`,
      `    return {'name': name, 'rows': [row * ${at + 1} for row in value], 'path': path}`,
      '',
    ].join('\n'),
  );
  return ['import json', 'import os', 'import subprocess', '', ...functions].join('\n');
}

/** Bytes that look like nothing, and differ by `seed`. */
function nativeOf(seed: number): Buffer {
  const block = createHash('sha512').update(String(seed)).digest();
  const bytes = Buffer.alloc(NATIVE_BYTES, block);
  return Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]), bytes]);
}

function writeWheels(dir: string): { readonly wheels: readonly ReleaseFile[]; readonly sourceBytes: number } {
  const sources = Array.from({ length: MODULES }, (_, index) => sourceOf(index));
  const imports = sources.map((_, index) => `from . import m${index}`).join('\n');
  const wheels = Array.from({ length: WHEELS }, (_, platform) => {
    const filename = `acme_tool-1.0-cp3${platform % 10}-cp3${platform % 10}-platform_${platform}.whl`;
    const wheel = zip()
      .file('acme_tool-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\nName: acme-tool\nVersion: 1.0\n')
      .file('acme/__init__.py', imports);
    for (const [index, source] of sources.entries()) wheel.file(`acme/m${index}.py`, source);
    const path = join(dir, filename);
    writeFileSync(path, wheel.file('acme/_native.so', nativeOf(platform), { method: 0 }).build());
    return { path, filename };
  });
  return { wheels, sourceBytes: sources.reduce((sum, source) => sum + source.length, 0) };
}

async function run(order: AnalysisOrder): Promise<AnalysisAnswer> {
  const entry = join(import.meta.dirname, 'analysis-process.ts');
  await using child = forkChild<AnalysisAnswer>(entry, {}, V8_FLAGS);
  child.send(order);
  const answer = await child.next();
  child.send({});
  await child.ended;
  return answer;
}

/** A release of 60 wheels that differ in one native file, one after the other in one process, as the analyzer has them. */
export async function benchWheels(): Promise<WheelsReport> {
  const dir = mkdtempSync(join(tmpdir(), 'weir-bench-wheels-'));
  try {
    const { wheels, sourceBytes } = writeWheels(dir);
    const [kept, plain] = [
      await run({ releases: wheels, facts: 'memory', withFloor: false }),
      await run({ releases: wheels, facts: 'none', withFloor: false }),
    ];
    const sum = (pick: (cost: AnalysisAnswer['costs'][number]) => number, answer = kept): number =>
      Math.round(answer.costs.reduce((total, cost) => total + pick(cost), 0));
    const cpuMs = sum((cost) => cost.cpuMs);
    return {
      wheels: wheels.length,
      sourceBytes,
      cpuMs,
      cpuMsWithoutFacts: sum((cost) => cost.cpuMs, plain),
      firstWheelMs: Math.round(kept.costs[0]?.cpuMs ?? 0),
      hits: sum(({ hits }) => hits),
      misses: sum(({ misses }) => misses),
      isWithin: cpuMs <= CPU_MS_MAX,
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
