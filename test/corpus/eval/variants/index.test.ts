import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { VARIANTS } from './index.ts';
import { fileOf, type Specimen } from './specimen.ts';

const run = promisify(execFile);

const hasPython = ((): boolean => {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** Inert: prints what it computes, by most of what variants must not break. */
const WORK = `import os, sys
import base64 as b64
from json import dumps, loads as read
try:
    import nothing_of_that_name
except ImportError:
    nothing_of_that_name = None

TEXT = """first
    second 'quoted'
"""
table = {'alpha': 1, "beta": [2, 3]}

def outer(word, *more, times=2):
    prefix = 'out' + word
    def inner(value):
        joined = prefix + value
        return joined * times
    return [inner(one) for one in more]

class Kind:
    label = 'kind'
    def __init__(self, size):
        self.size = size
    @property
    def doubled(self):
        result = self.size * 2
        return result

for key, value in sorted(table.items()):
    print(key, value, f"{key}-{len(TEXT)}", '%s of %d' % ('one', 2))
print(outer('er', 'a', 'b', times=3), Kind(4).doubled, Kind.label)
print(dumps(read('[1, 2]')), os.path.join('left', 'right'), nothing_of_that_name)
print(b64.b64decode(b'aW5lcnQ=').decode(), len(os.sep), ''.join(str(n) for n in range(3)))
if len(sys.argv) > 90:
    print('never')
`;
/** The same with text that is run, and that binds names. */
const RUNS = `import base64
print('before')
exec(base64.b64decode('${Buffer.from('import math\ndef area(r):\n    return math.floor(r * 2)\nprint(area(3))\n').toString('base64')}'))
print(area(5), eval('1 + 1'))
`;
const SETUP =
  "from setuptools import setup\nimport os\nprint('at', 'install', os.sep)\nsetup(name='subject', version='1.0')\n";
/** What stands for the build tools: says what it is given. */
const BUILD_STUB = 'def setup(**given):\n    print(sorted(given))\n';

const HOST = [
  fileOf('hosted/__init__.py', '"""A library."""\nVERSION = 1\n'),
  fileOf('setup.py', "from setuptools import setup\nsetup(name='subject', version='1.0')\n"),
];

function specimen(target: string, code: string): Specimen {
  return { files: [fileOf('PKG-INFO', 'Version: 1.0\n'), fileOf(target, code)], target, host: HOST };
}

const PROGRAMS = {
  module: { specimen: specimen('subject/__init__.py', WORK), start: 'import subject' },
  'text that is run': { specimen: specimen('subject/__init__.py', RUNS), start: 'import subject' },
  setup: { specimen: specimen('setup.py', SETUP), start: 'import setup' },
};
type ProgramName = keyof typeof PROGRAMS;

/** Where the code starts when it no longer starts where it was. */
const STARTS: Readonly<Record<string, Partial<Record<ProgramName, string>>>> = {
  pth: { module: 'import _tables', 'text that is run': 'import _tables', setup: 'import _tables' },
  clone: { module: 'import hosted', 'text that is run': 'import hosted' },
};
/** What cannot be written so for certain, and is not. */
const REFUSED: Readonly<Record<string, readonly ProgramName[]>> = {
  rename: ['text that is run', 'setup'],
};

/** Runs each program in its own folder, without the modules of the others; one process, as starting Python is slow. */
const DRIVER = `import contextlib, io, json, sys
printed = {}
for name, folder, start in json.loads(sys.argv[1]):
    sys.path.insert(0, folder)
    known = set(sys.modules)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            exec(start, {'__name__': 'start'})
        except BaseException as error:
            print(repr(error))
    printed[name] = out.getvalue()
    sys.path[:] = [path for path in sys.path if not path.startswith(folder)]
    for module in set(sys.modules) - known:
        del sys.modules[module]
print(json.dumps(printed))
`;

interface Case {
  readonly variant: string;
  readonly program: ProgramName;
  readonly files: Specimen['files'] | null;
}

const CASES: readonly Case[] = Object.entries(VARIANTS).flatMap(([variant, write]) =>
  (Object.keys(PROGRAMS) as ProgramName[]).map((program) => ({
    variant,
    program,
    files: write(PROGRAMS[program].specimen),
  })),
);

/** What each case prints, by `variant/program`. */
async function printAll(): Promise<Readonly<Record<string, string>>> {
  using directory = mkdtempDisposableSync(join(tmpdir(), 'weir-variants-'));
  const jobs = CASES.flatMap(({ variant, program, files }) => {
    if (files === null) return [];
    const folder = join(directory.path, variant, program.replaceAll(' ', '-'));
    for (const { path, bytes } of [...files, fileOf('setuptools/__init__.py', BUILD_STUB)]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    return [[`${variant}/${program}`, folder, STARTS[variant]?.[program] ?? PROGRAMS[program].start]];
  });
  const { stdout } = await run('python3', ['-B', '-S', '-c', DRIVER, JSON.stringify(jobs)]);
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n', stdout.length - 2) + 1)) as Record<string, string>;
}

describe('variants', () => {
  it.each(CASES)('$variant of $program is written where that is certain', ({ variant, program, files }) => {
    if (REFUSED[variant]?.includes(program)) expect(files).toBeNull();
    else if (variant === 'unchanged') expect(files).toEqual(PROGRAMS[program].specimen.files);
    else {
      expect(files).not.toBeNull();
      expect(files).not.toEqual(PROGRAMS[program].specimen.files);
    }
  });

  it.skipIf(!hasPython)('does what the program did', { timeout: 60_000 }, async () => {
    const printed = await printAll();
    const expected = Object.keys(printed).map((name) => {
      const [variant = '', program = ''] = name.split('/');
      const before = printed[`unchanged/${program}`] ?? '';
      // Out of a setup script moves all but the call of setup().
      const isMoved = program === 'setup' && variant === 'pth';
      return [name, isMoved ? before.replace("['name', 'version']\n", '') : before];
    });

    expect(printed['unchanged/module']).toContain('inert');
    expect(printed['unchanged/text that is run']).toContain('10');
    expect(printed).toEqual(Object.fromEntries(expected));
  });

  it('refuses what does not parse as a whole', () => {
    const broken = specimen('setup.py', "print 'two'\nimport os\n");

    for (const variant of ['rename', 'alias', 'wrap', 'split', 'padding', 'sibling']) {
      expect(VARIANTS[variant]?.(broken), variant).toBeNull();
    }
  });
});
