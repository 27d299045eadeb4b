import { parseYara } from '@weir/code';
import type { YaraSource } from '@weir/detectors';
import { AppError, describeError } from '@weir/model';
import type { Addon, CompilerOptions, EngineMatch } from './addon.ts';
import { MATCHES_PER_PATTERN_MAX } from './limits.ts';

/** Rules ready to be asked. */
export interface Matcher {
  /** Throws only when the engine itself fails. */
  scan(bytes: Uint8Array): EngineMatch[];
}

/** Why rules cannot be used. */
export interface RuleProblem {
  readonly file: string;
  /** Null when the whole file is meant. */
  readonly line: number | null;
  readonly rule: string | null;
  readonly message: string;
}

/** Modules whose answers depend on more than the bytes, or on data that there is not. */
const BANNED = {
  time: 'a hit must depend on the bytes alone',
  vt: 'there is no data of VirusTotal here',
  cuckoo: 'there is no sandbox report here',
  crx: 'it is not supported here',
  test_proto2: 'it is for tests of the engine',
  test_proto3: 'it is for tests of the engine',
};

const OPTIONS: CompilerOptions = {
  errorOnSlowPattern: true,
  enableIncludes: false,
  bannedModules: Object.entries(BANNED).map(([name, why]) => ({
    name,
    errorTitle: `module \`${name}\` cannot be used`,
    errorMessage: why,
  })),
};

/** A loop over the matches of a pattern, which are at most so many: the engine takes it for an endless one. */
const BOUNDED_LOOP = /#\w*\s*\)|#\w+/;

/** What to do about an error of the compiler, by its code. */
const ADVICE: Readonly<Record<string, string>> = {
  E009: 'external variables such as filename are not defined: say in meta `files` and `stage` where the rule looks',
  E018: 'give the pattern a fixed piece of at least 4 bytes, or take out the open-ended part',
  E034: 'bound the loop by a pattern count (`#a`) or a constant',
  E044: 'put the rules of both files in this folder: it is read as a whole',
};

/**
 * Compiles rules into one matcher.
 * @throws AppError `YARA_RULES`, not retriable; {@link findProblems} says where.
 */
export function compileRules(addon: Addon, sources: readonly YaraSource[]): Matcher {
  try {
    const rules = addon.compile(sources.map(({ text }) => text).join('\n'), OPTIONS);
    rules.setMaxMatchesPerPattern(MATCHES_PER_PATTERN_MAX);
    return { scan: (bytes) => rules.scan(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)) };
  } catch (cause) {
    throw new AppError('YARA_RULES', `YARA rules cannot be compiled: ${describeError(cause, 500)}`, {
      retriable: false,
      cause,
    });
  }
}

/** The line that an error of the compiler points at, and what it marks there; null when it points nowhere. */
function markedText(message: string, text: string): { readonly line: number; readonly text: string } | null {
  const place = /--> line:(?<line>\d+):(?<column>\d+)/.exec(message)?.groups;
  if (!place) return null;
  const line = Number(place.line);
  const start = Number(place.column) - 1;
  const length = /\^+/.exec(message)?.[0].length ?? 1;
  return { line, text: (text.split('\n')[line - 1] ?? '').slice(start, start + length) };
}

function problemsOf(addon: Addon, source: YaraSource): RuleProblem[] {
  const { rules } = parseYara(source.text);
  const { errors } = addon.validate(source.text, { ...OPTIONS, errorOnSlowLoop: true });
  const compiler = errors.flatMap(({ code, message }): RuleProblem[] => {
    const marked = markedText(message, source.text);
    if (code === 'E034' && marked !== null && BOUNDED_LOOP.test(marked.text)) return [];
    const rule = marked === null ? undefined : rules.findLast((each) => each.line <= marked.line);
    const pattern = code === 'E018' && marked !== null ? /\$\w*/.exec(marked.text)?.[0] : undefined;
    const says = message.split('\n')[0]?.replace(/^error\[\w+\]: /, '') ?? code;
    const detail = /\^+ (?<detail>.+)/.exec(message)?.groups?.detail;
    const text = [says, ...(detail === undefined ? [] : [detail])].join(': ');
    const advice = ADVICE[code] === undefined ? '' : `; ${ADVICE[code]}`;
    return [
      {
        file: source.name,
        line: marked?.line ?? null,
        rule: rule?.name ?? null,
        message: `${pattern === undefined ? '' : `pattern ${pattern}: `}${text}${advice} [${code}]`,
      },
    ];
  });
  const uncountable = rules
    .filter((rule) => rule.countMax >= MATCHES_PER_PATTERN_MAX)
    .map((rule) => ({
      file: source.name,
      line: rule.line,
      rule: rule.name,
      message: `counts to ${rule.countMax}, but only ${MATCHES_PER_PATTERN_MAX} matches of a pattern are kept`,
    }));
  return [...compiler, ...uncountable];
}

/** Everything that is wrong with rules, file by file; empty when they compile. */
export function findProblems(addon: Addon, sources: readonly YaraSource[]): RuleProblem[] {
  const problems = sources.flatMap((source) => problemsOf(addon, source));
  const first = new Map<string, string>();
  for (const { name: file, text } of sources) {
    for (const { name, line } of parseYara(text).rules) {
      const known = first.get(name);
      if (known === undefined) first.set(name, file);
      else if (known !== file)
        problems.push({
          file,
          line,
          rule: name,
          message: `a rule of this name is in ${known} too: rename one of them`,
        });
    }
  }
  return problems;
}
