import type { ManifestDependency } from '@weir/code';
import { findExfilHost } from '@weir/intel';
import type { Severity } from '@weir/model';

/** Hosts that keep code under version control: their archives are as good as a git dependency. */
const CODE_HOST =
  /(?:^|\.)(?:github|gitlab|bitbucket|codeberg|githubusercontent|gitee|sourcehut)\.(?:com|org|io|net)$/;
/** Names that registries and mirrors give themselves, and preview builds of pull requests. */
const REGISTRY_HOST = /^(?:registry|npm|packages?|artifactory|nexus|verdaccio|pkg|cdn)\./;
const IPV4 = /^(?:\d{1,3}\.){3}\d{1,3}$/;
const COMMIT = /#(?:commit=)?[0-9a-f]{40}$/i;

/** How much the place that a dependency comes from speaks for an attack. */
export interface Grade {
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: number;
  readonly what: string;
}

/** The host of an address or of a repository; null for forms without one. */
export function hostOf(spec: string): { host: string; plain: boolean } | null {
  try {
    const url = new URL(spec.trim().replace(/^git\+/, ''));
    return { host: url.hostname.toLowerCase(), plain: url.protocol === 'http:' || url.protocol === 'git:' };
  } catch {
    // `user/repo` and `host:path` forms have no host of their own.
    return null;
  }
}

/** Grades where a dependency comes from; null for the registry, and for what no user installs. */
export function gradeOf(dependency: Pick<ManifestDependency, 'channel' | 'spec' | 'field'>): Grade | null {
  const { channel, spec, field } = dependency;
  if (field === 'devDependencies' || field === 'peerDependencies') return null;
  const address = channel === 'url' || channel === 'git' ? hostOf(spec) : null;
  if (address) {
    if (IPV4.test(address.host) || address.host.startsWith('['))
      return {
        rule: 'address',
        severity: 'high',
        confidence: 0.8,
        what: `from the bare address ${address.host}`,
      };
    const listed = findExfilHost(address.host);
    if (listed && listed.weight >= 0.5)
      return {
        rule: 'drop-host',
        severity: 'high',
        confidence: 0.9,
        what: `from the ${listed.kind} host ${address.host}`,
      };
  }
  if (channel === 'git') {
    return field === 'optionalDependencies' && COMMIT.test(spec)
      ? {
          rule: 'optional-commit',
          severity: 'high',
          confidence: 0.55,
          what: 'from one commit of a repository, whose prepare script runs, and whose failure nobody sees',
        }
      : { rule: 'git', severity: 'low', confidence: 0.9, what: 'from a repository' };
  }
  if (channel !== 'url' || !address) return null;
  if (CODE_HOST.test(address.host))
    return { rule: 'git', severity: 'low', confidence: 0.9, what: `from an archive of ${address.host}` };
  if (address.plain)
    return {
      rule: 'plain-http',
      severity: 'high',
      confidence: 0.6,
      what: `from ${address.host} without encryption`,
    };
  return REGISTRY_HOST.test(address.host)
    ? { rule: 'foreign-host', severity: 'low', confidence: 0.9, what: `from ${address.host}` }
    : { rule: 'foreign-host', severity: 'medium', confidence: 0.9, what: `from ${address.host}` };
}
