/** The analyzer alone: `node services/analyzer/src/main.ts`, the same as `weir analyzer`. */
import { runMain } from '@weir/platform';
import { runAnalyzer } from './program.ts';

await runMain(async () => runAnalyzer());
