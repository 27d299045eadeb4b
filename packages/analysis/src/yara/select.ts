import { parseYara, type YaraRule } from '@weir/code';
import type { YaraSource } from '@weir/detectors';

/**
 * A rule file with only the rules that a choice needs: the chosen ones, rules that their conditions name, directly or
 * not, and global rules, which bear on all.
 * @returns null when the choice takes nothing from the file.
 */
export function selectRules(
  source: YaraSource,
  wanted: (rule: YaraRule) => boolean,
): { readonly source: YaraSource; readonly chosen: readonly YaraRule[] } | null {
  const { imports, rules } = parseYara(source.text);
  const chosen = rules.filter((rule) => !rule.isPrivate && wanted(rule));
  if (chosen.length === 0) return null;
  const byName = new Map(rules.map((rule) => [rule.name, rule]));
  const needed = new Set<YaraRule>();
  const pending = [...rules.filter((rule) => rule.isGlobal), ...chosen];
  for (let rule = pending.pop(); rule; rule = pending.pop()) {
    if (needed.has(rule)) continue;
    needed.add(rule);
    for (const word of rule.words) {
      const named = byName.get(word);
      if (named) pending.push(named);
    }
  }
  const text = [
    ...imports.map((name) => `import "${name}"`),
    ...rules.filter((rule) => needed.has(rule)).map((rule) => source.text.slice(rule.start, rule.end)),
  ].join('\n');
  return { source: { name: source.name, text }, chosen };
}
