import { expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';
import { LABEL } from './labels.ts';

const RUNS = 'const { exec, spawn } = require("child_process");\n';

/** Whether what a visitor sends reaches a command. */
function isTold(source: string): boolean {
  return analyzeJs(RUNS + source).flow.flows.some(
    ({ sink, labels }) => sink === 'command' && (labels & LABEL.visitor) !== 0,
  );
}

test.each([
  ['by the names of its parameters', 'exports.on = (req, res) => exec(req.query.c);'],
  ['by them behind an error', 'exports.on = (error, request, response, next) => exec(request.get("c"));'],
  ['a server of Node', 'require("http").createServer((a, b) => exec(a.url)).listen(1);'],
  ['an event of a server', 'require("https").createServer().on("request", (a, b) => exec(a.url));'],
  ['a socket', 'require("net").createServer((s) => s.on("data", (d) => exec(d.toString())));'],
  [
    'a web socket',
    'new (require("ws").WebSocketServer)({}).on("connection", (s) => s.on("message", (m) => exec(m)));',
  ],
  ['a route', 'exports.on = (app) => app.post("/a", (a, b) => exec(a.body));'],
  [
    'a route of what is known by its maker',
    'const x = require("express")(); x.get("/a", (a) => exec(a.url));',
  ],
  ['a function that has a name', 'function on(a, b) { exec(a.url); }\nrequire("http").createServer(on);'],
  ['after it was decoded', 'exports.on = (req, res) => exec(Buffer.from(req.url, "base64").toString());'],
  ['in a function of the file', 'const go = (c) => exec(c);\nexports.on = (req, res) => go(req.url);'],
  ['as an argument of a shell', 'exports.on = (req, res) => spawn("sh", ["-c", req.url]);'],
])('what a visitor sends is known: %s', (_, source) => {
  expect(isTold(source)).toBe(true);
});

test.each([
  [
    'a web socket of this machine',
    'class A { start() { this.s = new (require("ws").WebSocketServer)({ host: "localhost" });\nthis.s.on("connection", (s) => s.on("message", (m) => exec(m))); } }',
  ],
  ['a request that the code makes', 'require("http").get("http://a.test/", (answer) => exec(answer.url));'],
  ['what a client gets by a path', 'const api = require("axios"); api.get("/a").then((a) => exec(a.data));'],
  ['a list of a store', 'exports.on = (store) => store.get("/a", (a, b) => exec(a));'],
  ['what another package makes of it', 'exports.on = (req, res) => exec(require("own").commandOf(req));'],
  ['an argument of a program that is not known', 'exports.on = (req, res, to) => spawn(to, [req.url]);'],
  ['a request without an answer', 'exports.on = (request) => exec(request.command);'],
])('not a visitor: %s', (_, source) => {
  expect(isTold(source)).toBe(false);
});
