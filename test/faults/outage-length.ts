/**
 * How long servers are away in the tests that live through an outage, ms: short enough to wait for, unless somebody wants to see
 * more. `ANNOLOOP_TEST_OUTAGE_SECONDS=3600` takes an hour.
 */
export function outageMs(usual: number): number {
  const wanted = process.env.ANNOLOOP_TEST_OUTAGE_SECONDS;
  if (wanted === undefined) return usual;
  const seconds = Number(wanted);
  if (!(seconds > 0)) throw new Error(`ANNOLOOP_TEST_OUTAGE_SECONDS=${wanted} is no number of seconds`);
  return seconds * 1000;
}
