/** A line that begins a rule: its targets and what they need. */
const RULE = /^(?<targets>[^\s:=#][^:=#\n]*)::?(?![:=])(?<needs>[^\n#;]*)/;
/** A variable that a rule may name. */
const VARIABLE = /^(?<name>[\w.-]+)\s*[:?+]?=\s*(?<value>.*)$/gm;
/** Rules that are followed from goal to goal. */
const RULES_MAX = 2_000;

interface Rule {
  readonly targets: readonly string[];
  readonly needs: readonly string[];
  /** Its lines, the first included. */
  readonly from: number;
  to: number;
}

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

/**
 * A makefile without the recipes that `make` does not run for these goals, each line where it was; for none, those of
 * its first target. All of it where a goal cannot be found.
 */
export function recipesFor(text: string, goals: readonly string[]): string {
  const lines = text.split('\n');
  const values = new Map<string, string>();
  for (const { groups } of text.matchAll(VARIABLE)) values.set(groups?.name ?? '', groups?.value ?? '');
  const known = (part: string): string =>
    part.replace(/\$[({](?<name>[\w.-]+)[)}]/g, (_whole, name: string) => values.get(name) ?? '');
  const rules: Rule[] = [];
  for (const [at, line] of lines.entries()) {
    const groups = RULE.exec(line)?.groups;
    if (groups && rules.length < RULES_MAX)
      rules.push({
        targets: words(known(groups.targets ?? '')),
        needs: words(known(groups.needs ?? '')),
        from: at,
        to: at,
      });
    const last = rules.at(-1);
    // A recipe goes on to the next line that is none; blank lines and comments do not end it.
    if (last && (line.startsWith('\t') || /^\s*(?:#|$)/.test(line))) last.to = at;
  }
  const first = rules.find(({ targets: [name = ''] }) => !/^[.%]/.test(name))?.targets[0];
  const asked = new Set(goals.length > 0 ? goals : first === undefined ? [] : [first]);
  const kept = new Set<Rule>();
  for (const goal of asked) {
    const found = rules.filter(({ targets }) => targets.some((target) => matches(target, goal)));
    if (found.length === 0 && goals.includes(goal)) return text;
    for (const rule of found) {
      kept.add(rule);
      for (const need of rule.needs) asked.add(need);
    }
  }
  if (kept.size === 0) return text;
  const dropped = rules.filter((rule) => !kept.has(rule));
  for (const { from, to } of dropped) for (let at = from; at <= to; at++) lines[at] = '';
  return lines.join('\n');
}

/** `%.o` stands for any of that kind; what a variable of a variable says may be anything. */
function matches(target: string, goal: string): boolean {
  if (target.includes('$')) return true;
  const at = target.indexOf('%');
  return at < 0
    ? target === goal
    : goal.startsWith(target.slice(0, at)) && goal.endsWith(target.slice(at + 1));
}
