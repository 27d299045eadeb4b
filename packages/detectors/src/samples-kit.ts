import type { DependencyFacts, ReleaseContext, ReleaseFacts } from '@weir/model';
import type { Sample } from './contract.ts';

/** A package.json with the scripts and entry of a sample. */
export function manifest(fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ name: 'sample', version: '1.0.0', ...fields }, null, 2);
}

/** A source distribution with a setup script of its own. */
export function sdist(setup: string, more: Sample['files'] = {}): Sample['files'] {
  return { 'PKG-INFO': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n', 'setup.py': setup, ...more };
}

/** A wheel with one module. */
export function wheel(text: string): Sample['files'] {
  return {
    'own-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n',
    'own/__init__.py': text,
  };
}

/** A benign sample: the detector must not raise a threat above `low`. */
export function quiet(name: string, files: Sample['files'], context?: ReleaseContext): Sample {
  return { name, files, expected: [], ...(context ? { context } : {}) };
}

/** Facts of the first release of a package by `ann`, changed by `part`. */
export function releaseFacts(part: Partial<ReleaseFacts> = {}): ReleaseFacts {
  return {
    manifest: null,
    publisher: { name: 'ann', email: 'ann@people.example' },
    trustedPublisher: null,
    maintainers: [{ name: 'ann', email: 'ann@people.example' }],
    provenance: null,
    previousVersion: null,
    previousPublisher: null,
    previousProvenance: null,
    previousFacts: null,
    versionCount: 1,
    publishedAt: '2026-11-20T12:00:00.000Z',
    packageCreatedAt: '2026-11-20T12:00:00.000Z',
    distTags: ['latest'],
    integrity: null,
    documentRevision: null,
    documentSha256: null,
    responseHeaders: {},
    truncated: [],
    ...part,
  };
}

/** What is known of the release of a sample. */
export function releaseContext(
  facts: ReleaseFacts | null,
  {
    name = 'sample',
    dependencies = [],
    ecosystem = 'npm',
  }: { name?: string; dependencies?: readonly DependencyFacts[]; ecosystem?: 'npm' | 'pypi' } = {},
): ReleaseContext {
  const release = {
    registry: ecosystem === 'npm' ? ('npmjs' as const) : ('pypi' as const),
    ecosystem,
    name,
    displayName: name,
    version: '1.0.0',
    purl: `pkg:${ecosystem}/${name.replace('@', '%40')}@1.0.0`,
  };
  return { release, facts, dependencies };
}

/** Base64 of a text, for samples whose payload is hidden; the payloads are inert. */
export function hide(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

/** A package whose import runs the code. */
export function imported(code: string, more: Sample['files'] = {}): Sample['files'] {
  return { 'package.json': manifest({ main: 'index.js' }), 'index.js': code, ...more };
}

/** A package whose postinstall script runs the code. */
export function installed(code: string, more: Sample['files'] = {}): Sample['files'] {
  return {
    'package.json': manifest({ scripts: { postinstall: 'node setup.js' } }),
    'setup.js': code,
    ...more,
  };
}

/** A package with one postinstall command; the script stands on line {@link HOOK_LINE}. */
export function hooked(command: string, more: Sample['files'] = {}): Sample['files'] {
  return { 'package.json': manifest({ scripts: { postinstall: command } }), ...more };
}

/** Line of the first script in a manifest made by {@link manifest}. */
export const HOOK_LINE = 5;

/** One expected finding. */
export function at(
  rule: string,
  severity: Sample['expected'][number]['severity'],
  file: string,
  line: number,
): Sample['expected'][number] {
  return { rule, severity, file, line };
}

/** Modules of a bundle: 600,000 characters in which many names come up. */
export const MODULES = Array.from({ length: 300 }, (_, index) => {
  const name = `part${String.fromCharCode(97 + (index % 26), 97 + Math.floor(index / 26))}`;
  return `exports.${name} = '${'x'.repeat(2_000)}';\n`;
}).join('');
