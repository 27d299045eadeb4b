import { byName } from '../by-name.ts';
import { LABEL } from '../js/labels.ts';
import { madeWith } from './kept.ts';
import type { Machine } from './machine.ts';
import type { Arguments } from './methods.ts';
import type { Node } from './tree.ts';
import { labelsOf, type RefValue, rawOf, type Value } from './value.ts';

/** Searches that go through a text: who asks whether a whole text is a key already has it. */
const SEARCHES = byName((name) => /^re\.(?:compile\(\)\.)?(?:findall|finditer|search)$/.test(name));

/** How keys of well-known services begin, as a pattern spells them; not those that pages show to everybody, as of maps. */
const SHAPES =
  /AKIA[[|)]|ASIA[[|)]|gh[pousr]_|gh\[\w+\]_|github_pat_|glpat-|xox[[a-z]|sk_live_|(?:\\b|(?<![A-Za-z]))(?:sk-(?:ant-|proj-)?|hf_|npm_|SG\\?\.)[[\\(]|pypi-[[\\(A]|dop_v1_/;
/** A pattern for a whole text. */
const WHOLE = /^\s*(?:\^|\\A)|(?:\$|\\Z)\s*$/;
const PATTERN_CHARS_MAX = 4_000;

/**
 * Labels of what a search for keys finds in a text that somebody hands over, or in a file: a key, and one that was
 * looked for; 0 for other calls. A page is anybody's.
 */
function soughtLabels(callee: RefValue, { positional, named }: Arguments): number {
  const { name } = callee;
  if (!SEARCHES(name)) return 0;
  const isCompiled = name.startsWith('re.compile');
  const pattern = rawOf(isCompiled ? madeWith(callee)[0] : positional[0]);
  const text = (isCompiled ? positional[0] : positional[1]) ?? named.get('string');
  if (pattern === null || pattern.length > PATTERN_CHARS_MAX || !text) return 0;
  if (WHOLE.test(pattern) || !SHAPES.test(pattern)) return 0;
  const labels = labelsOf(text);
  if ((labels & LABEL.network) !== 0 || (labels & (LABEL.param | LABEL.file | LABEL.harvest)) === 0) return 0;
  return LABEL.credential | LABEL.secretParam;
}

/** What a search gives: keys, where it looks for keys. */
export function withSought(
  machine: Machine,
  callee: RefValue,
  args: Arguments,
  result: Value,
  at: Node,
): Value {
  const labels = soughtLabels(callee, args);
  if (labels === 0) return result;
  if (machine.muted === 0)
    machine.recorder.addOrigin(LABEL.credential, 'a search for keys', machine.positionOf(at).offset);
  return { ...result, labels: result.labels | labels };
}
