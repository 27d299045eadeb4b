/** A program for failpoints.test.ts: reaches each name given as argument, in order, and says when it is through. */
import { FAILPOINTS } from '@weir/model';
import { readRuntimeEnv } from '../env.ts';
import { armFailpoints } from '../failpoints.ts';

const env = readRuntimeEnv();
const failpoints = armFailpoints(env.WEIR_FAILPOINTS, env.WEIR_FAILPOINT_LOG);
for (const argument of process.argv.slice(2)) {
  const name = FAILPOINTS.find((known) => known === argument);
  if (name) failpoints.reach(name);
}
process.stdout.write('through');
