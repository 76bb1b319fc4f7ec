import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { mediaLink, mediaToken, verifyToken } from '../../src/media/token';

const key = fc.string({ minLength: 16, maxLength: 40 });
const claim = fc.record({ round: fc.string({ minLength: 1 }), itemId: fc.string({ minLength: 1 }) });

describe('media tokens', () => {
  it('allow exactly the item and the round that they were made for', () => {
    fc.assert(
      fc.property(key, claim, (secret, made) => {
        expect(verifyToken([secret], mediaToken(secret, made))).toEqual(made);
      }),
    );
  });

  it('are refused when any one character is changed, removed or added', () => {
    fc.assert(
      fc.property(key, claim, fc.nat(), fc.constantFrom('change', 'remove', 'add'), (secret, made, at, how) => {
        const token = mediaToken(secret, made);
        const index = at % token.length;
        const other = token[index] === 'A' ? 'B' : 'A';
        const kept = how === 'add' ? token.slice(index) : token.slice(index + 1);
        const tampered = `${token.slice(0, index)}${how === 'remove' ? '' : other}${kept}`;
        expect(verifyToken([secret], tampered)).toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  it('cannot be widened to another item or round by swapping their parts', () => {
    fc.assert(
      fc.property(key, claim, claim, (secret, one, other) => {
        fc.pre(one.round !== other.round || one.itemId !== other.itemId);
        const [id, round, item, mac] = mediaToken(secret, one).split('.');
        const [, otherRound, otherItem] = mediaToken(secret, other).split('.');
        expect(verifyToken([secret], [id, otherRound, otherItem, mac].join('.'))).toBeNull();
        if (round !== item) expect(verifyToken([secret], [id, item, round, mac].join('.'))).toBeNull();
      }),
    );
  });

  it('are refused under a key that did not sign them', () => {
    fc.assert(
      fc.property(key, key, claim, (signing, other, made) => {
        fc.pre(signing !== other);
        expect(verifyToken([other], mediaToken(signing, made))).toBeNull();
      }),
    );
  });

  it('go on working under every configured key after a rotation, and stop when their key is removed', () => {
    const made = { round: 'food11-round-2026-11-21T02:05:29Z', itemId: '0123456789abcdef01234567' };
    const old = mediaToken('the old key, long enough', made);
    expect(verifyToken(['the new key, long enough', 'the old key, long enough'], old)).toEqual(made);
    expect(verifyToken(['the new key, long enough'], old)).toBeNull();
  });

  it('are refused when their MAC is made with the bare key, or is spelled in another base64', () => {
    const secret = 'a key that is long enough';
    const token = mediaToken(secret, { round: 'a-round-b', itemId: 'x' });
    const signed = token.slice(0, token.lastIndexOf('.'));
    const bare = createHmac('sha256', secret).update(signed).digest('base64url');
    expect(verifyToken([secret], `${signed}.${bare}`)).toBeNull();
    expect(verifyToken([secret], `${token}=`)).toBeNull();
  });

  it('are refused, not a crash, for anything else', () => {
    for (const junk of ['', '.', '...', '....', 'a.b.c.d', 'x'.repeat(5_000)]) {
      expect(verifyToken(['a key that is long enough'], junk)).toBeNull();
    }
    expect(verifyToken([], mediaToken('k', { round: 'r', itemId: 'i' }))).toBeNull();
  });
});

describe('media links', () => {
  it('stand below the public address, whether it ends in a slash or not, and are safe in a URL as they are', () => {
    const round = 'food11-round-2026-11-21T02:05:29Z';
    for (const base of ['https://annoloop.example/a', 'https://annoloop.example/a/']) {
      const link = mediaLink(base, ['first key', 'second key'])(round, 'item');
      expect(link).toBe(`https://annoloop.example/a/media/${mediaToken('first key', { round, itemId: 'item' })}`);
      expect(link).toMatch(/^https:[\w./-]+$/);
    }
  });
});
