import { Hono } from 'hono';

/** What has to work before requests are sent here, by name; each throws where it does not. */
export type ReadinessChecks = Record<string, () => Promise<unknown>>;

/** Longer than that, and it counts as down. */
export const CHECK_TIMEOUT_MS = 3_000;

/** `GET /healthz`: the process answers. */
export const livenessRoutes = (): Hono => new Hono().get('/healthz', (c) => c.json({ status: 'up' }));

/** `GET /readyz`: what the server needs answers too; 503 with the names of what does not. */
export function readinessRoutes(checks: ReadinessChecks): Hono {
  return new Hono().get('/readyz', async (c) => {
    const states = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, (await passes(check)) ? 'up' : 'down'] as const),
    );
    const ready = states.every(([, state]) => state === 'up');
    return c.json({ status: ready ? 'up' : 'down', checks: Object.fromEntries(states) }, ready ? 200 : 503);
  });
}

async function passes(check: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, CHECK_TIMEOUT_MS, false);
  });
  try {
    const checked = check().then(
      () => true,
      () => false,
    );
    return await Promise.race([checked, late]);
  } finally {
    clearTimeout(timer);
  }
}
