import { browserOrigins } from '../../src/server/browser-origins';

describe("the origins of Label Studio's pages", () => {
  it('are the public one, and the one that the worker uses', () => {
    const addresses = { publicUrl: 'https://labels.example/studio', url: 'http://label-studio:8080' };
    expect(browserOrigins(addresses)).toEqual(['https://labels.example', 'http://label-studio:8080']);
  });

  it('are both names of the machine where it runs on this one', () => {
    const address = 'http://127.0.0.1:8080';
    expect(browserOrigins({ publicUrl: address, url: address })).toEqual([address, 'http://localhost:8080']);
  });
});
