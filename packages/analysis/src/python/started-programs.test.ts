import { expect, test } from 'vitest';
import { analyzeWheel } from '../testing/analyze-wheel.ts';

const SENDS = "import requests\ndef main():\n    requests.post('https://own.free.weir.test/up')\n";
const GUARDED = `${SENDS}if __name__ == '__main__':\n    main()\n`;
const START =
  "import subprocess, sys\ndef start():\n    subprocess.Popen([sys.executable, '-m', 'own.work'])\n";
const BY_FILE =
  "import os, subprocess, sys\ndef start():\n    subprocess.Popen([sys.executable, os.path.join(os.path.dirname(__file__), 'work.py')])\n";

/** Whether a package is said to send what `own/work.py` sends as soon as a module of it is loaded. */
async function sends(init: string, work: string, more: Record<string, string> = {}): Promise<boolean> {
  const { findings } = await analyzeWheel({ 'own/__init__.py': init, 'own/work.py': work, ...more });
  return findings.some(
    ({ rule, location }) => rule === 'load-time/request' && location?.file === 'own/work.py',
  );
}

test.each([
  ['a module by its name', START],
  ['a file', BY_FILE],
])(
  'what a program does as such that a function starts, by %s, is not what loading does',
  async (_name, init) => {
    expect(await sends(init, GUARDED)).toBe(false);
  },
);

test.each<[string, string, string, Record<string, string>?]>([
  ['when the package is loaded', `${START}start()\n`, GUARDED],
  ['when the package is loaded, as a file', `${BY_FILE}start()\n`, GUARDED],
  [
    'by a function of another module that loading calls',
    'from .other import start\nstart()\n',
    GUARDED,
    { 'own/other.py': START },
  ],
  [
    'by a function that loading calls through a third one',
    'from .third import go\ngo()\n',
    GUARDED,
    { 'own/other.py': START, 'own/third.py': 'def go():\n    from . import other\n    other.start()\n' },
  ],
  [
    'by a program that is started so',
    'from .other import start\nstart()\n',
    GUARDED,
    {
      'own/other.py': START.replace('own.work', 'own.first'),
      'own/first.py': `${START}if __name__ == '__main__':\n    start()\n`,
    },
  ],
  ['by nobody, and it does so as a module too', START, `${SENDS}main()\n`],
])('it is where it is started %s', async (_name, init, work, more) => {
  expect(await sends(init, work, more)).toBe(true);
});
