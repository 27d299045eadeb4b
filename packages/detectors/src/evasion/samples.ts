import type { Samples } from '../contract.ts';
import { at, imported, installed, quiet, wheel } from '../samples-kit.ts';

const ACT = "require('child_process').exec('id');\n";

export const samples: Samples = {
  malicious: [
    {
      name: 'numbers that are wrong after a date, and then now and then',
      files: imported(
        `const since = Date.UTC(2027, 8, 1);\nlet n = 0;\nconst active = () => process.env.NODE_ENV === 'production' && Date.now() > since;\nexports.round = (value) => {\n  n = (n * 31 + 7) & 0xffff;\n  return active() && n % 41 === 0 ? value + 0.01 : Math.round(value);\n};\n`,
      ),
      expected: [{ rule: 'rare', file: 'index.js', line: 6, severity: 'high' }],
    },
    {
      name: 'Python: a comment that its encoding makes a line of code',
      files: wheel('# coding: unicode_escape\n# \\u000aimport os\n'),
      expected: [{ rule: 'source-encoding', file: 'own/__init__.py', line: 1, severity: 'high' }],
    },
    {
      name: 'Python: a hidden window',
      files: wheel(
        'import subprocess\ndef update():\n    subprocess.Popen(["powershell.exe", "-WindowStyle", "Hidden", "-File", "own.ps1"])\n',
      ),
      expected: [{ rule: 'hidden-window', file: 'own/__init__.py', line: 3, severity: 'high' }],
    },
    {
      name: 'the file and its manifest replaced',
      files: installed(
        `const fs = require('fs');\n${ACT}fs.unlinkSync(__filename);\nfs.renameSync('package.md', 'package.json');\n`,
      ),
      expected: [at('self-delete', 'high', 'setup.js', 3), at('manifest-swap', 'high', 'setup.js', 4)],
    },
    {
      name: 'only after a date',
      files: imported(`if (Date.now() > new Date('2026-03-01').getTime()) ${ACT}`),
      expected: [at('gate', 'medium', 'index.js', 1)],
    },
    {
      name: 'only in some place',
      files: imported(
        `const { timeZone } = Intl.DateTimeFormat().resolvedOptions();\nif (timeZone === 'Europe/Moscow') ${ACT}`,
      ),
      expected: [at('gate', 'medium', 'index.js', 2)],
    },
    {
      name: 'not before an analyst',
      files: installed(
        `const cp = require('child_process');\nif (!cp.execSync('tasklist').includes('wireshark.exe')) ${ACT}`,
      ),
      expected: [at('gate', 'medium', 'setup.js', 2)],
    },
    {
      name: 'behind padding',
      files: imported(`${'\n'.repeat(30_000)}${ACT}`),
      expected: [at('padding', 'medium', 'index.js', 1)],
    },
  ],
  benign: [
    quiet('Python: an encoding that people write in', wheel("# -*- coding: iso-8859-15 -*-\nNAME = 'own'\n")),
    quiet(
      'Python: a tool of an analyst that the package can start',
      wheel(
        "import os, subprocess\nVIEWER = os.path.join(os.environ.get('ProgramFiles', ''), 'Wireshark')\ndef show(file):\n    subprocess.Popen(['wireshark', file])\n",
      ),
    ),
    quiet(
      'Python: PowerShell that asks for rights and hides the window of another',
      wheel(
        'import subprocess\ndef ask():\n    subprocess.run(\'powershell /command "Start-Process cmd -windowstyle hidden -Verb RunAs"\', shell=True)\n',
      ),
    ),
    quiet(
      'Python: PowerShell in plain sight',
      wheel(
        'import subprocess\ndef about():\n    subprocess.run(["powershell", "-NoProfile", "-Command", "$PSVersionTable"])\n',
      ),
    ),
    quiet(
      'a warning that is thinned out until something goes away',
      imported(
        `const gone = new Date('2027-03-01');\nexports.old = () => { if (Date.now() > gone && Math.random() < 0.01) { console.warn('use the new one'); } };\n`,
      ),
    ),
    quiet(
      'waiting times that differ, in a test that is over at some date',
      imported(
        `exports.isOver = () => Date.now() > new Date('2027-03-01').getTime();\nexports.wait = (ms) => (Math.random() < 0.5 ? ms : ms * 2);\n`,
      ),
    ),
    quiet(
      'a version check by date',
      imported(`exports.old = () => Date.now() > new Date('2026-03-01').getTime();\n`),
    ),
    quiet(
      'a list of time zones',
      imported(
        `exports.zones = ['Europe/Moscow', 'Asia/Tokyo'];\nexports.here = () => Intl.DateTimeFormat().resolvedOptions().timeZone;\n`,
      ),
    ),
    quiet(
      'a temporary file deleted',
      installed(
        `const fs = require('fs');\nfs.writeFileSync('tmp.json', '1');\nfs.unlinkSync('tmp.json');\n`,
      ),
    ),
    quiet(
      'a tool that writes manifests when asked',
      imported(`const fs = require('fs');\nexports.init = () => fs.writeFileSync('package.json', '{}');\n`),
    ),
  ],
};
