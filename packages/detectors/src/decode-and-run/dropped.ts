import { type Flow, LABEL } from '@weir/code';
import type { Finding } from '@weir/model';
import type { CodeUnit, DetectorInput } from '../contract.ts';
import { unitFinding } from '../finding.ts';
import { momentOf } from '../reach.ts';

/** A file that decoded text was written to is started, or loaded as a library. */
function isStartOfDropped(unit: CodeUnit, { sink, labels }: Flow): boolean {
  const wanted = LABEL.dropped | LABEL.decodedConst;
  return (
    unit.language === 'python' && (sink === 'command' || sink === 'load') && (labels & wanted) === wanted
  );
}

/** Names of files that are read as data. */
const DATA = /\.(?:json|pem|crt|cer|der|png|jpe?g|gif|ico|svg|woff2?|ttf)$/i;

/** A constant that is decoded into a file beside code that starts processes or loads computed modules. */
export function droppedFile(id: string, input: DetectorInput, unit: CodeUnit, flow: Flow): Finding | null {
  if (isStartOfDropped(unit, flow) && momentOf(input, unit, flow) !== 'called') {
    return unitFinding(id, unit, flow, {
      rule: 'dropped-file',
      severity: 'high',
      confidence: 0.85,
      summary: `decoded text is written to a file, and this very file is started by ${flow.sinkName}`,
      chain: ['constant', 'decode', 'file', flow.sinkName],
    });
  }
  if (flow.sink !== 'file-write' || (flow.labels & LABEL.decodedConst) === 0) return null;
  if (!unit.facts.capabilities.includes('process.spawn')) return null;
  const moment = momentOf(input, unit, flow);
  // What a setup script imports is known function by function in Python.
  const runs = unit.stage === 'install' && (unit.language !== 'python' || moment !== 'called');
  if (!runs && holdsData(unit, flow)) return null;
  const late = unit.stage === 'install' || moment === 'import' ? 'medium' : 'low';
  return unitFinding(id, unit, flow, {
    rule: 'dropped-file',
    severity: runs ? 'high' : late,
    confidence: 0.8,
    summary: `decoded text is written to a file by ${flow.sinkName}, and the same code starts processes`,
    chain: ['constant', 'decode', flow.sinkName, 'process'],
  });
}

/** Whether the file, by its name, is one that nothing starts: settings, certificates, pictures, fonts. */
function holdsData({ facts }: CodeUnit, { offset }: Flow): boolean {
  const paths = facts.fileActions.find((action) => action.offset === offset)?.paths ?? [];
  return paths.length > 0 && paths.every((path) => DATA.test(path));
}
