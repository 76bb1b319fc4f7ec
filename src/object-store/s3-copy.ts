import { CopyObjectCommand } from '@aws-sdk/client-s3';
import { copyPlace, copySource } from './copy-source';
import { bareEtag, quotedEtag } from './object-facts';
import { tagHeader } from './object-tags';
import type { CopyRequest } from './port';
import type { S3Context, S3Settings } from './s3-client';
import { copyInParts } from './s3-multipart-copy';

/**
 * S3 copies up to 5 GB in one request, but a store that moves the bytes itself may need minutes for that, longer than
 * a request may take. Parts of 512 MiB are done in seconds, and make 5 TB in fewer than S3's 10,000.
 */
const PART_BYTES = 536_870_912;
export const DEFAULT_MULTIPART = { thresholdBytes: PART_BYTES, partBytes: PART_BYTES };

/** Content type and metadata come along; tags are replaced by those given. */
export async function copyObject(
  context: S3Context,
  request: CopyRequest,
  multipart: S3Settings['multipartCopy'] = DEFAULT_MULTIPART,
): Promise<{ etag: string }> {
  const tagging = tagHeader('copy', copyPlace(request), request.tags);
  if (request.size > multipart.thresholdBytes) return copyInParts(context, request, tagging, multipart.partBytes);
  const command = new CopyObjectCommand({
    Bucket: request.to.bucket,
    Key: request.to.key,
    CopySource: copySource(request.from),
    CopySourceIfMatch: quotedEtag(request.ifMatch),
    MetadataDirective: 'COPY',
    TaggingDirective: 'REPLACE',
    Tagging: tagging,
    // AWS holds it since 2025; versitygw and MinIO do not look at it.
    IfNoneMatch: '*',
  });
  const answer = await context.call(
    'copy',
    copyPlace(request),
    request.signal,
    (o) => context.client.send(command, o),
    { once: true },
  );
  return { etag: bareEtag(answer.CopyObjectResult?.ETag) };
}
