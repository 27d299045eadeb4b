import { describe, expect, test } from 'vitest';
import { LABEL } from '../js/labels.ts';
import { analyzePython } from './facts.ts';

const lines = (source: string): (string | null)[] =>
  analyzePython(`import os\n${source}`).commands.map(({ line }) => line);

describe('a text that is filled from the names around it', () => {
  test.each([
    ['by vars', 'def go(url):\n  os.system("curl %(url)s" % vars())\ngo("https://a.weir.test")\n'],
    ['by locals', 'def go(url):\n  os.system("curl %(url)s" % locals())\ngo("https://a.weir.test")\n'],
    ['by globals', 'url = "https://a.weir.test"\ndef go():\n  os.system("curl %(url)s" % globals())\n'],
  ])('%s', (_how, source) => {
    expect(lines(source)).toEqual(['curl https://a.weir.test']);
  });

  test('keeps places of names that are not known', () => {
    expect(lines('def go(a):\n  os.system("curl %(a)s/%(b)s" % vars())\ngo("x")\n')).toEqual([
      'curl x/$UNKNOWN',
    ]);
  });

  test('carries what it names, and nothing else that is there', () => {
    const source =
      'import os, requests\ndef go(url):\n  secrets = dict(os.environ)\n  requests.get("%(url)s" % vars())\n  requests.get("%(secrets)s" % vars())\n';

    const labels = analyzePython(source).flow.flows.map((flow) => flow.labels & LABEL.envAll);

    expect(labels).toEqual([0, LABEL.envAll]);
  });
});
