import { expect, test } from 'vitest';
import { LABEL } from '../js/labels.ts';
import { analyzePython } from './facts.ts';

/** Whether what a visitor sends reaches a command or code. */
function isTold(source: string): boolean {
  return analyzePython(`import os, subprocess\n${source}`).flow.flows.some(
    ({ sink, labels }) => (sink === 'command' || sink === 'code') && (labels & LABEL.visitor) !== 0,
  );
}

test.each([
  ['a middleware', 'class M:\n def __call__(self, request):\n  os.system(request.headers.get("X-A"))\n'],
  ['a view', 'def view(request, name):\n return subprocess.getoutput(request.GET["q"])\n'],
  ['code of a view', 'def view(request):\n exec(request.body.decode())\n'],
  [
    'what was sent is decoded',
    'import base64\ndef view(request):\n exec(base64.b64decode(request.POST["q"]))\n',
  ],
  ['an argument of a shell', 'def view(request):\n subprocess.run(["sh", "-c", request.POST["q"]])\n'],
  ['a request of a framework', 'from flask import request\ndef page():\n os.system(request.args["q"])\n'],
  ['a header of it', 'import flask\ndef page():\n eval(flask.request.headers.get("a"))\n'],
  ['a route', 'def add(app):\n @app.post("/a")\n async def page(q: str):\n  os.system(q)\n'],
  [
    'an asynchronous handler',
    'from aiohttp import web\nasync def page(request):\n told = await request.json()\n os.system(told["q"])\n',
  ],
  [
    'a handler of Python itself',
    'from http.server import BaseHTTPRequestHandler\nclass H(BaseHTTPRequestHandler):\n def do_GET(self):\n  os.popen(self.path[1:])\n',
  ],
  ['a gateway', 'def own(environ, start_response):\n os.system(environ["HTTP_A"])\n'],
  [
    'a function of the source',
    'def go(line):\n return os.system(line)\ndef view(request):\n return go(request.GET.get("a"))\n',
  ],
])('what a visitor sends is known: %s', (_, source) => {
  expect(isTold(source)).toBe(true);
});

test.each([
  ['a request of another kind', 'def run(request):\n subprocess.run(request.args)\n'],
  ['a fixture', 'def tool(request):\n subprocess.run(request.param)\n'],
  [
    'a table of what is allowed',
    'ALL = {"a": "id"}\ndef view(request):\n os.system(ALL[request.GET["a"]])\n',
  ],
  ['a record of a store', 'def view(request, jobs):\n os.system(jobs.get(id=request.GET["a"]).command)\n'],
  [
    'a record of another package',
    'import own\ndef view(request):\n os.system(own.find(request.GET["a"]).command)\n',
  ],
  [
    'an answer',
    'import requests\ndef go():\n os.system(requests.get("https://a.weir.test/").headers["a"])\n',
  ],
  ['who has signed in', 'def view(request):\n os.system(request.user.shell)\n'],
])('not a visitor: %s', (_, source) => {
  expect(isTold(source)).toBe(false);
});
