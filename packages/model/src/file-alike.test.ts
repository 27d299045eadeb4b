import { describe, expect, it } from 'vitest';
import { fileAlike } from './file-alike.ts';

const sdist = { filename: 'acme-1.0.tar.gz', variant: 'sdist' };
const plain = { filename: 'acme-1.0-py3-none-any.whl', variant: 'py3-none-any' };
const linux = { filename: 'acme-1.0-cp312-cp312-linux_x86_64.whl', variant: 'cp312-cp312-linux_x86_64' };

describe('fileAlike', () => {
  it.each([
    ['of the same variant', { ...linux, filename: linux.filename.replace('1.0', '1.1') }, linux],
    ['of the same kind', { filename: 'acme-1.1-cp313-cp313-win32.whl', variant: 'cp313-cp313-win32' }, plain],
    ['that is sources as well', { ...sdist, filename: 'acme-1.1.tar.gz' }, sdist],
    ['that is first, of another kind', { filename: 'acme-1.1.zip', variant: 'sdist' }, sdist],
  ])('is the one %s', (_, file, expected) => {
    expect(fileAlike(file, [sdist, plain, linux])).toBe(expected);
  });

  it('is null where there are no files', () => {
    expect(fileAlike(sdist, [])).toBeNull();
  });
});
