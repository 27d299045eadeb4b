import { findRun } from '@weir/code';
import type { Finding } from '@weir/model';
import type { CodeUnit, DetectorInput } from '../contract.ts';
import { unitFinding } from '../finding.ts';
import { ask, type Question } from '../question.ts';
import { momentOf } from '../reach.ts';

/** Constants of that length are cut by the code model; without a blank in them they are no prose. */
const BLOB_CHARS = 4096;

const isBlob = (text: string): boolean => text.length >= BLOB_CHARS && !/\s/.test(text);

/** `exec` of something that is not followed, beside a constant that is no text: a packer of its own kind. */
function blob(id: string, input: DetectorInput, unit: CodeUnit): Finding | null {
  if (unit.language !== 'python' || unit.stage === 'dead' || unit.origin !== null) return null;
  const sink = unit.facts.codeSinks.find(
    (item) =>
      (item.text === null || isBlob(item.text)) &&
      /^(?:exec|eval)$/.test(item.name) &&
      momentOf(input, unit, item) !== 'called',
  );
  const packed = sink && unit.facts.strings.find(({ value }) => isBlob(value));
  if (!sink || !packed) return null;
  return unitFinding(id, unit, sink, {
    rule: 'packed-code',
    severity: 'high',
    confidence: 0.75,
    summary: `${sink.name} runs what is computed beside a constant of thousands of characters that is no text`,
    chain: ['constant', sink.name],
  });
}

/** Numbers of a byte in a row, or a piece of text without a blank: what a payload is spelled in. */
const SPELLED =
  /(?:\b(?:0x[\da-f]{1,2}|\d{1,3})\s{0,40},\s{0,40}){40,}|["'][^\s"'\\]{200,}["']|(?:["'][^"'\n]{4,80}["']\s{0,40},\s{0,40}){12,}|(?:\\x[\da-f]{2}[^"'\n\\]{0,4}){16,}/i;

const IS_SPELLED: Question<boolean> = {
  id: 'decode-and-run spelled',
  answer: ({ text }) => SPELLED.test(text),
};

/**
 * `exec` at load of something that nothing is known of, beside constants that are no text: the key is a long sum. Setup
 * scripts of honest projects read their version with `eval`.
 */
function computed(id: string, input: DetectorInput, unit: CodeUnit): Finding | null {
  if (unit.language !== 'python' || unit.stage === 'dead' || unit.origin !== null) return null;
  const sink = unit.facts.codeSinks.find(
    (item) =>
      item.text === null &&
      item.live &&
      item.name === 'exec' &&
      unit.facts.flow.flows.some(
        ({ sink: kind, offset, labels }) => kind === 'code' && offset === item.offset && labels === 0,
      ),
  );
  if (!sink || momentOf(input, unit, sink) === 'called' || !ask(unit, IS_SPELLED)) return null;
  return unitFinding(id, unit, sink, {
    rule: 'packed-code',
    severity: 'high',
    confidence: 0.7,
    summary: `${sink.name} runs what is computed beside constants that are no text`,
    chain: ['constant', sink.name],
  });
}

/** Share of a source that one piece without a blank takes, from which on the source is its wrapping. */
const PACKED_SHARE = 0.5;
const RUNS_TEXT = /(?<![.\w])(?:exec|eval|__import__)\b|\bmarshal\.loads\b/;

const isNoBlank = (code: number): boolean => code > 32;

/** Where the longest run of at least so many characters without a blank is; null when there is none. */
function longestRun(text: string, least: number): { readonly start: number; readonly end: number } | null {
  let best = findRun(text, 0, least, isNoBlank);
  for (let run = best; run !== null; run = findRun(text, run.end, least, isNoBlank))
    if (best === null || run.end - run.start > best.end - best.start) best = run;
  return best;
}

const WRAPPING: Question<{ readonly offset: number; readonly runs: number } | null> = {
  id: 'decode-and-run wrapping',
  answer({ text }): { readonly offset: number; readonly runs: number } | null {
    const found = longestRun(text, Math.max(BLOB_CHARS, Math.ceil(text.length * PACKED_SHARE)));
    if (found === null) return null;
    const { start, end } = found;
    const rest = `${text.slice(0, start)} ${text.slice(end)}`;
    const runs = RUNS_TEXT.exec(rest)?.index;
    return runs === undefined ? null : { offset: start, runs };
  },
};

/** A source that is little but a long constant, and that names what runs text. */
function wrapping(id: string, unit: CodeUnit): Finding | null {
  if (unit.language !== 'python' || unit.stage === 'dead' || unit.origin !== null) return null;
  const found = ask(unit, WRAPPING);
  if (!found) return null;
  return unitFinding(id, unit, found, {
    rule: 'packed-code',
    severity: 'high',
    confidence: 0.75,
    summary: 'most of the source is one piece that is no text, beside code that runs text',
    chain: ['constant'],
  });
}

/** Python that carries its program packed in a constant, told once for a source; null for other code. */
export function packedCode(id: string, input: DetectorInput, unit: CodeUnit): Finding | null {
  return blob(id, input, unit) ?? wrapping(id, unit) ?? computed(id, input, unit);
}
