import { type AddressInfo, createServer, type Server } from 'node:net';
import { PORT_NAMES, type StackPorts, settlePorts } from '../../src/stack/ports';

const ANY: StackPorts = { temporal: 0, temporalUi: 0, objectStore: 0, labelStudio: 0, publicServer: 0, operators: 0 };
const listening: Server[] = [];

async function occupied(host = '127.0.0.1'): Promise<number> {
  const server = createServer();
  listening.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

afterEach(() => {
  for (const server of listening.splice(0)) server.close();
});

it('finds a different free port for each part that asks for any', async () => {
  const ports = await settlePorts(ANY);
  expect(new Set(PORT_NAMES.map((name) => ports[name])).size).toBe(PORT_NAMES.length);
  expect(Math.min(...Object.values(ports))).toBeGreaterThan(0);
});

it('keeps a port that was asked for and is free', async () => {
  const { temporal } = await settlePorts(ANY);
  expect((await settlePorts({ ...ANY, labelStudio: temporal })).labelStudio).toBe(temporal);
});

it('names every port that is in use, what it was wanted for, and how to move it', async () => {
  const [one, two] = [await occupied(), await occupied()];
  const settling = settlePorts({ ...ANY, temporal: one, labelStudio: two });
  await expect(settling).rejects.toMatchObject({
    message: `Ports are in use on 127.0.0.1: ${one} (wanted for Temporal), ${two} (wanted for Label Studio).`,
    remedy: expect.stringMatching(/ANNOLOOP_TEMPORAL_PORT, ANNOLOOP_LABEL_STUDIO_PORT.*--ports free/),
  });
});

it('sees a port that somebody holds on all interfaces', async () => {
  const port = await occupied('0.0.0.0');
  await expect(settlePorts({ ...ANY, objectStore: port })).rejects.toThrow(`${port} (wanted for object storage)`);
});

it('refuses one port for two parts', async () => {
  const { temporal } = await settlePorts(ANY);
  await expect(settlePorts({ ...ANY, temporal, operators: temporal })).rejects.toThrow(
    `Port ${temporal} is wanted twice: for Temporal and for Annoloop's operator listener.`,
  );
});
