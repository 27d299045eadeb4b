import { parseYara } from '@weir/code';
import { type Finding, STAGES } from '@weir/model';
import type { Detector, RuleDoc, YaraHit } from '../contract.ts';
import { hitFinding, shiftSeverity, worse } from '../finding.ts';
import { isTestOfOthers } from '../lib/test-file.ts';
import { readRuleMeta } from './meta.ts';
import { OWN_YARA_RULES } from './rules.ts';

const ID = 'yara';
/** Findings of one rule: more of the same say nothing new. */
const FINDINGS_PER_RULE_MAX = 5;
/** Steps that hide text; the other layers are ways to run it (`node -e`, `eval`). */
const HIDES = /base64|hex|rot|reverse|xor|charcode|zlib|gzip|deflate|brotli|escape/i;

function ruleDocs(): RuleDoc[] {
  return OWN_YARA_RULES.flatMap(({ text }) => parseYara(text).rules)
    .filter((rule) => !rule.isPrivate)
    .map((rule) => {
      const { severity, description } = readRuleMeta(rule.meta);
      return { id: rule.name, severityMax: severity, describes: description };
    });
}

/** The earliest stage first, files before their layers. */
function compareHits(a: YaraHit, b: YaraHit): number {
  return (
    STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage) || Number(a.layer !== null) - Number(b.layer !== null)
  );
}

function findingOf(hit: YaraHit): Finding | null {
  const meta = readRuleMeta(hit.meta);
  if (!meta.stages.includes(hit.stage)) return null;
  const hidden = hit.layer !== null && HIDES.test(hit.layer);
  // Who encodes a text that a rule knows hides it: one step worse, but never critical by that alone.
  const raised = hidden && meta.severity !== 'info' ? shiftSeverity(meta.severity, 1) : meta.severity;
  // What a test spells is what the code it tests shall not do, or shall find.
  const spelled = hit.namespace !== 'user' && !hidden && isTestOfOthers(hit);
  const severity = spelled ? shiftSeverity(meta.severity, -1) : raised;
  const says = meta.description === '' ? `the YARA rule ${hit.rule} matched` : meta.description;
  return hitFinding(ID, hit, {
    rule: hit.namespace === 'user' ? `user/${hit.rule}` : hit.rule,
    severity: raised === 'critical' ? worse(meta.severity, 'high') : severity,
    confidence: meta.confidence,
    class: meta.class,
    summary: hidden ? `${says} (hidden by ${hit.layer})` : says,
  });
}

/** What YARA rules found, ours and the user's: each rule says in its meta how bad that is and when it counts. */
export const yara: Detector = {
  id: ID,
  title: 'YARA rules',
  rules: ruleDocs(),
  detect(input, isExpired) {
    const told = new Map<string, Set<string>>();
    const found: Finding[] = [];
    for (const hit of input.hits.toSorted(compareHits)) {
      if (isExpired()) break;
      const key = `${hit.namespace}/${hit.rule}`;
      const files = told.get(key) ?? new Set();
      // A file and its layers say the same once.
      if (files.has(hit.file) || files.size >= FINDINGS_PER_RULE_MAX) continue;
      const finding = findingOf(hit);
      if (finding === null) continue;
      told.set(key, files.add(hit.file));
      found.push(finding);
    }
    return found;
  },
};
