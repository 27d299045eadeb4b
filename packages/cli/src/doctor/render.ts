import { styleText } from 'node:util';
import { printable } from '../output/printable.ts';
import type { Finding } from './check.ts';

const COLOURS = { ok: 'green', warn: 'yellow', fail: 'red' } as const;

/** One line a check, and one below it with what to do. */
export function renderFinding(finding: Finding & { readonly name: string }, colour: boolean): string {
  const word = finding.state.padEnd(4);
  const state = colour ? styleText(COLOURS[finding.state], word, { validateStream: false }) : word;
  const line = `${state}  ${finding.name.padEnd(18)} ${printable(finding.says, 300)}`;
  return finding.todo === undefined ? line : `${line}\n      ${''.padEnd(18)} → ${finding.todo}`;
}
