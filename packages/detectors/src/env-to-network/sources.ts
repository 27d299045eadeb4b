import type { LabelName } from '@weir/code';
import type { Severity } from '@weir/model';

interface Severities {
  readonly install: Severity;
  readonly live: Severity;
  readonly called: Severity;
}

/** What may be sent, by the label that it carries. */
export interface Source {
  readonly rule: string;
  readonly label: LabelName;
  readonly confidence: number;
  readonly what: string;
  readonly severity: Severities;
}

/** Strongest first: a flow is told once, by the worst thing that it carries. */
export const SOURCES: readonly Source[] = [
  {
    rule: 'credentials',
    label: 'credential',
    confidence: 0.92,
    what: 'the content of a credential file',
    severity: { install: 'critical', live: 'high', called: 'medium' },
  },
  {
    rule: 'environment',
    label: 'envAll',
    confidence: 0.92,
    what: 'the whole environment',
    severity: { install: 'critical', live: 'high', called: 'low' },
  },
  {
    rule: 'files',
    label: 'harvest',
    confidence: 0.85,
    what: 'the content of files found by listing folders',
    severity: { install: 'critical', live: 'high', called: 'info' },
  },
  {
    rule: 'clipboard',
    label: 'clipboard',
    confidence: 0.85,
    what: 'the clipboard',
    severity: { install: 'critical', live: 'high', called: 'medium' },
  },
  {
    rule: 'page-data',
    label: 'pageData',
    confidence: 0.55,
    what: 'what a page keeps of its visitor',
    severity: { install: 'high', live: 'high', called: 'info' },
  },
  {
    rule: 'host-identity',
    label: 'host',
    confidence: 0.7,
    what: "the machine's name, user or addresses",
    severity: { install: 'high', live: 'high', called: 'info' },
  },
];
