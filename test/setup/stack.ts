/** The stack that the tests run against, as global set-up handed it over. */
export const stack = {
  temporal: {
    address: given('TEMPORAL_ADDRESS'),
    namespace: given('TEMPORAL_NAMESPACE'),
    ui: given('ANNOLOOP_TEST_TEMPORAL_UI'),
  },
  objectStore: {
    endpoint: given('S3_ENDPOINT'),
    region: given('S3_REGION'),
    accessKeyId: given('AWS_ACCESS_KEY_ID'),
    secretAccessKey: given('AWS_SECRET_ACCESS_KEY'),
  },
  labelStudio: {
    url: given('LABEL_STUDIO_URL'),
    token: given('LABEL_STUDIO_USER_TOKEN'),
    user: given('ANNOLOOP_TEST_LABEL_STUDIO_USER'),
    password: given('ANNOLOOP_TEST_LABEL_STUDIO_PASSWORD'),
  },
  /** Path of the bundled workflows. */
  get workflowBundle(): string {
    return given('ANNOLOOP_TEST_BUNDLE');
  },
};

function given(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: jest's global set-up failed, or this runs outside of jest`);
  return value;
}
