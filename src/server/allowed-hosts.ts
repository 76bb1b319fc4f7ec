import { isIP } from 'node:net';

/**
 * Whether a Host header is one that the operators' listener answers to: an IP address, a name without dots (of this
 * machine, of a container), `localhost`, or a name that is configured. Any other may be a stranger's domain that was made to
 * point here, so that his page could read ours as its own (DNS rebinding).
 */
export function isAllowedHost(header: string | undefined, allowed: readonly string[]): boolean {
  const name = hostname(header ?? '');
  if (name === null) return false;
  const address = isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0;
  return address || !name.includes('.') || name.endsWith('.localhost') || allowed.includes(name);
}

function hostname(host: string): string | null {
  // Only what a Host header may be: with a path or a user, URL would read another host than the browser meant.
  if (!/^[\w.:[\]-]+$/.test(host)) return null;
  try {
    return new URL(`http://${host}`).hostname;
  } catch {
    return null;
  }
}
