import { CopyObjectCommand } from '@aws-sdk/client-s3';
import { copyPlace, copySource } from './copy-source';
import { bareEtag, quotedEtag } from './object-facts';
import { tagHeader } from './object-tags';
import type { CopyRequest } from './port';
import type { S3Context, S3Settings } from './s3-client';
import { copyInParts } from './s3-multipart-copy';

/** CopyObject's limit on S3, 5 GB; the parts then are large enough for 5 TB in fewer than 10,000. */
const DEFAULT_MULTIPART = { thresholdBytes: 5_000_000_000, partBytes: 536_870_912 };

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
  });
  const answer = await context.call('copy', copyPlace(request), request.signal, (o) => context.client.send(command, o));
  return { etag: bareEtag(answer.CopyObjectResult?.ETag) };
}
