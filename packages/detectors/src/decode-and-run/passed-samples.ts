import type { Samples } from '../contract.ts';
import { imported, quiet } from '../samples-kit.ts';

/** Text that comes to where it runs through classes, events and data files. */
export const PASSED: Samples = {
  malicious: [
    {
      name: 'colours of a table that are joined to a text and run by what made a function, as Reflect finds it',
      files: imported(
        "const parts = (text) => text.slice(1).match(/../g).map((pair) => parseInt(pair, 16));\nconst table = { ink: ['#0b132b', '#1c2541'], mist: ['#746573', '#742829'] };\nconst text = (key) => String.fromCharCode(...table[key].flatMap(parts));\nconst run = ((fn) => {\n  const made = Reflect.get(fn, 'constr' + 'uctor');\n  return (key, ...more) => Reflect.apply(Reflect.construct(made, [text(key)]), undefined, more);\n})(parts);\ntry { run(process.argv.length > 90 ? 'ink' : 'mist'); } catch {}\nexports.names = Object.keys(table);\n",
      ),
      expected: [{ rule: 'decoded-code', file: 'index.js', line: 6, severity: 'high' }],
    },
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
      'colours of a table that are joined to a text and printed by what Reflect makes',
      imported(
        "const parts = (text) => text.slice(1).match(/../g).map((pair) => parseInt(pair, 16));\nconst table = { ink: ['#0b132b', '#1c2541'], mist: ['#746573', '#742829'] };\nconst text = (key) => String.fromCharCode(...table[key].flatMap(parts));\nclass Label {\n  constructor(text) { this.text = text; }\n  print() { process.stdout.write(this.text); }\n}\nexports.print = (key) => Reflect.construct(Label, [text(key)]).print();\n",
      ),
    ),
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
