/** A child for tests of the pool that is stuck in native code: no timer and no signal handler of its own runs then. */
import type { ChildTask } from '../protocol.ts';
import { loadAddon } from '../yara/addon.ts';

const { addon } = loadAddon();
const rules = addon?.compile('rule slow { strings: $a = /a.{0,300}b/ condition: $a }');

process.on('disconnect', () => process.exit(0));
process.on('message', (task: ChildTask) => {
  // Minutes of work; the answer would say that the scan ended by itself.
  rules?.scan(Buffer.alloc(512 * 1024 * 1024, 'a'));
  process.send?.({ kind: 'failed', id: task.id, code: 'ENDED', message: 'the scan ended' });
});
process.send?.({ kind: 'ready' });
