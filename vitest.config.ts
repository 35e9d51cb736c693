import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

// graphql must be one module for our code and for the libraries that Node loads as CommonJS.
const graphql = createRequire(import.meta.url).resolve('graphql');

/** Files that start programs with engines of their own, to break them: after all others, and one after another. */
const DISRUPTIVE = ['test/faults/**/*.test.ts', 'test/cli/**/*.test.ts'];

export default defineConfig({
  resolve: { alias: [{ find: /^graphql$/, replacement: graphql }] },
  test: {
    pool: 'forks', // the ClickHouse engine cannot run in worker threads
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: DISRUPTIVE,
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          globalSetup: ['test/support/engines.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'disruptive',
          include: DISRUPTIVE,
          maxWorkers: 1,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
