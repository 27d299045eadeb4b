import { expect, test } from 'vitest';
import { mayDoHarm } from './first-look.ts';

test.each([
  ['a licence in comments', '# See http://www.weir.test/licence\n# for the system.\nx = 1\n'],
  ['a docstring', 'def f(x):\n    """Asks the system at http://api.weir.test/."""\n    return x\n'],
  ['a long docstring with quotes', 'r"""\nThe "system" isn\'t\nmeant.\n"""\nx = "#"\n'],
  ['a pattern', 'import re\nP = re.compile("a")\n'],
])('%s names nothing that could do harm', (_what, source) => {
  expect(mayDoHarm(source)).toBe(false);
});

test.each([
  ['a call', 'import os\ndef f():\n    os.system("id")\n'],
  ['an address', 'URL = "http://drop.weir.test/"\n'],
  ['a text that is kept', 'X = """\nimport socket\n"""\n'],
  ['code between two texts', 'X = """\na\n"""\nexec(Y)\nZ = """\nb\n"""\n'],
  ['code after a quote in a comment', "x = 1  # don't\nexec(Y)\ny = 'z'\n"],
  [
    'code between quotes that only seem to belong together',
    'x = f"{d["#"]}" + """\na\n"""\nexec(Y)\n"""\nb"""\n',
  ],
  ['a docstring that is code', '"""\nimport os\nos.system("id")\n"""\nrun(__doc__)\n'],
  ['compile by itself', 'c = compile("a", "b", "exec")\n'],
])('%s may', (_what, source) => {
  expect(mayDoHarm(source)).toBe(true);
});
