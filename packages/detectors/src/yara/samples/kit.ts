import type { Severity } from '@weir/model';
import type { Sample, Samples } from '../../contract.ts';
import { manifest } from '../../samples-kit.ts';

/** One rule's pair: a text that it must speak about, and one that looks alike and is honest. */
export interface Pair {
  readonly rule: string;
  readonly severity: Severity;
  /** Line of the first match. */
  readonly line: number;
  /** `install` and `import` are files that a hook or the entry runs; anything else is a path that nothing reaches. */
  readonly at: string;
  readonly bad: string | Uint8Array;
  readonly good: string | Uint8Array;
  /** Other rules that the bad text rightly meets as well, with their line. */
  readonly also?: readonly (readonly [rule: string, line: number, severity: Severity])[];
}

const FILES: Readonly<Record<string, string>> = { install: 'setup.js', import: 'index.js' };

function filesOf(at: string, content: string | Uint8Array): Sample['files'] {
  if (at === 'install')
    return { 'package.json': manifest({ scripts: { postinstall: 'node setup.js' } }), 'setup.js': content };
  if (at === 'import') return { 'package.json': manifest({ main: 'index.js' }), 'index.js': content };
  // A native file is reached by the entry that loads it.
  const entry = at.endsWith('.node') ? `module.exports = require('./${at}');\n` : 'module.exports = 1;\n';
  return { 'package.json': manifest({ main: 'index.js' }), 'index.js': entry, [at]: content };
}

/** The samples of pairs: each bad text is malicious, each good one benign. */
export function samplesOf(pairs: readonly Pair[]): Samples {
  return {
    malicious: pairs.map(({ rule, severity, line, at, bad, also = [] }) => ({
      name: rule,
      files: filesOf(at, bad),
      expected: [[rule, line, severity] as const, ...also].map(([id, where, how]) => ({
        rule: id,
        file: FILES[at] ?? at,
        line: where,
        severity: how,
      })),
    })),
    benign: pairs.map(({ rule, at, good }) => ({
      name: `honest beside ${rule}`,
      files: filesOf(at, good),
      expected: [],
    })),
  };
}

/** An ELF file as far as its first bytes go, with texts in it. */
export function elf(...texts: readonly string[]): Uint8Array {
  return Buffer.concat([
    Buffer.from('7f454c46020101000000000000000000', 'hex'),
    Buffer.from(texts.join('\0'), 'latin1'),
  ]);
}
