import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { reworkFiles } from './rework.ts';

function digest(text: string): string {
  return `sha256=${createHash('sha256').update(text).digest('base64url')}`;
}

const CODE = 'import os\nprint(os.sep)\n';
const RECORD = `own/__init__.py,${digest(CODE)},${CODE.length}\nown/other.py,sha256=wrong,3\nown-1.0.dist-info/RECORD,,\n`;
const WHEEL = [
  { path: 'own/__init__.py', bytes: Buffer.from(CODE) },
  { path: 'own/other.py', bytes: Buffer.from('import os\n') },
  { path: 'own-1.0.dist-info/RECORD', bytes: Buffer.from(RECORD) },
];

it('leaves a RECORD as right and as wrong as it was', () => {
  const rework = { kind: 'variant', variant: 'sibling', target: 'own/__init__.py' } as const;

  const made = reworkFiles(WHEEL, rework, []);

  const stub = 'from ._tables import *\n';
  const record = made?.files.find(({ path }) => path.endsWith('RECORD'));
  expect(Buffer.from(record?.bytes ?? []).toString()).toBe(
    `own/__init__.py,${digest(stub)},${stub.length}\nown/other.py,sha256=wrong,3\nown-1.0.dist-info/RECORD,,\nown/_tables.py,${digest(CODE)},${CODE.length}\n`,
  );
});

it('says when it cannot be done', () => {
  const rework = { kind: 'variant', variant: 'sibling', target: 'README.md' } as const;

  expect(reworkFiles(WHEEL, rework, [])).toBeNull();
  expect(() => reworkFiles(WHEEL, { ...rework, variant: 'none of ours' }, [])).toThrow('none of ours');
});
