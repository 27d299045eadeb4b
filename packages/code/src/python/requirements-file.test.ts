import { expect, test } from 'vitest';
import { parseRequirementsFile } from './requirements-file.ts';

const read = (text: string): string[] =>
  parseRequirementsFile(text).lines.map(({ kind, value, line }) => `${line} ${kind} ${value}`);

test('lines of a requirements file', () => {
  const text = [
    '# what it needs',
    'requests>=2,<3  # the web',
    'evil[x] @ https://files.weir.test/e.whl ; python_version > "3"',
    '--extra-index-url=https://index.weir.test/simple',
    '-i https://other.weir.test/simple',
    '-r more/base.txt',
    'flask==1.0 \\',
    '    --hash=sha256:00ff',
    '-e git+https://git.weir.test/r.git#egg=r',
    '--no-binary :all:',
    '',
  ].join('\n');

  expect(read(text)).toEqual([
    '2 requirement requests>=2,<3',
    '3 requirement evil[x] @ https://files.weir.test/e.whl ; python_version > "3"',
    '4 index https://index.weir.test/simple',
    '5 index https://other.weir.test/simple',
    '6 file more/base.txt',
    '7 requirement flask==1.0',
    '9 requirement git+https://git.weir.test/r.git#egg=r',
  ]);
  expect(parseRequirementsFile(text).sure).toBe(true);
});

test.each(['Read me first.\nIt is short.\n', 'alpha\nbeta\ngamma\n', '1.0.2\n', ''])(
  'another text is no such file: %j',
  (text) => {
    expect(parseRequirementsFile(text).sure).toBe(false);
  },
);
