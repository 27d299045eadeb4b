/** Ids that rows of the feed can have and packages cannot, or that are dangerous to handle (registries.md 1.2). */
export const HOSTILE_IDS: readonly string[] = [
  '../x',
  '../../etc/passwd',
  '\u0000',
  'a\u0000b',
  '\u001b[2Jx',
  'x'.repeat(215),
  '_design/scratch',
  '__proto__',
  'constructor',
  'toString',
  'a b',
  'a?b#c',
  'a%2f..%2fb',
  '@/x',
  '@scope',
  '.',
  '..',
  '',
  '\ud800',
];

const KNOWN = new Set(HOSTILE_IDS);
const HARMLESS = /^(?:@[\w.~-]+\/)?[\w.~-]{1,214}$/;

/** Whether an id counts as hostile when a client is given it. */
export function isHostileId(id: string): boolean {
  return KNOWN.has(id) || !HARMLESS.test(id);
}
