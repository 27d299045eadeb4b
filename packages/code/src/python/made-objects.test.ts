import { describe, expect, test } from 'vitest';
import { analyzePython } from './facts.ts';

/** Texts that a source runs as code. */
const ran = (source: string): (string | null)[] => analyzePython(source).codeSinks.map(({ text }) => text);

describe('what objects of the standard library were made of', () => {
  test.each([
    ['an identifier', "import uuid\nexec(uuid.UUID('70617373-0000-0000-0000-000000000000').bytes[:4])"],
    ['an address', "import ipaddress\nexec(ipaddress.IPv4Address('112.97.115.115').packed)"],
    [
      'a fraction',
      `from fractions import Fraction\nexec(''.join(chr(Fraction(3 * n, -3).numerator * -1) for n in [112, 97, 115, 115]))`,
    ],
    [
      'a day',
      'from datetime import date\nexec(bytes(date.fromordinal(n).toordinal() for n in [112, 97, 115, 115]))',
    ],
    ['a queue', "from collections import deque\nd = deque('sspa')\nd.rotate(2)\nexec(''.join(d))"],
    [
      'a query',
      "from urllib.parse import urlparse, parse_qsl\nexec(dict(parse_qsl(urlparse('x://a/?c=pa%73s#f').query))['c'])",
    ],
    [
      'a message',
      "import email\nm = email.message_from_bytes(b'A: b\\nContent-Transfer-Encoding: quoted-printable\\n\\npas=73')\nexec(m.get_payload(decode=True))",
    ],
    [
      'a property list',
      "import plistlib\nexec(plistlib.loads(b'<plist><array><true/><dict><key>a</key><string>pass</string></dict></array></plist>')[1]['a'])",
      null,
    ],
    [
      'a list of properties',
      "import plistlib\nexec(plistlib.loads(b'<plist><dict><key>a</key><array><string>pass</string></array></dict></plist>')['a'][0])",
    ],
    ['punycode', "exec(b'pass #-zca'.decode('punycode')[:4])"],
    ['matches', "import re\nexec(re.compile(r'x(\\w)(\\w)').sub(lambda m: m[2] + m.group(1), 'xapxss'))"],
    ['groups', "import re\nexec(''.join(b + a for a, b in re.findall('(.)(.)', 'apss')))"],
  ])('%s', (_what, source, expected: string | null = 'pass') => {
    expect(ran(source)).toEqual([expected]);
  });

  test('what a generator is sent', () => {
    const source =
      "def g():\n  t = ''\n  while True:\n    n = yield t\n    t += chr(n)\ndef f():\n  c = g()\n  next(c)\n  for n in [112, 97, 115, 115]:\n    t = c.send(n)\n  exec(t)";

    expect(ran(source)).toEqual(['pass']);
  });

  test('a repeated group is not run', () => {
    expect(ran("import re\nexec(re.sub('(a+)+', 'pass', 'a'))")).toEqual([null]);
  });
});
