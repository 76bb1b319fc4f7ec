/** The tests that ask Label Studio, on one that keeps its data in PostgreSQL: `npm run test:postgres`. */
module.exports = {
  ...require('./jest.config.js'),
  testMatch: [
    '<rootDir>/test/label-studio/**/*.test.ts',
    '<rootDir>/test/activities/label-studio/**/*.test.ts',
    '<rootDir>/test/rounds/{whole-round,answers,disputes,overlapping-rounds,tampered-round}.test.ts',
    '<rootDir>/test/setup/stack.test.ts',
    '<rootDir>/test/postgres/**/*.postgres.ts',
  ],
  // Migrated only just, and up to twice as slow for one client.
  testTimeout: 240_000,
  globalSetup: '<rootDir>/test/postgres/global-setup.ts',
  globalTeardown: '<rootDir>/test/postgres/global-teardown.ts',
};
