import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes `python/bytecode/samples.json`: inert sources of our own, and the `.pyc` files (deflated, base64) that each
 * version of CPython makes of them. Arguments as those of `write-opcodes.ts`; the file in the tree comes from the same
 * interpreters.
 */
const script = join(import.meta.dirname, 'compiled-samples.py');
const target = join(import.meta.dirname, '../python/bytecode/samples.json');

interface Made {
  readonly version: string;
  readonly compiled: Record<string, string>;
  readonly sources: Record<string, string>;
}

const versions: Record<string, Record<string, string>> = {};
let sources: Record<string, string> = {};
for (const command of process.argv.slice(2)) {
  const [program = '', ...args] = command.split(' ');
  const lines = execFileSync(program, [...args, script], { encoding: 'utf8', maxBuffer: 1 << 26 }).split(
    '\n',
  );
  const made: unknown = JSON.parse(lines.find((line) => line.startsWith('{')) ?? '{}');
  const { version, compiled, sources: found } = made as Made;
  versions[version] = compiled;
  sources = found;
}
writeFileSync(target, `${JSON.stringify({ sources, versions }, null, 1)}\n`);
