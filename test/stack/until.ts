import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until it holds, however busy the machine is. @throws after 20 seconds */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Still not so: ${holds}`);
    await sleep(20);
  }
}
