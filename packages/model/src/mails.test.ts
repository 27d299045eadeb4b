import { expect, it } from 'vitest';
import { mailsIn } from './mails.ts';

it.each([
  ['Ann A. <Ann@Acme.Example>, bob@acme.example', ['ann@acme.example', 'bob@acme.example']],
  ['ann@acme.example, "Ann" <ann@acme.example>', ['ann@acme.example']],
  ['Ann', []],
  ['a@b@c', []],
  [`${'x'.repeat(400)}@acme.example`, []],
])('%s has %s', (text, mails) => {
  expect(mailsIn(text)).toEqual(mails);
});
