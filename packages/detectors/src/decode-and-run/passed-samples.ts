import type { Samples } from '../contract.ts';
import { imported, quiet } from '../samples-kit.ts';

/** Text that comes to where it runs through classes, events and data files. */
export const PASSED: Samples = {
  malicious: [
    {
      name: 'rows of a data file that a class of another file decodes when an event of a third one tells it to',
      files: imported(
        "const styles = require('./styles');\nstyles.on('ready', (style) => style.install(module));\nstyles.load();\n",
        {
          'styles.js':
            "const { EventEmitter } = require('events');\nconst { Glyphs } = require('./glyphs');\nconst data = require('./glyphs.json');\nconst events = new EventEmitter();\nmodule.exports = {\n  on: events.on.bind(events),\n  load() { process.nextTick(() => events.emit('ready', new Glyphs(data.more))); },\n};\n",
          'glyphs.js':
            "class Glyphs {\n  constructor(rows) { this.raw = Buffer.from(rows.join(''), 'base64'); }\n  install(parent) {\n    const m = new parent.constructor('more', parent);\n    m._compile(this.raw.map((x) => x ^ 7).toString('utf8'), 'more.js');\n  }\n}\nmodule.exports = { Glyphs };\n",
          'glyphs.json': JSON.stringify({ more: ['dGVzdA', 'dGVzdA'] }),
        },
      ),
      expected: [{ rule: 'decoded-code', file: 'glyphs.js', line: 5, severity: 'high' }],
    },
  ],
  benign: [
    quiet(
      'rows of a data file that a class of another file decodes and draws when an event tells it to',
      imported(
        "const styles = require('./styles');\nstyles.on('ready', (style) => style.draw(process.stdout));\nstyles.load();\n",
        {
          'styles.js':
            "const { EventEmitter } = require('events');\nconst { Glyphs } = require('./glyphs');\nconst data = require('./glyphs.json');\nconst events = new EventEmitter();\nmodule.exports = {\n  on: events.on.bind(events),\n  load() { process.nextTick(() => events.emit('ready', new Glyphs(data.more))); },\n};\n",
          'glyphs.js':
            "class Glyphs {\n  constructor(rows) { this.raw = Buffer.from(rows.join(''), 'base64'); }\n  draw(out) { out.write(this.raw.map((x) => x ^ 7).toString('utf8')); }\n}\nmodule.exports = { Glyphs };\n",
          'glyphs.json': JSON.stringify({ more: ['dGVzdA', 'dGVzdA'] }),
        },
      ),
    ),
  ],
};
