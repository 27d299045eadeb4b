/** A child for tests of the pool: tells where its compiled code is kept, and whether it may touch a file. */
import { writeFileSync } from 'node:fs';
import { getCompileCacheDir } from 'node:module';
import type { ChildTask } from '../protocol.ts';

function mayWrite(path: string): boolean {
  try {
    writeFileSync(path, '');
    return true;
  } catch {
    return false;
  }
}

process.on('disconnect', () => process.exit(0));
process.on('message', ({ id, request }: ChildTask) => {
  const told = `${getCompileCacheDir() ?? 'nowhere'} ${mayWrite(request.path)}`;
  process.send?.({ kind: 'failed', id, code: 'ANALYSIS_INPUT', message: told });
});
process.send?.({ kind: 'ready' });
