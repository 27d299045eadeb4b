/** A child for tests of the pool: does what the file name asks, as hostile bytes might make a real one do. */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { startGuard } from '../guard.ts';
import type { ChildTask } from '../protocol.ts';
import { createRelief, processMemory } from '../relief.ts';

const kept: unknown[] = [];

const BEHAVIOURS: Readonly<Record<string, () => void>> = {
  loop: () => {
    for (;;) kept.length = 0;
  },
  regex: () => {
    /^(?:a+)+$/.test(`${'a'.repeat(60)}!`);
  },
  heap: () => {
    for (;;) kept.push(Array.from({ length: 100_000 }, (_, i) => ({ i })));
  },
  buffers: () => {
    const grow = (): void => {
      kept.push(Buffer.alloc(32 * 1024 * 1024, 1));
      setTimeout(grow, 5);
    };
    grow();
  },
  // Ends by itself after half a gigabyte, unless its guard is quicker.
  swell: () => {
    startGuard();
    for (let i = 0; i < 60; i++) {
      kept.push(Buffer.alloc(8 * 1024 * 1024, 1));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
    process.exit(4);
  },
  // A gigabyte of garbage, little by little, that V8 sees no reason to collect; ends by itself unless its guard is quicker.
  litter: () => {
    const { rssBytesMax } = startGuard();
    const memory = processMemory();
    const relief = memory && createRelief(rssBytesMax, memory);
    for (let i = 0; i < 1000; i++) {
      kept.push(Array.from({ length: 8000 }, (_, at) => ({ at, text: 'x' })));
      kept.push(Buffer.alloc(512 * 1024, 1));
      if (i % 10 === 9) kept.length = 0;
      relief?.look();
    }
    process.exit(4);
  },
  segfault: () => process.kill(process.pid, 'SIGSEGV'),
  exit: () => process.exit(3),
  'loop-then-pass': () => {
    for (;;) kept.length = 0;
  },
};

/** What the cheap pass answers after the analysis was killed; `partial`: before it dies, too. */
const LINEAR: Readonly<Record<string, 'done' | 'partial'>> = { 'loop-then-pass': 'done', exit: 'partial' };
const LINEAR_RESULT = {
  artifact: { sha256: '0'.repeat(64), sizeBytes: 5, digests: {} },
  findings: [
    {
      detector: 'analysis',
      rule: 'analysis/unread-exfil-host',
      kind: 'threat',
      basis: 'content',
      severity: 'high',
      stage: 'import',
      confidence: 0.7,
      class: null,
      summary: 'told by the cheap pass',
      location: null,
      snippet: null,
      indicators: [],
      chain: [],
    },
  ],
  capabilities: [],
  skipped: [],
  fileCount: 1,
  unpackedBytes: 5,
};

process.on('disconnect', () => process.exit(0));
process.on('message', (task: ChildTask) => {
  if (task.pass === 'linear' && task.request.filename in LINEAR) {
    const result = LINEAR_RESULT;
    process.send?.({ kind: LINEAR[task.request.filename], id: task.id, result });
    if (LINEAR[task.request.filename] === 'done') return;
  }
  const behaviour = BEHAVIOURS[task.request.filename];
  if (behaviour) {
    behaviour();
    return;
  }
  if (task.request.filename.startsWith('connect-')) {
    // `connect-PORT`: whether a server on this machine can be reached from here.
    const socket = connect(Number(task.request.filename.slice(8)), '127.0.0.1');
    socket.once('connect', () => answer(task, 'connected'));
    socket.once('error', (error: NodeJS.ErrnoException) => answer(task, error.code ?? 'failed'));
    return;
  }
  if (task.request.filename === 'limits') {
    answer(task, readFileSync('/proc/self/limits', 'latin1').replaceAll(/ +/g, ' '));
    return;
  }
  if (task.request.filename === 'second-time') {
    // The pool numbers attempts: the first one dies, the retry is answered.
    if (task.id % 2 === 1) process.kill(process.pid, 'SIGKILL');
    else process.send?.({ kind: 'done', id: task.id, result: { answeredTask: task.id } });
    return;
  }
  process.send?.({
    kind: 'failed',
    id: task.id,
    code: 'REPORT',
    message: JSON.stringify({
      pid: process.pid,
      env: environment(),
      rights: {
        child: process.permission?.has('child'),
        write: process.permission?.has('fs.write', '/'),
      },
    }),
  });
});

function answer(task: ChildTask, message: string): void {
  process.send?.({ kind: 'failed', id: task.id, code: 'REPORT', message });
}

function environment(): string[] {
  const report = process.report.getReport() as { environmentVariables?: Record<string, string> };
  return Object.keys(report.environmentVariables ?? {}).sort();
}

process.send?.({ kind: 'ready' });
