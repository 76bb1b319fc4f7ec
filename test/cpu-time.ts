/**
 * Milliseconds that this process has computed so far: what something costs, on a machine that others keep busy too. The
 * clock on the wall would count their time.
 */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
