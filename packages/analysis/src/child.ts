/**
 * Entry of an analysis child: answers tasks over IPC until the parent goes away. The parent kills it for time and
 * memory; a thread of its own does when it is orphaned or grows too fast, also while it is stuck (see guard.ts).
 */
import { AppError, describeError } from '@weir/model';
import { analyzeLinear } from './analyze-linear.ts';
import { createFactsAnalyzer } from './analyze-with-facts.ts';
import type { ArtifactAnalysis } from './api.ts';
import { startGuard } from './guard.ts';
import { createProcessorClock } from './processor-time.ts';
import type { ChildAnswer, ChildSetup, ChildTask } from './protocol.ts';
import { createRelief, processMemory } from './relief.ts';
import { createYaraScanner, type YaraScanner } from './yara/scanner.ts';

const processorMs = createProcessorClock();
const analyze = createFactsAnalyzer();

function send(answer: ChildAnswer): void {
  process.send?.(answer);
}

const { rssBytesMax } = startGuard();
let yara: YaraScanner | null = createYaraScanner();
// Measured with all that a child needs anyway in place.
const memory = processMemory();
const relief = memory && createRelief(rssBytesMax, memory);

/** The clock that budgets ask between two steps of an analysis, which is when memory is looked after, too. */
function spentMs(): number {
  relief?.look();
  return processorMs();
}

async function handle(task: ChildTask): Promise<void> {
  relief?.begin();
  try {
    const { id, request, factsPath, rulesetVersion, tier } = task;
    const options = { rulesetVersion, tier, now: () => performance.now(), spentMs, yara };
    if (task.pass === 'full') {
      const { result, bundle } = await analyze(request, factsPath, options);
      send({ kind: 'done', id, result, facts: bundle });
    } else {
      const tell = (partial: ArtifactAnalysis): void => send({ kind: 'partial', id, result: partial });
      send({ kind: 'done', id, result: await analyzeLinear(request, options, tell), facts: null });
    }
  } catch (error) {
    const [code, message] =
      error instanceof AppError
        ? [error.code, error.message.slice(0, 500)]
        : ['ANALYSIS_CRASH', describeError(error, 500)];
    send({ kind: 'failed', id: task.id, code, message });
  }
}

process.on('disconnect', () => process.exit(0));
process.on('message', (message: ChildTask | ChildSetup) => {
  if ('kind' in message) yara = createYaraScanner(message.yaraRules);
  else void handle(message);
});
send({ kind: 'ready' });
