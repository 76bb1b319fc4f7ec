import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../../src/contracts/search-attributes';
import { stack } from './stack';

describe('the stack that all tests share', () => {
  it('has a Temporal server with our search attributes', async () => {
    const connection = await Connection.connect({ address: stack.temporal.address });
    const { customAttributes } = await connection.operatorService.listSearchAttributes({
      namespace: stack.temporal.namespace,
    });
    await connection.close();
    expect(Object.keys(customAttributes ?? {})).toEqual(
      expect.arrayContaining(SEARCH_ATTRIBUTES.map(({ name }) => name)),
    );
  });

  it('has an object store that knows our key and refuses another', async () => {
    const { endpoint, region, accessKeyId, secretAccessKey } = stack.objectStore;
    const list = (key: string) =>
      new S3Client({ endpoint, region, forcePathStyle: true, credentials: { accessKeyId: key, secretAccessKey } }).send(
        new ListBucketsCommand({}),
      );
    await expect(list(accessKeyId)).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
    await expect(list('stranger')).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  it('has a Label Studio of the pinned version that knows our token', async () => {
    const { url, token, user } = stack.labelStudio;
    const who = await fetch(`${url}/api/current-user/whoami`, { headers: { Authorization: `Token ${token}` } });
    expect(await who.json()).toMatchObject({ email: user });
    expect(await (await fetch(`${url}/api/version`)).json()).toMatchObject({ release: '1.23.2' });
  });
});
