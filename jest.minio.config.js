/** The S3 suite on MinIO, unchanged, and what can be tried there alone: `npm run test:minio`. */
module.exports = {
  ...require('./jest.config.js'),
  testMatch: [
    '<rootDir>/test/object-store/**/*.test.ts',
    '<rootDir>/test/ledger/**/*.test.ts',
    '<rootDir>/test/loops/store-check.test.ts',
    '<rootDir>/test/activities/data/**/*.test.ts',
    '<rootDir>/test/activities/main/**/*.test.ts',
    '<rootDir>/test/rounds/whole-round.test.ts',
    '<rootDir>/test/faults/{crashed-filing,crashed-noisy,changed-objects,sick-store}.test.ts',
    '<rootDir>/test/forget/**/*.test.ts',
    '<rootDir>/test/minio/**/*.minio.ts',
  ],
  globalSetup: '<rootDir>/test/minio/global-setup.ts',
  globalTeardown: '<rootDir>/test/minio/global-teardown.ts',
};
