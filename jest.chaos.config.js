/** The long runs: `npm run test:chaos`. One suite after the other, on one stack of real servers. */
module.exports = {
  ...require('./jest.config.js'),
  testMatch: ['<rootDir>/test/chaos/**/*.chaos.ts'],
  maxWorkers: 1,
  // A suite's own limit: the longest that one of its tests may take.
  testTimeout: 20 * 60_000,
  globalSetup: '<rootDir>/test/chaos/global-setup.ts',
  globalTeardown: '<rootDir>/test/chaos/global-teardown.ts',
  // Jest does not compile reporters; the build before the run does.
  reporters: ['default', '<rootDir>/dist/test/chaos/summary-reporter.js'],
};
