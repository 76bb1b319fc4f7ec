import { hookSecret, isHookSecret } from '../../src/signing/hook-secret';

describe('hook secrets', () => {
  it('belong to one loop', () => {
    expect(isHookSecret(['key one'], 'food11', hookSecret(['key one'], 'food11'))).toBe(true);
    expect(isHookSecret(['key one'], 'birds', hookSecret(['key one'], 'food11'))).toBe(false);
  });

  it('survive a rotation as long as the old key is still configured', () => {
    const old = hookSecret(['old key'], 'food11');
    expect(isHookSecret(['new key', 'old key'], 'food11', old)).toBe(true);
    expect(isHookSecret(['new key'], 'food11', old)).toBe(false);
  });

  it('are never empty, whatever is configured', () => {
    expect(isHookSecret(['key'], 'food11', '')).toBe(false);
    expect(isHookSecret([], 'food11', '')).toBe(false);
  });
});
