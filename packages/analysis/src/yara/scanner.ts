import { createHash } from 'node:crypto';
import { decodeSource, parseYara, snippetAt, type YaraRule } from '@weir/code';
import { OWN_YARA_RULES, type YaraSource, type YaraTextHit } from '@weir/detectors';
import { safeText } from '@weir/model';
import { type Addon, type EngineMatch, loadAddon } from './addon.ts';
import { compileRules, type Matcher } from './compile.ts';
import { FILE_KINDS, type FileKind, kindsOfMeta } from './file-kind.ts';
import { MATCHES_TOLD_MAX } from './limits.ts';
import { selectRules } from './select.ts';

/** Asks all rules. Results depend on the bytes, the kind and the rules alone: they may be cached by those. */
export interface YaraScanner {
  /** Changes whenever the same bytes may give other hits. */
  readonly rulesHash: string;
  /** Rules that are asked, private ones left out. */
  readonly rules: number;
  /** False when no rule asks for this kind of file. */
  wants(kind: FileKind): boolean;
  /** Throws only when the engine itself fails. Where the sha256 of the bytes is known, it need not be made again. */
  scan(bytes: Uint8Array, kind: FileKind, sha256?: string): readonly YaraTextHit[];
}

interface RuleSet {
  readonly namespace: YaraTextHit['namespace'];
  readonly sources: readonly YaraSource[];
}

interface BoundMatcher {
  readonly namespace: YaraTextHit['namespace'];
  readonly matcher: Matcher;
  /** The rules that ask for the kind, by name. */
  readonly rules: ReadonlyMap<string, YaraRule>;
}

/** Lines of the snippet are cut around the match; this much of the text is looked at. */
const SNIPPET_REACH_BYTES = 400;

/** UTF-16 sources are looked through as UTF-8, or no rule would find a word in them. */
function readable(bytes: Uint8Array): Uint8Array {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return utf16 ? Buffer.from(decodeSource(bytes), 'utf8') : bytes;
}

function lineAt(bytes: Uint8Array, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(10); at >= 0 && at < offset; at = bytes.indexOf(10, at + 1)) line++;
  return line;
}

/** The match and its line, cut out of the bytes: what the engine hands out is lossy. */
function snippetOf(bytes: Uint8Array, offset: number, length: number): string {
  const from = Math.max(0, offset - SNIPPET_REACH_BYTES);
  const to = Math.min(bytes.length, offset + length + SNIPPET_REACH_BYTES);
  const decoder = new TextDecoder('utf-8');
  const before = decoder.decode(bytes.subarray(from, offset));
  const text = before + decoder.decode(bytes.subarray(offset, to));
  return safeText(snippetAt(text, before.length, before.length + Math.min(length, 200)), 500);
}

function toHit(
  bytes: Uint8Array,
  found: EngineMatch,
  rule: YaraRule,
  namespace: YaraTextHit['namespace'],
): YaraTextHit {
  const matches = found.matches
    .toSorted((a, b) => a.offset - b.offset)
    .slice(0, MATCHES_TOLD_MAX)
    .map(({ identifier, offset, length }) => ({ pattern: identifier, offset, length }));
  const [first] = matches;
  return {
    namespace,
    rule: rule.name,
    tags: rule.tags,
    meta: rule.meta,
    matches,
    line: first ? lineAt(bytes, first.offset) : 1,
    snippet: first ? snippetOf(bytes, first.offset, first.length) : null,
  };
}

/** The rules of a set that ask for a kind, compiled; null when none does. */
function bind(addon: Addon, { namespace, sources }: RuleSet, kind: FileKind): BoundMatcher | null {
  const selected = sources
    .map((source) => selectRules(source, (rule) => asks(rule, kind)))
    .filter((each) => each !== null);
  if (selected.length === 0) return null;
  const matcher = compileRules(
    addon,
    selected.map(({ source }) => source),
  );
  return {
    namespace,
    matcher,
    rules: new Map(selected.flatMap(({ chosen }) => chosen.map((rule) => [rule.name, rule]))),
  };
}

function asks(rule: YaraRule, kind: FileKind): boolean {
  return kindsOfMeta(rule.meta.files).includes(kind);
}

/**
 * Weir's own rules and the user's, each namespace in one matcher for each kind of file. Those for code are compiled
 * at once (a third of a second), the others when the first file of their kind comes.
 * @param user rules that passed `loadYaraRules`.
 * @returns null where the engine is missing (`loadAddon` says why).
 * @throws AppError `YARA_RULES`, not retriable, when rules do not compile.
 */
export function createYaraScanner(user: readonly YaraSource[] = []): YaraScanner | null {
  const { addon } = loadAddon();
  if (addon === null) return null;
  const engine: Addon = addon;
  const sets: readonly RuleSet[] = [
    { namespace: 'weir', sources: OWN_YARA_RULES },
    { namespace: 'user', sources: user },
  ];
  const rules = sets
    .flatMap(({ sources }) => sources)
    .flatMap(({ text }) => parseYara(text).rules)
    .filter((rule) => !rule.isPrivate);
  const wanted = new Set(FILE_KINDS.filter((kind) => rules.some((rule) => asks(rule, kind))));
  const compiled = new Map<FileKind, readonly BoundMatcher[]>();
  function matchersOf(kind: FileKind): readonly BoundMatcher[] {
    const known = compiled.get(kind);
    if (known) return known;
    const made = sets.map((set) => bind(engine, set, kind)).filter((bound) => bound !== null);
    compiled.set(kind, made);
    return made;
  }
  matchersOf('code');
  return {
    rulesHash: hashRules(sets),
    rules: rules.length,
    wants: (kind) => wanted.has(kind),
    scan(input, kind) {
      const bytes = kind === 'code' ? readable(input) : input;
      const hits: YaraTextHit[] = [];
      for (const { namespace, matcher, rules: asked } of matchersOf(kind)) {
        for (const found of matcher.scan(bytes)) {
          const rule = asked.get(found.ruleIdentifier);
          if (rule) hits.push(toHit(bytes, found, rule, namespace));
        }
      }
      return hits;
    },
  };
}

function hashRules(sets: readonly RuleSet[]): string {
  const hash = createHash('sha256');
  for (const { namespace, sources } of sets) {
    for (const { name, text } of sources) hash.update(`${namespace}/${name}\0${text}\0`);
  }
  return hash.digest('hex');
}
