import { createHash } from 'node:crypto';
import { type RequestTarget, type ShellAction, snippetAt, urlsIn } from '@weir/code';
import { hostsIn } from '@weir/intel';
import {
  type Class,
  type Finding,
  type FindingKind,
  type Indicator,
  type Location,
  SEVERITIES,
  type Severity,
  type Stage,
  safeText,
} from '@weir/model';
import type { CodeUnit, HookCommand, YaraHit } from './contract.ts';
import type { StartedText } from './reach.ts';

/** What a detector says; everything else of a finding follows from where it was seen. */
export interface Claim {
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: number;
  readonly summary: string;
  readonly chain?: readonly string[];
  readonly indicators?: readonly Indicator[];
  readonly stage?: Stage;
  readonly class?: Class | null;
  /** `threat` when absent. */
  readonly kind?: FindingKind;
}

/** A severity moved up or down by steps, within the scale. */
export function shiftSeverity(severity: Severity, steps: number): Severity {
  const index = SEVERITIES.indexOf(severity) + steps;
  return SEVERITIES[Math.min(SEVERITIES.length - 1, Math.max(0, index))] ?? severity;
}

/** The more severe of two. */
export function worse(a: Severity, b: Severity): Severity {
  return SEVERITIES.indexOf(a) >= SEVERITIES.indexOf(b) ? a : b;
}

/** The most severe of many, at most `count`: harmless ones in front must not push a bad one out. */
export function mostSevere(findings: readonly Finding[], count: number): Finding[] {
  return findings
    .toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity))
    .slice(0, count);
}

/** Whether a text is an IPv4 address that the internet routes. */
export function isPublicIp(host: string): boolean {
  return (
    /^(?:\d{1,3}\.){3}\d{1,3}$/.test(host) &&
    !/^(?:0|10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])|22[4-9]|23\d|2[45]\d)\./.test(host)
  );
}

/** Domains, URLs and public addresses in a text, each once, at most 20. */
export function indicatorsIn(text: string): Indicator[] {
  const head = text.slice(0, 4096);
  const found = new Map<string, Indicator>();
  for (const url of urlsIn(head)) found.set(`url ${url}`, { type: 'url', value: safeText(url, 2048) });
  for (const { host, url } of hostsIn(head)) {
    if (url !== null) found.set(`domain ${host}`, { type: 'domain', value: host });
  }
  for (const match of head.matchAll(/\b(?:\d{1,3}\.){3}\d{1,3}\b/g)) {
    if (isPublicIp(match[0])) found.set(`ip ${match[0]}`, { type: 'ip', value: match[0] });
  }
  return [...found.values()].slice(0, 20);
}

/** Indicators of where requests go: addresses, and host names that stand alone. */
export function indicatorsOfTargets(targets: readonly RequestTarget[]): Indicator[] {
  return targets.flatMap(({ text, kind }): Indicator[] => {
    if (kind === 'address') return indicatorsIn(text);
    const host = text.replace(/:\d+$/, '').toLowerCase();
    if (isPublicIp(host)) return [{ type: 'ip', value: host }];
    return /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/.test(host) && /[a-z]$/.test(host) && host.length <= 253
      ? [{ type: 'domain', value: host }]
      : [];
  });
}

function build(
  detector: string,
  claim: Claim,
  where: Pick<Finding, 'location' | 'snippet' | 'stage'> & Partial<Pick<Finding, 'basis'>>,
): Finding {
  return {
    detector,
    rule: `${detector}/${claim.rule}`,
    kind: claim.kind ?? 'threat',
    basis: where.basis ?? 'content',
    severity: claim.severity,
    stage: claim.stage ?? where.stage,
    confidence: claim.confidence,
    class: claim.class ?? null,
    summary: safeText(claim.summary, 500),
    location: where.location,
    snippet: where.snippet,
    indicators: eachOnce(claim.indicators ?? []).slice(0, 50),
    chain: (claim.chain ?? []).slice(0, 20).map((step) => safeText(step, 200)),
  };
}

function eachOnce(indicators: readonly Indicator[]): Indicator[] {
  return [...new Map(indicators.map((item) => [`${item.type} ${item.value}`, item])).values()];
}

/** The text of the layer that an action of a hook was found in: its words, decoded. */
export function hookLayerText(action: ShellAction): string {
  return action.argv.join(' ');
}

/** A layer as a location names it. */
function layerOf(name: string | null, text: string): Pick<Location, 'layer' | 'layerSha256'> {
  if (name === null) return { layer: null };
  return { layer: name.slice(0, 128), layerSha256: createHash('sha256').update(text).digest('hex') };
}

/** A finding at an offset of a code unit. */
export function unitFinding(
  detector: string,
  unit: CodeUnit,
  at: { offset: number; endOffset?: number },
  claim: Claim,
): Finding {
  const chain = unit.origin
    ? [`${unit.file}:${unit.origin.line} ${unit.layer ?? ''}`.trim(), ...(claim.chain ?? [])]
    : claim.chain;
  return build(
    detector,
    { ...claim, ...(chain ? { chain } : {}) },
    {
      stage: unit.stage,
      location: {
        file: safeText(unit.file, 1024),
        line: unit.source.lineAt(at.offset),
        endLine: at.endOffset === undefined ? null : unit.source.lineAt(at.endOffset),
        ...layerOf(unit.layer, unit.source.text),
      },
      snippet: safeText(snippetAt(unit.source.text, at.offset, at.endOffset ?? at.offset), 500),
    },
  );
}

/** A finding about one action of a hook. */
export function hookFinding(
  detector: string,
  hook: HookCommand,
  action: ShellAction | null,
  claim: Claim,
): Finding {
  const before = action ? hook.text.slice(0, action.offset) : '';
  const layer = action && action.layers.length > 0 ? action.layers.join('>') : null;
  return build(
    detector,
    { indicators: indicatorsIn(action ? action.argv.join(' ') : hook.text), ...claim },
    {
      stage: hook.stage,
      location: {
        file: safeText(hook.file, 1024),
        line: hook.line + before.split('\n').length - 1,
        endLine: null,
        ...layerOf(layer, action ? hookLayerText(action) : ''),
      },
      snippet: safeText(hook.text.slice(action?.offset ?? 0, (action?.offset ?? 0) + 240), 500),
    },
  );
}

/** A finding about what a YARA rule matched. */
export function hitFinding(detector: string, hit: YaraHit, claim: Claim): Finding {
  const chain = hit.layer === null ? [] : [`${hit.file}:${hit.originLine ?? 1} ${hit.layer}`];
  return build(
    detector,
    { indicators: indicatorsIn(hit.snippet ?? ''), chain, ...claim },
    {
      stage: hit.stage,
      location: {
        file: safeText(hit.file, 1024),
        line: hit.line,
        endLine: null,
        layer: hit.layer,
        ...(hit.layerSha256 === undefined ? {} : { layerSha256: hit.layerSha256 }),
      },
      snippet: hit.snippet,
    },
  );
}

/**
 * A finding about the release rather than its bytes: it points at a line of package.json, or of another metadata file.
 * @param line 1-based; 1 for what that does not say.
 * @param file null for a release that has no such file.
 */
export function contextFinding(
  detector: string,
  line: number,
  snippet: string | null,
  claim: Claim,
  file: string | null = 'package.json',
): Finding {
  return build(detector, claim, {
    basis: 'context',
    stage: 'install',
    location: file === null ? null : { file: safeText(file, 1024), line, endLine: null, layer: null },
    snippet: snippet === null ? null : safeText(snippet, 500),
  });
}

/** A finding about a shell text that a hook or code starts. */
export function startedFinding(detector: string, started: StartedText, claim: Claim): Finding {
  const { at, text } = started;
  if ('hook' in at) return hookFinding(detector, at.hook, null, claim);
  return unitFinding(detector, at.unit, at, {
    indicators: indicatorsIn(text),
    ...claim,
    chain: [at.name, text.slice(0, 160), ...(claim.chain ?? [])],
  });
}

/** A finding about a file of the package as a whole. */
export function fileFinding(
  detector: string,
  file: {
    readonly path: string;
    readonly stage: Stage;
    readonly line?: number;
    readonly snippet?: string;
    /** `content` when absent. */
    readonly basis?: Finding['basis'];
  },
  claim: Claim,
): Finding {
  return build(detector, claim, {
    stage: file.stage,
    ...(file.basis === undefined ? {} : { basis: file.basis }),
    location: { file: safeText(file.path, 1024), line: file.line ?? 1, endLine: null, layer: null },
    snippet: file.snippet === undefined ? null : safeText(file.snippet, 500),
  });
}
