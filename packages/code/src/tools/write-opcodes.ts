import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes `python/bytecode/opcodes.json`: the opcode tables of CPython as the interpreters themselves tell them, one
 * after the other. Arguments are commands that run a Python script given as their last word, such as
 * `/opt/python3.8/bin/python` or, for a build that runs in Node, `node run.mjs`; what is not named stays as it is. The
 * tables in the tree come from 2.7.18, 3.6.15, 3.7.16, 3.8.18, 3.9.18, 3.10.13, 3.11.7, 3.12.1, 3.13.0, 3.14.2 and
 * 3.15.0rc1. No interpreters of 2.6 and 3.0 to 3.5 were at hand: `python3 xdis-opcodes.py 3.5` tells what xdis says.
 */
const script = join(import.meta.dirname, 'opcodes.py');
const target = join(import.meta.dirname, '../python/bytecode/opcodes.json');

const tables = JSON.parse(readFileSync(target, 'utf8')) as Record<string, unknown>;
for (const command of process.argv.slice(2)) {
  const [program = '', ...args] = command.split(' ');
  const lines = execFileSync(program, [...args, script], { encoding: 'utf8' }).split('\n');
  const found: unknown = JSON.parse(lines.find((line) => line.startsWith('{')) ?? '{}');
  const { version, ...table } = found as { version: string };
  tables[version] = table;
}
const place = (version: string): number =>
  Number(version.split('.')[0]) * 100 + Number(version.split('.')[1]);
const sorted = Object.entries(tables).sort(([a], [b]) => place(a) - place(b));
writeFileSync(target, `${JSON.stringify(Object.fromEntries(sorted), null, 1)}\n`);
