/**
 * Entry of a process that loads what an analysis child loads and keeps it as compiled code in the folder that it is
 * told, which appears whole or not at all. Code of other versions beside it is removed.
 */
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { basename, dirname, join } from 'node:path';

const dir = process.argv[2];
if (dir === undefined) throw new Error('compile-ahead needs the folder that compiled code goes to');
const parent = dirname(dir);
mkdirSync(parent, { recursive: true });
const made = mkdtempSync(`${dir}.`);
try {
  enableCompileCache(made);
  await Promise.all([
    import('./analyze-linear.ts'),
    import('./analyze-with-facts.ts'),
    import('./guard.ts'),
    import('./processor-time.ts'),
    import('./relief.ts'),
    import('./yara/scanner.ts'),
  ]);
  flushCompileCache();
  renameSync(made, dir);
  const [version = ''] = basename(dir).split('-');
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(version)) rmSync(join(parent, name), { recursive: true, force: true });
  }
} finally {
  // Another process was first, or something went wrong.
  rmSync(made, { recursive: true, force: true });
}
