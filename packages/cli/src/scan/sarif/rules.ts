import type { Detector } from '@weir/detectors';
import type { Severity } from '@weir/model';
import type { Level, ReportingDescriptor } from './document.ts';

const LEVELS: Readonly<Record<Severity, Level>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

/**
 * GitHub code scanning shows over 9.0 as critical, from 7.0 as high, from 4.0 as medium and from 0.1 as low ("SARIF
 * support for code scanning", `security-severity`).
 */
const SECURITY_SEVERITIES: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  info: '0.1',
};

/** SARIF's level of a severity. */
export function levelOfSeverity(severity: Severity): Level {
  return LEVELS[severity];
}

/** The rules of a run, each at one place of `tool.driver.rules`. */
export interface Rules {
  /** Place of a rule; one that the catalog does not know is added with what a finding tells. */
  indexOf(id: string, detector: string, severity: Severity): number;
  readonly descriptors: readonly ReportingDescriptor[];
}

function describe(
  id: string,
  title: string,
  text: string,
  severityMax: Severity,
  detector: string,
): ReportingDescriptor {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text },
    help: {
      text: `${title}. ${text} At most ${severityMax}: what the code does, and when it runs, lower it.`,
      markdown: `**${title}**\n\n${text}\n\nAt most *${severityMax}*: what the code does, and when it runs, lower it.`,
    },
    defaultConfiguration: { level: levelOfSeverity(severityMax) },
    properties: { tags: ['security', detector], 'security-severity': SECURITY_SEVERITIES[severityMax] },
  };
}

/** All rules of the catalog, in its order: a log's rules change with the tool, not with what was found. */
export function createRules(detectors: readonly Detector[]): Rules {
  const descriptors: ReportingDescriptor[] = [];
  const places = new Map<string, number>();
  function add(descriptor: ReportingDescriptor): number {
    places.set(descriptor.id, descriptors.length);
    return descriptors.push(descriptor) - 1;
  }
  for (const { id: detector, title, rules } of detectors) {
    for (const { id, severityMax, describes } of rules) {
      add(describe(`${detector}/${id}`, title, describes, severityMax, detector));
    }
  }
  return {
    descriptors,
    indexOf(id, detector, severity) {
      const known = places.get(id);
      if (known !== undefined) return known;
      const text =
        detector === 'analysis'
          ? 'Something about the archive, or what the analysis of it could not do.'
          : `A rule of ${detector}.`;
      return add(describe(id, id, text, severity, detector));
    },
  };
}
