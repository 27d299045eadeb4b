import type { Flow } from '@weir/code';
import type { Finding } from '@weir/model';
import type { CodeUnit, DetectorInput } from '../contract.ts';
import { unitFinding } from '../finding.ts';
import { isBundle } from '../lib/bundle.ts';
import { CALLED_CONFIDENCE, momentOf } from '../reach.ts';

/** A call of which nobody can read what is called: the module and its function are named by what was decoded. */
export function hiddenCall(id: string, input: DetectorInput, unit: CodeUnit, flow: Flow): Finding | null {
  if (unit.language !== 'js' || flow.sink !== 'load' || flow.sinkName !== 'import()[]' || isBundle(unit))
    return null;
  return unitFinding(id, unit, flow, {
    rule: 'hidden-module',
    severity: 'high',
    confidence: momentOf(input, unit, flow) === 'called' ? CALLED_CONFIDENCE : 0.85,
    summary: 'a function is called whose module and name are both hidden by an encoding',
    chain: ['constant', 'decode', flow.sinkName],
  });
}
