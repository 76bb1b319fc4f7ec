import type { DataConverter } from '@temporalio/common';
import { createPayloadCodec } from './payload-codec';

/** How clients and workers write and read payloads: encrypted, failures too, where there are keys. */
export function dataConverter(keys: readonly string[]): DataConverter {
  const payloadCodecs = [createPayloadCodec(keys)];
  if (keys.length === 0) return { payloadCodecs };
  return { payloadCodecs, failureConverterPath: require.resolve('./encoded-failures') };
}
