import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

// graphql must be one module for our code and for the libraries that Node loads as CommonJS.
const graphql = createRequire(import.meta.url).resolve('graphql');

export default defineConfig({
  resolve: { alias: [{ find: /^graphql$/, replacement: graphql }] },
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks', // the ClickHouse engine cannot run in worker threads
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    globalSetup: ['test/support/engines.ts'],
  },
});
