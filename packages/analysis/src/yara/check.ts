import { fork } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { YaraSource } from '@weir/detectors';
import { AppError } from '@weir/model';
import { childEnv } from '../env.ts';
import type { CheckAnswer } from './check-child.ts';
import type { RuleProblem } from './compile.ts';
import { COST_RATIO_MAX, type RuleCost } from './cost.ts';

const ENTRY = new URL('./check-child.ts', import.meta.url);
/** A rule that is not measured after this long never will be; three scans of 1 MiB take a good one 20 ms. */
const SILENCE_MS_MAX = 30_000;

/** What is wrong with rules, and what they cost when nothing is. */
export interface RulesCheck {
  readonly problems: readonly RuleProblem[];
  readonly costs: readonly RuleCost[];
}

function tooDear(cost: RuleCost): RuleProblem {
  return {
    file: cost.file,
    line: cost.line,
    rule: cost.rule,
    message: `costs ${cost.usPerMb} µs a MB, ${cost.ratio} times the reference rules (at most ${COST_RATIO_MAX}): use longer fixed texts and bounded patterns`,
  };
}

/**
 * Compiles and measures rules in a child of their own, which is killed when it falls silent.
 * @param silenceMsMax after so many milliseconds without a rule being measured the child is killed.
 * @throws AppError `YARA_ENGINE`, not retriable, where there is no engine.
 */
export async function checkRules(
  sources: readonly YaraSource[],
  silenceMsMax = SILENCE_MS_MAX,
): Promise<RulesCheck> {
  const child = fork(fileURLToPath(ENTRY), [], {
    env: childEnv(tmpdir()),
    execArgv: ['--permission', '--allow-fs-read=*', '--allow-addons'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const done = Promise.withResolvers<RulesCheck>();
  let at: { readonly file: string; readonly rule: string } | null = null;
  function stuck(message: string): void {
    done.resolve({
      problems: [{ file: at?.file ?? 'the rules', line: null, rule: at?.rule ?? null, message }],
      costs: [],
    });
  }
  const silence = setTimeout(() => {
    stuck(`was not measured within ${silenceMsMax / 1000} s: use longer fixed texts and bounded patterns`);
  }, silenceMsMax);
  child.on('message', (answer: CheckAnswer) => {
    silence.refresh();
    if (answer.kind === 'measuring') at = answer;
    if (answer.kind === 'problems' && answer.problems.length > 0)
      done.resolve({ problems: answer.problems, costs: [] });
    if (answer.kind === 'costs') {
      const dear = answer.costs.filter(({ ratio }) => ratio > COST_RATIO_MAX);
      done.resolve({ problems: dear.map(tooDear), costs: answer.costs });
    }
    if (answer.kind === 'missing')
      done.reject(
        new AppError('YARA_ENGINE', `YARA rules cannot be used on this machine: ${answer.problem}`, {
          retriable: false,
        }),
      );
  });
  child.once('error', (error) => stuck(`the check could not start: ${error.message}`));
  child.once('exit', (code, signal) => stuck(`made the engine fail (${signal ?? `exit code ${code}`})`));
  child.send(sources);
  try {
    return await done.promise;
  } finally {
    clearTimeout(silence);
    child.removeAllListeners('exit');
    child.kill('SIGKILL');
  }
}
