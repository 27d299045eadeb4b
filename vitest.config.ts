import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Keeps one server up for all files of a project; each file gets databases of its own. */
const postgres = 'packages/store/src/testing/global-setup.ts';

// Projects differ in what they may start: `unit` nothing, `contract` a broker and a database, `e2e` whole programs,
// `repo` only reads the tree; `memory` measures that of its own process; `campaigns` kill programs again and again. They
// run one after the other (`groupOrder`): tests that kill and time processes must not share the cores with parsers at
// full load.
export default defineConfig({
  test: {
    pool: 'forks',
    // Vitest would leave a core free, which is half of a small machine.
    maxWorkers: availableParallelism(),
    // One broker for a whole run, started when a file asks for it; each file gets topics of its own.
    globalSetup: ['packages/testkit/src/kafka/global-setup.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'services/*/src/**/*.test.ts', 'test/corpus/**/*.test.ts'],
          exclude: ['**/*.{contract,memory}.test.ts', '**/node_modules/**'],
          testTimeout: 20_000,
          // Files share a process: to load parsers and detectors anew for each of 290 took three quarters of the time.
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'memory',
          include: ['packages/*/src/**/*.memory.test.ts'],
          testTimeout: 20_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'contract',
          include: ['packages/*/src/**/*.contract.test.ts', 'services/*/src/**/*.contract.test.ts'],
          globalSetup: [postgres],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts', 'test/peers/**/*.test.ts'],
          globalSetup: [postgres],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: 'campaigns',
          include: ['test/faults/**/*.test.ts'],
          globalSetup: [postgres],
          testTimeout: 600_000,
          hookTimeout: 180_000,
          // Two at once: what was killed waits for leases and sessions to end, which takes time and no processor.
          maxWorkers: 2,
          sequence: { groupOrder: 4 },
        },
      },
      { test: { name: 'repo', include: ['test/repo/**/*.test.ts'], sequence: { groupOrder: 1 } } },
    ],
  },
});
