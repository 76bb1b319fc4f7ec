import { z } from 'zod';
import { LabelStudioRefused, LabelStudioUnavailable } from './errors';
import type { Http } from './http';
import type { LabelStudio, SourceStorageSettings } from './port';

const PATH = '/api/storages/s3';

const storage = z.object({
  id: z.number().int(),
  bucket: z
    .string()
    .nullable()
    .transform((name) => name ?? ''),
  title: z
    .string()
    .nullable()
    .transform((name) => name ?? ''),
});

/** What Label Studio signs images with when somebody looks at a task. */
const signing = ({ publicEndpoint, region, accessKeyId, secretAccessKey, presignMinutes }: SourceStorageSettings) => ({
  s3_endpoint: publicEndpoint,
  region_name: region,
  aws_access_key_id: accessKeyId,
  aws_secret_access_key: secretAccessKey,
  presign: true,
  presign_ttl: presignMinutes,
});

export function createSourceStorages(http: Http): Pick<LabelStudio, 'listSourceStorages' | 'ensureSourceStorage'> {
  const listSourceStorages: LabelStudio['listSourceStorages'] = (project, options) =>
    http.send({ method: 'GET', path: PATH, query: { project }, schema: z.array(storage), signal: options?.signal });

  return {
    listSourceStorages,
    async ensureSourceStorage(project, settings, options) {
      const { bucket, title, endpoint } = settings;
      const there = (await listSourceStorages(project, options)).find(
        (one) => one.bucket === bucket && one.title === title,
      );
      const { id } =
        there ??
        (await http
          .send({
            method: 'POST',
            path: PATH,
            // Creating connects to the store: from where Label Studio stands that may be another address than the browser's.
            body: { project, title, bucket, ...signing(settings), s3_endpoint: endpoint, use_blob_urls: true },
            schema: storage,
            signal: options?.signal,
          })
          .catch(explain(bucket, endpoint)));
      // A change without `bucket` does not connect, so the public address may be one that Label Studio cannot reach.
      return http.send({
        method: 'PATCH',
        path: `${PATH}/${id}`,
        body: signing(settings),
        schema: storage,
        signal: options?.signal,
      });
    },
  };
}

/** With an endpoint of one's own every failure is a 500 that names nothing; trying again would not help. */
const explain =
  (bucket: string, endpoint: string) =>
  (error: unknown): never => {
    if (!(error instanceof LabelStudioUnavailable && error.code === 500)) throw error;
    throw new LabelStudioRefused(
      { request: error.request, code: error.code },
      [`it cannot open bucket ${bucket} at ${endpoint} and does not say why`],
      'check that Label Studio reaches this address, and the keys; or use images: link, which needs neither',
    );
  };
