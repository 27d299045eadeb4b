import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes `python/bytecode/opcodes.json`: the opcode tables of CPython as the interpreters themselves tell them, one
 * after the other. Arguments are commands that run a Python script given as their last word, such as
 * `/opt/python3.8/bin/python` or, for a build that runs in Node, `node run.mjs`. The tables in the tree come from
 * 3.8.18, 3.9.18, 3.10.13, 3.11.7, 3.12.1, 3.13.0 and 3.14.2.
 */
const script = join(import.meta.dirname, 'opcodes.py');
const target = join(import.meta.dirname, '../python/bytecode/opcodes.json');

const tables: Record<string, unknown> = {};
for (const command of process.argv.slice(2)) {
  const [program = '', ...args] = command.split(' ');
  const lines = execFileSync(program, [...args, script], { encoding: 'utf8' }).split('\n');
  const found: unknown = JSON.parse(lines.find((line) => line.startsWith('{')) ?? '{}');
  const { version, ...table } = found as { version: string };
  tables[version] = table;
}
writeFileSync(target, `${JSON.stringify(tables, null, 1)}\n`);
