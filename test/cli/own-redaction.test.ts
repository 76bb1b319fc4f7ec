import { ownRedaction } from '../../src/cli/own-redaction';

test.each([
  [['loop', 'list', '--api-key', 'a-key-of-temporal']],
  [['loop', 'list', '--api-key=a-key-of-temporal', '--tls']],
])('a key that was given as an argument is in no message: %j', (args) => {
  expect(ownRedaction(args)('refused: a-key-of-temporal')).toBe('refused: [redacted]');
});

test('an argument without its value is nothing to cut out', () => {
  expect(ownRedaction(['loop', 'list', '--api-key'])('refused: loop list')).toBe('refused: loop list');
});
