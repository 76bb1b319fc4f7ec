const LOOPBACK = ['127.0.0.1', 'localhost'];

/**
 * The origins that Label Studio's pages may have, the public one first. On one's own machine people open either name of it,
 * and both are the same Label Studio.
 */
export function browserOrigins({ publicUrl, url }: { publicUrl: string; url: string }): string[] {
  return [...new Set([publicUrl, url].flatMap((address) => [address, ...twinOf(address)].map(originOf)))];
}

const originOf = (address: string): string => new URL(address).origin;

function twinOf(address: string): string[] {
  const { hostname } = new URL(address);
  return LOOPBACK.includes(hostname)
    ? LOOPBACK.filter((name) => name !== hostname).map((name) => address.replace(hostname, name))
    : [];
}
