/** The feeder alone: `node services/feeder/src/main.ts`, the same as `weir feeder`. */
import { runMain } from '@weir/platform';
import { runFeeder } from './program.ts';

await runMain(async () => runFeeder());
