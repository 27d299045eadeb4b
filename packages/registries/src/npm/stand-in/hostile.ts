import { HOSTILE_KEYS, type HostileKind } from './hostile-kinds.ts';
import type { DocumentParts } from './render.ts';

/** vite's document had 38.9 MB in 2026 (registries.md 1.5). */
const LARGE_BYTES = 40_000_000;
/** Over the 64 MiB that registries.md 1.5 advises as a cap. */
const OVERSIZED_BYTES = 70_000_000;
const DEPTH = 100_000;

const WRONG = ['7', 'null', 'true', '[]', '{}', '"text"', '[[null]]', '-1e999'];

function nested(open: string, close: string): string {
  return `${open.repeat(DEPTH)}1${close.repeat(DEPTH)}`;
}

/** A manifest with further members at its end: a parser takes the last of two with the same name. */
function extend(manifest: string, members: string): string {
  return `${manifest.slice(0, -1)},${members}}`;
}

function extendGood(parts: DocumentParts, members: string): void {
  for (const entry of parts.versions) entry[1] = extend(entry[1], members);
}

function wrongAt(at: number): string {
  return WRONG[at % WRONG.length] ?? 'null';
}

const DECOY = '{"name":"decoy","version":"0.0.0","dist":{"tarball":"https://decoy.example/x.tgz"}}';
const NASTY_TEXT = JSON.stringify('a\u0000b\u001b]0;title\u0007\u202ecod.exe\ufeff').replace(
  /"$/,
  String.raw`\ud800x\udc00"`,
);

const SPOILERS: Readonly<Record<HostileKind, (parts: DocumentParts, sizeBytes: number | null) => void>> = {
  types(parts) {
    const members = [
      'description',
      'maintainers',
      'readme',
      'users',
      'repository',
      'keywords',
      'license',
      'bugs',
    ];
    members.forEach((member, at) => parts.top.push([member, wrongAt(at)]));
    parts.time.push(['created', '{}'], ['modified', 'false']);
    extendGood(parts, '"description":[7],"maintainers":"ann","_npmUser":[],"scripts":"x","keywords":{"a":1}');
    for (const [at, json] of WRONG.entries()) {
      parts.versions.push([`9.9.${at}-hostile.types`, `{"name":${json},"version":${json},"dist":${json}}`]);
    }
  },
  versions(parts) {
    const bad: [string, string][] = [
      ...WRONG.map((json, at): [string, string] => [`9.9.${at}-hostile.versions`, json]),
      ...HOSTILE_KEYS.map((key): [string, string] => [key, DECOY]),
    ];
    // Among the good ones, not only after them.
    parts.versions.splice(parts.versions.length >> 1, 0, ...bad);
  },
  times(parts) {
    parts.time.forEach((entry, at) => {
      entry[1] = wrongAt(at);
    });
    for (const [at, key] of HOSTILE_KEYS.entries())
      parts.time.push([key, at % 2 ? wrongAt(at) : '"no date"']);
  },
  tags(parts) {
    for (const [at, key] of HOSTILE_KEYS.entries()) parts.tags.push([key, wrongAt(at)]);
    parts.tags.push(['latest', '"404.0.0-hostile.tags"'], ['next', '["1.0.0"]'], ['beta', '{"a":"1.0.0"}']);
  },
  containers(parts) {
    parts.whole.set('time', '["2026-01-01T00:00:00.000Z"]').set('dist-tags', '[{"latest":"1.0.0"}]');
    parts.top.push(['maintainers', '{"0":{"name":"ann"}}'], ['description', '{"text":"x"}']);
    extendGood(parts, '"maintainers":{"name":"ann"},"dependencies":["a"],"scripts":["install"]');
  },
  'prototype-keys'(parts) {
    for (const key of ['__proto__', 'constructor', 'toString']) {
      parts.versions.unshift([key, DECOY]);
      parts.time.unshift([key, '{"polluted":true}']);
      parts.tags.unshift([key, '"1.0.0"']);
      parts.top.unshift([key, '{"polluted":true}']);
    }
    extendGood(parts, '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}');
  },
  nuls(parts) {
    parts.top.push(['description', NASTY_TEXT], ['readme', NASTY_TEXT]);
    extendGood(parts, `"description":${NASTY_TEXT},"author":${NASTY_TEXT},"homepage":${NASTY_TEXT}`);
  },
  deep(parts) {
    parts.top.push(['deep', nested('[', ']')], ['users', nested('{"a":', '}')]);
    extendGood(parts, `"deep":${nested('[', ']')}`);
  },
  'duplicate-keys'(parts) {
    parts.top.unshift(
      ['_rev', '"999999-00"'],
      ['name', '"decoy"'],
      ['versions', `{"0.0.1-hostile.twice":${DECOY}}`],
    );
    parts.versions.unshift(...parts.versions.map(([version]): [string, string] => [version, DECOY]));
  },
  revision(parts) {
    parts.top.push(['_rev', '{"rev":"1-a"}']);
  },
  'foreign-name'(parts) {
    parts.top.push(['_id', '"decoy"'], ['name', '"../../decoy"']);
    extendGood(parts, '"name":"decoy","version":"0.0.0","_id":"decoy@0.0.0"');
  },
  large(parts, sizeBytes) {
    parts.top.push(['readme', `"${'x'.repeat(sizeBytes ?? LARGE_BYTES)}"`]);
  },
  oversized(parts, sizeBytes) {
    parts.top.push(['readme', `"${'x'.repeat(sizeBytes ?? OVERSIZED_BYTES)}"`]);
  },
  'versions-array'(parts) {
    parts.whole.set('versions', `[${parts.versions.map(([, json]) => json).join(',')}]`);
  },
  'not-an-object'() {},
};

/**
 * Makes a document hostile. Good versions keep their manifest and digests, if not the members that nobody may trust.
 * @param sizeBytes the padding of `large` and `oversized`; null for 40 and 70 MB.
 */
export function spoilParts(parts: DocumentParts, kind: HostileKind, sizeBytes: number | null): void {
  SPOILERS[kind](parts, sizeBytes);
}
