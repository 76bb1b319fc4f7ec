import { sightings } from './canaries';

const secret = 'kanarie/+vogel zingt=7';

test.each<[string, string | Buffer]>([
  ['as it is', `a ${secret} b`],
  ['in bytes', Buffer.from([0, 255, ...Buffer.from(secret), 254])],
  ['in a query', `http://h/?token=${encodeURIComponent(secret)}&x=1`],
  ['in a query within a query', `http://h/?next=${encodeURIComponent(`/?token=${encodeURIComponent(secret)}`)}`],
  ['in hex', Buffer.from(secret).toString('hex')],
  ['in JSON', JSON.stringify({ a: `"${secret}` })],
  ...[0, 1, 2, 3, 4, 5].map((offset): [string, string] => [
    `in base64, ${offset} bytes from its start`,
    Buffer.from(`${'x'.repeat(offset)}${secret}tail`).toString('base64'),
  ]),
  ['in base64url', Buffer.from(`Token ${secret}`).toString('base64url')],
])('a secret is found %s', (_, text) => {
  expect(sightings('here', text, { secret })).toMatchObject([{ place: 'here', canary: 'secret' }]);
});

test('nothing is found where nothing is', () => {
  expect(sightings('here', 'kanarie/+vogel zingt=8', { secret })).toEqual([]);
});
