import { DefaultFailureConverter } from '@temporalio/common';

/** Messages and stacks of failures as payloads, so that the codec encrypts them too: they name keys of objects. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
