import { armFailpoints } from '@weir/runtime';
import { openHarness } from './harness.ts';

/**
 * The analyzer in a process of its own, to be killed by a failpoint:
 * `doomed-analyzer.ts DATABASE_URL ORIGIN EVIDENCE_DIR FAILPOINTS FAILPOINT_LOG`.
 */
const [databaseUrl = '', origin = '', evidenceDir = '', spec = '', log = ''] = process.argv.slice(2);
const harness = await openHarness({
  databaseUrl,
  origin,
  evidenceDir,
  failpoints: armFailpoints(spec, log),
  leaseMs: 2000,
});
await harness.start();
