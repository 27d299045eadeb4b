import { defineConfig } from 'vitest/config';

// Projects differ in what they may start: `unit` nothing, `contract` a broker and a database,
// `e2e` whole programs, `repo` only reads the tree.
export default defineConfig({
  test: {
    pool: 'forks',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'services/*/src/**/*.test.ts'],
          exclude: ['**/*.contract.test.ts', '**/node_modules/**'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'contract',
          include: ['packages/*/src/**/*.contract.test.ts', 'services/*/src/**/*.contract.test.ts'],
          globalSetup: ['packages/testkit/src/kafka/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts', 'test/faults/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      { test: { name: 'repo', include: ['test/repo/**/*.test.ts'] } },
    ],
  },
});
