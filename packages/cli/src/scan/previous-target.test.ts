import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { previousTarget } from './previous-target.ts';

const cwd = mkdtempSync(join(tmpdir(), 'weir-previous-'));
afterAll(() => rmSync(cwd, { recursive: true }));
writeFileSync(join(cwd, 'old.tgz'), '');
writeFileSync(join(cwd, 'new.tgz'), '');

describe('previousTarget', () => {
  it('is the file that is named', async () => {
    expect(await previousTarget('old.tgz', ['new.tgz'], {}, cwd)).toMatchObject({
      kind: 'file',
      filename: 'old.tgz',
      path: join(cwd, 'old.tgz'),
    });
  });

  it('leaves a target that names nothing to the scan', async () => {
    expect(await previousTarget('old.tgz', ['gone.tgz'], {}, cwd)).toMatchObject({ filename: 'old.tgz' });
  });

  it.each([
    ['no target', 'old.tgz', [], {}, /takes the release before one target/],
    ['two targets', 'old.tgz', ['new.tgz', 'new.tgz'], {}, /takes the release before one target/],
    ['targets of standard input', 'old.tgz', ['new.tgz'], { stdin: true }, /name that target, and no other/],
    ['a file that is not there', 'gone.tgz', ['new.tgz'], {}, /gone\.tgz: no such file or directory/],
    ['a release as the one before', 'x@1.0.0', ['new.tgz'], {}, /takes an archive or directory of this/],
    ['a release as the target', 'old.tgz', ['pypi:x==1.1'], {}, /before pypi:x==1\.1 is found without it/],
  ] as const)('refuses %s', async (_, text, targets, options, message) => {
    const asked = previousTarget(text, targets, options, cwd);

    await expect(asked).rejects.toMatchObject({ code: 'SCAN_PREVIOUS', retriable: false });
    await expect(asked).rejects.toThrow(message);
  });
});
