import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes `python/bytecode/samples.json`: inert sources of our own, and the `.pyc` files (deflated, base64) that each
 * version of CPython makes of them. Arguments as those of `write-opcodes.ts`; the file in the tree comes from the same
 * interpreters. A command with `2.7` in it gets the sources of Python 2.
 */
const target = join(import.meta.dirname, '../python/bytecode/samples.json');

type Texts = Record<string, string>;

interface Samples {
  sources: Texts;
  /** Those of Python 2. */
  older: Texts;
  readonly versions: Record<string, Texts>;
}

interface Made {
  readonly version: string;
  readonly compiled: Texts;
  readonly sources: Texts;
}

const samples = JSON.parse(readFileSync(target, 'utf8')) as Samples;
for (const command of process.argv.slice(2)) {
  const [program = '', ...args] = command.split(' ');
  const script = join(
    import.meta.dirname,
    command.includes('2.7') ? 'compiled-samples-2.py' : 'compiled-samples.py',
  );
  const lines = execFileSync(program, [...args, script], { encoding: 'utf8', maxBuffer: 1 << 26 }).split(
    '\n',
  );
  const made: unknown = JSON.parse(lines.find((line) => line.startsWith('{')) ?? '{}');
  const { version, compiled, sources } = made as Made;
  samples.versions[version] = compiled;
  samples[version.startsWith('2') ? 'older' : 'sources'] = sources;
}
writeFileSync(target, `${JSON.stringify(samples, null, 1)}\n`);
