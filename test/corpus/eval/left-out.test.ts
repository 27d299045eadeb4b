import { describe, expect, it } from 'vitest';
import { leaveTechniquesOut } from './left-out.ts';
import type { LeanFinding } from './outcome.ts';
import { madeUpRun, threat } from './run-kit.ts';
import type { Run } from './run-samples.ts';

function run(set: 'malicious' | 'benign', family: string, score: number, findings: LeanFinding[]): Run {
  return madeUpRun({ set, family, score, findings, verdict: score >= 40 ? 'suspicious' : 'benign' });
}

describe('leaveTechniquesOut', () => {
  const both = (index: number) => [
    threat('dropper', 'critical'),
    ...(index < 5 ? [threat('yara', 'high')] : []),
  ];
  const malicious = [
    ...Array.from({ length: 20 }, (_, index) => run('malicious', `drops ${index}`, 97, both(index))),
    ...Array.from({ length: 19 }, (_, index) =>
      run('malicious', `few ${index}`, 82, [threat('persistence', 'high')]),
    ),
  ];
  const benign = Array.from({ length: 200 }, (_, index) => run('benign', `good ${index}`, 0, []));

  it('measures what others make of a technique', () => {
    const { measured } = leaveTechniquesOut(malicious, benign, 'blind');

    expect(measured).toHaveLength(1);
    expect(measured[0]).toMatchObject({
      technique: 'dropper',
      archives: 20,
      withAll: { hits: 20, total: 20 },
      withoutOwn: { hits: 5, total: 20 },
    });
  });

  it('does not measure fewer than 20', () => {
    expect(leaveTechniquesOut(malicious, benign, 'blind').notMeasured).toEqual({ persistence: 19 });
  });

  it('fits the threshold on benign packages as they are without the detector', () => {
    const loud = [
      ...benign.slice(3),
      run('benign', 'loud', 82, [threat('dropper', 'high')]),
      ...['a', 'b'].map((name) => run('benign', name, 97, [threat('yara', 'critical')])),
    ];

    const [dropper] = leaveTechniquesOut(malicious, loud, 'blind').measured;

    expect(dropper?.refitted).toMatchObject({ over: 97, recall: { hits: 0 }, falsePositives: { hits: 0 } });
  });
});
