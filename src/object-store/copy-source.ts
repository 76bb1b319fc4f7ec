import type { ObjectLocation } from '../contracts/artifact';
import type { CopyRequest } from './port';
import { place } from './s3-client';

/** `bucket/key` for the copy-source header, every byte but the slashes escaped. */
export function copySource({ bucket, key }: ObjectLocation): string {
  return [bucket, ...key.split('/')].map(encodeURIComponent).join('/');
}

/** A copy as errors name it. */
export const copyPlace = (request: CopyRequest): string => `${place(request.from)} -> ${place(request.to)}`;
