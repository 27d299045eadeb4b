import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COPIED = [
  'bin',
  'docs',
  'packages',
  'services',
  'package.json',
  'tsconfig.base.json',
  'vitest.config.ts',
];

/**
 * A copy of this repository to change: its own packages are copied, what npm installed is linked. `root` lies in a
 * folder of its own, so that there is a place beside it. Disposal removes it.
 */
export function copyCheckout(): Disposable & { readonly root: string } {
  const folder = mkdtempSync(join(tmpdir(), 'weir-checkout-'));
  const root = join(folder, 'weir');
  const modules = join(root, 'node_modules');
  for (const name of COPIED) {
    cpSync(join(ROOT, name), join(root, name), {
      recursive: true,
      filter: (path) => basename(path) !== 'node_modules',
    });
  }
  mkdirSync(modules);
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    const installed = join(ROOT, 'node_modules', name);
    // Links to the workspaces: relative, so that they lead to the copies.
    if (name === '@weir') cpSync(installed, join(modules, name), { recursive: true, verbatimSymlinks: true });
    else if (name !== '.cache') symlinkSync(installed, join(modules, name));
  }
  return {
    root,
    [Symbol.dispose]() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
