import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../../contracts/search-attributes';
import type { PartPlan } from '../part';
import type { PartSetting } from './setting';

/** `KEYWORD` as the server's command line spells it: `Keyword`. */
const SPELLING: Record<string, string> = {
  KEYWORD: 'Keyword',
  DATETIME: 'Datetime',
  DOUBLE: 'Double',
  INT: 'Int',
  BOOL: 'Bool',
};

/** Temporal's development server with its UI, our search attributes and a database file. */
export function temporalPart({ executable, ports, folder, user, baseEnvironment }: PartSetting): PartPlan {
  const address = `127.0.0.1:${ports.temporal}`;
  const attributes = SEARCH_ATTRIBUTES.flatMap(({ name, type }) => [
    '--search-attribute',
    `${name}=${SPELLING[type] ?? type}`,
  ]);
  return {
    name: 'temporal',
    title: 'Temporal',
    address: `http://127.0.0.1:${ports.temporalUi}`,
    healthUrl: `http://127.0.0.1:${ports.temporalUi}/api/v1/cluster-info`,
    command: executable,
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(ports.temporal)],
      ...['--ui-port', String(ports.temporalUi), '--db-filename', join(folder, 'temporal.sqlite')],
      ...['--log-level', 'warn', '--disable-config-file', '--disable-config-env'],
      ...attributes,
    ],
    environment: { ...baseEnvironment, HOME: folder },
    folder,
    user,
    isHealthy: () => servesOurNamespace(address),
    startTimeoutMs: 60_000,
    stopTurn: 3,
    stopTimeoutMs: 10_000,
  };
}

/** The namespace and the search attributes come up a little after the port does. */
async function servesOurNamespace(address: string): Promise<boolean> {
  const connection = await Connection.connect({ address, connectTimeout: 2_000 });
  try {
    await connection.workflowService.describeNamespace({ namespace: 'default' });
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
    return SEARCH_ATTRIBUTES.every(({ name }) => name in (customAttributes ?? {}));
  } finally {
    await connection.close();
  }
}
