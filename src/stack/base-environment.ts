const KEPT = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR'];

/** What any child process needs of our environment. Nothing else reaches the servers: no secret of other systems. */
export function baseEnvironment(ours: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of KEPT) {
    const value = ours[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
