import { describe, expect, test } from 'vitest';
import { analyzePython } from './facts.ts';

/** For each command of a source that the interpreter may run by itself: whether loading it runs it. */
function lives(source: string): readonly boolean[] {
  return analyzePython(`import os, hashlib, socket, sys, time\n${source}`).commands.map(({ live }) => live);
}

const GUARDS: readonly (readonly [string, string, string])[] = [
  [
    'says no first',
    'def meant():\n  if time.timezone != 5:\n    return False\n  return True\n',
    'if meant():\n  os.system("x")\n',
  ],
  [
    'says yes first, and is denied',
    'def wrong():\n  if time.timezone != 5:\n    return True\n  return False\n',
    'def go():\n  if wrong():\n    return\n  os.system("x")\ngo()\n',
  ],
  [
    'says no where something fails',
    'def meant():\n  try:\n    return os.environ["LANG"].startswith("xx")\n  except KeyError:\n    return False\n',
    'if meant():\n  os.system("x")\n',
  ],
  [
    'gives what a table holds for a digest',
    'P = {"8c1f": "a"}\ndef names():\n  for at in range(len(socket.getfqdn())):\n    yield hashlib.sha256(socket.getfqdn()[at:].encode()).hexdigest()\ndef found():\n  for name in names():\n    if name in P:\n      return P[name]\n  return None\n',
    'if found():\n  os.system("x")\n',
  ],
  [
    'leaves a loop when it found something',
    'def found():\n  for name in os.listdir("/x"):\n    if name.endswith(".y"):\n      break\n  else:\n    return False\n  return True\n',
    'if found():\n  os.system("x")\n',
  ],
  ['is a switch', 'ok = True\nif time.timezone != 5:\n  ok = False\n', 'if ok:\n  os.system("x")\n'],
  ['asks what an outside name is', '', 'if time.tzname[0] in ("XXT", "YYT"):\n  os.system("x")\n'],
  ['asks for a platform', '', 'if sys.platform in {"aix": 1}:\n  os.system("x")\n'],
];

describe('what is behind a guard of which nobody knows what it says runs', () => {
  test.each(GUARDS)('that %s', (_how, definitions, guarded) => {
    expect(lives(definitions + guarded)).toEqual([true]);
  });
});

describe('what is behind a guard that surely says no does not run', () => {
  test.each([
    ['by what it gives', 'def meant():\n  return False\nif meant():\n  os.system("x")\n'],
    [
      'both ways',
      'def meant():\n  if time.timezone:\n    return False\n  return None\nif meant():\n  os.system("x")\n',
    ],
    ['as a switch', 'ok = False\nif time.timezone:\n  ok = False\nif ok:\n  os.system("x")\n'],
    ['by a list without it', 'if "a" in ("b", "c"):\n  os.system("x")\n'],
  ])('%s', (_how, source) => {
    expect(lives(source)).toEqual([false]);
  });
});
