import { pino } from 'pino';
import type { LoopConfig } from '../../../src/contracts/loop-config';
import type { Ledger } from '../../../src/ledger/port';
import { type RunningServer, type ServerDependencies, startServer } from '../../../src/server/server';
import { createPayloadCodec } from '../../../src/temporal/payload-codec';

export const MEDIA_KEYS = ['a media key for tests, long enough', 'the key before it, long enough'] as const;
export const LABEL_STUDIO_ORIGIN = 'https://label-studio.example';
export const HINT_DELAY_MS = 30;
export const TRAINER_SECRET = 'shared with the trainer of the tests';

export interface TestServer extends RunningServer {
  publicUrl: string;
  operatorsUrl: string;
  /** Everything that was logged. */
  logged(): string;
}

/** A server on free ports. What a test does not bring fails when it is used. */
export async function startTestServer(
  deps: Partial<ServerDependencies> & { loops?: Record<string, { config?: LoopConfig; ledger: Ledger }> } = {},
): Promise<TestServer> {
  const lines: string[] = [];
  const { loops = {}, ...given } = deps;
  const unused = (name: string) => (): never => {
    throw new Error(`this test brought no ${name}`);
  };
  const server = await startServer({
    publicAddress: { host: '127.0.0.1', port: 0 },
    operatorsAddress: { host: '127.0.0.1', port: 0 },
    operatorHosts: [],
    mediaKeys: MEDIA_KEYS,
    labelStudioOrigins: [LABEL_STUDIO_ORIGIN, 'http://127.0.0.1:8080'],
    trainerSecret: TRAINER_SECRET,
    directory: { find: async (loop) => (loops[loop] ? { bucket: 'ledger', key: loop, sha256: loop } : null) },
    openLoop: async ({ key }) => ({ config: {} as LoopConfig, ...(loops[key] as { ledger: Ledger }) }),
    store: { get: unused('store') },
    labelStudio: { countRound: unused('Label Studio') },
    waker: { waiting: unused('waker'), wake: unused('waker') },
    trainings: { complete: unused('trainings'), fail: unused('trainings'), heartbeat: unused('trainings') },
    codec: createPayloadCodec([]),
    temporalUi: null,
    readiness: {},
    now: () => new Date(),
    log: pino({ level: 'debug' }, { write: (line: string) => lines.push(line) }),
    hintDelayMs: HINT_DELAY_MS,
    ...given,
  });
  return {
    ...server,
    publicUrl: `http://127.0.0.1:${server.publicAddress.port}`,
    operatorsUrl: `http://127.0.0.1:${server.operatorsAddress.port}`,
    logged: () => lines.join(''),
  };
}
