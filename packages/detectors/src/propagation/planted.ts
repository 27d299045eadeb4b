import { type Flow, LABEL } from '@weir/code';
import type { Finding } from '@weir/model';
import type { CodeUnit, DetectorInput } from '../contract.ts';
import { unitFinding } from '../finding.ts';
import { isBundle } from '../lib/bundle.ts';
import { CALLED_CONFIDENCE, momentOf } from '../reach.ts';

/** Files that were found by listing folders, or lie beside such. */
const FOUND = LABEL.listing | LABEL.harvest;

/** Whether something else is put where folders were listed, for the script to start. */
function putsMore({ facts }: CodeUnit, manifest: Flow): boolean {
  return (
    facts.fileActions.some(({ operation }) => operation === 'copy') ||
    facts.flow.flows.some(
      ({ sink, offset, labels }) =>
        sink === 'file-write' && offset !== manifest.offset && (labels & FOUND) !== 0,
    )
  );
}

/**
 * Packages that lie in folders are given a file and a script that installing them runs: whoever installs them next runs
 * it, too. Tools that add scripts to packages are told which.
 */
export function plantedScripts(input: DetectorInput, unit: CodeUnit): Finding[] {
  if (unit.language !== 'js' || isBundle(unit)) return [];
  const setting = new Set(
    unit.facts.fileActions.filter((action) => action.setsInstallScript === true).map(({ offset }) => offset),
  );
  if (setting.size === 0) return [];
  const written = unit.facts.flow.flows.find(
    (flow) =>
      flow.sink === 'file-write' &&
      setting.has(flow.offset) &&
      (flow.labels & LABEL.harvest) !== 0 &&
      putsMore(unit, flow),
  );
  if (!written) return [];
  const moment = momentOf(input, unit, written);
  return [
    unitFinding('propagation', unit, written, {
      rule: 'planted-script',
      severity: moment === 'install' ? 'critical' : 'high',
      confidence: moment === 'called' ? CALLED_CONFIDENCE : 0.9,
      summary: 'packages that folders list are given a file and a script that installing them runs',
      chain: ['list folders', written.sinkName],
    }),
  ];
}
