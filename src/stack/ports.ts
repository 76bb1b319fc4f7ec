import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { StackError } from './stack-error';

/** Port numbers on the loopback interface; 0 asks for any free one. */
export interface StackPorts {
  temporal: number;
  temporalUi: number;
  objectStore: number;
  labelStudio: number;
  /** Media, hooks and callbacks: what browsers and Label Studio reach. */
  publicServer: number;
  /** Console and metrics. */
  operators: number;
}

export type PortName = keyof StackPorts;

/** For each port: what it serves, its default, and the environment variable that moves it. */
export const PORTS: Record<PortName, { serves: string; standard: number; variable: string }> = {
  temporal: { serves: 'Temporal', standard: 7233, variable: 'ANNOLOOP_TEMPORAL_PORT' },
  temporalUi: { serves: 'the Temporal UI', standard: 8233, variable: 'ANNOLOOP_TEMPORAL_UI_PORT' },
  objectStore: { serves: 'object storage', standard: 7070, variable: 'ANNOLOOP_S3_PORT' },
  labelStudio: { serves: 'Label Studio', standard: 8080, variable: 'ANNOLOOP_LABEL_STUDIO_PORT' },
  publicServer: { serves: "Annoloop's public listener", standard: 8090, variable: 'ANNOLOOP_PUBLIC_PORT' },
  operators: { serves: "Annoloop's operator listener", standard: 8091, variable: 'ANNOLOOP_OPERATOR_PORT' },
};

export const PORT_NAMES = Object.keys(PORTS) as PortName[];

/**
 * Turns wishes into ports that are free now, checked by binding each. All ports in use are named at once.
 * @throws StackError
 */
export async function settlePorts(wishes: StackPorts): Promise<StackPorts> {
  refuseDoubles(wishes);
  const settled = { ...wishes };
  const taken = new Set(PORT_NAMES.map((name) => wishes[name]).filter((port) => port !== 0));
  const inUse: PortName[] = [];
  for (const name of PORT_NAMES) {
    if (settled[name] === 0) {
      settled[name] = await freePort(taken);
      taken.add(settled[name]);
    } else if (!(await isFree(settled[name]))) {
      inUse.push(name);
    }
  }
  if (inUse.length > 0) throw portsInUse(wishes, inUse);
  return settled;
}

function refuseDoubles(wishes: StackPorts): void {
  for (const [index, name] of PORT_NAMES.entries()) {
    const other = PORT_NAMES.slice(index + 1).find((later) => wishes[name] !== 0 && wishes[later] === wishes[name]);
    if (!other) continue;
    throw new StackError(
      `Port ${wishes[name]} is wanted twice: for ${PORTS[name].serves} and for ${PORTS[other].serves}.`,
      `Move one of them with ${PORTS[name].variable} or ${PORTS[other].variable}.`,
    );
  }
}

function portsInUse(wishes: StackPorts, names: PortName[]): StackError {
  const list = names.map((name) => `${wishes[name]} (wanted for ${PORTS[name].serves})`).join(', ');
  const moves = names.map((name) => PORTS[name].variable).join(', ');
  return new StackError(
    `${names.length === 1 ? 'A port is' : 'Ports are'} in use on 127.0.0.1: ${list}.`,
    `Stop what listens there (\`annoloop status\` shows whether it is a stack of ours), move with ${moves}, or take any free ports: \`annoloop up --ports free\`.`,
  );
}

/** Below the range that Linux hands to outgoing connections, so that none of these takes the port before we bind it. */
async function freePort(taken: ReadonlySet<number>): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = randomInt(20_000, 32_768);
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new StackError(
    'No free port was found between 20000 and 32767.',
    'Name the ports yourself, see `annoloop up --help`.',
  );
}

/** Whether 127.0.0.1:port can be bound, and nothing listens on all interfaces there either. */
export async function isFree(port: number): Promise<boolean> {
  return (await canBind(port, '127.0.0.1')) && (await canBind(port, '0.0.0.0'));
}

function canBind(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
