/** The alerter alone: `node services/alerter/src/main.ts`, the same as `weir alerter`. */
import { runMain } from '@weir/platform';
import { runAlerter } from './program.ts';

await runMain(async () => runAlerter());
