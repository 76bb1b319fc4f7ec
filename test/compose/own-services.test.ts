import { readEnvironment } from '../../src/config/environment';
import { labelStudioSchema } from '../../src/config/environment/label-studio';
import { serverSchema } from '../../src/config/environment/server';
import { storeSchema } from '../../src/config/environment/store';
import { composeFile, freshEnvironment, interpolate, type Service } from './compose-file';

const { services } = composeFile();
const variables = freshEnvironment();

const KNOWN = new Set([
  ...[labelStudioSchema, serverSchema, storeSchema].flatMap((schema) => Object.keys(schema.in.shape)),
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
]);

function environmentOf({ environment = {} }: Service): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, interpolate(String(value), variables)]),
  );
}

/** `host:port` on the containers' network, of every service that another may name. */
const port = (address: string): [string, string] => {
  const { hostname, port: number } = new URL(address.includes('://') ? address : `http://${address}`);
  return [hostname, number];
};

describe.each(['worker', 'server', 'annoloop'])('%s in docker-compose.yml', (name) => {
  const service = services[name];
  if (!service) throw new Error(`there is no service ${name}`);
  const environment = environmentOf(service);

  it('sets only variables that there are', () => {
    expect(Object.keys(environment).filter((variable) => !KNOWN.has(variable))).toEqual([]);
  });

  it('has an environment that is accepted', () => {
    const read = readEnvironment({ ...environment, TEMPORAL_CONFIG_FILE: '/nowhere/temporal.toml' }, [
      'temporal',
      'store',
      'labelStudio',
      'server',
    ]);
    expect(read.store.credentials?.accessKeyId).toBe(variables.OBJECT_STORE_ACCESS_KEY);
    expect(read.server.mediaKeys).toEqual([variables.ANNOLOOP_MEDIA_KEYS]);
  });

  it('reaches the other services by their names on the network that they share', () => {
    for (const variable of ['TEMPORAL_ADDRESS', 'S3_ENDPOINT', 'LABEL_STUDIO_URL', 'ANNOLOOP_URL']) {
      const [host] = port(environment[variable] ?? '');
      const shared = services[host]?.networks.filter((network) => service.networks.includes(network)) ?? [];
      expect({ variable, shared: shared.length > 0 }).toEqual({ variable, shared: true });
    }
  });

  it('names the published ports to browsers', () => {
    for (const [inside, outside] of [
      ['S3_ENDPOINT', 'S3_PUBLIC_ENDPOINT'],
      ['LABEL_STUDIO_URL', 'LABEL_STUDIO_PUBLIC_URL'],
      ['ANNOLOOP_URL', 'ANNOLOOP_PUBLIC_URL'],
    ] as const) {
      const [host, innerPort] = port(environment[inside] ?? '');
      const [outerHost, outerPort] = port(environment[outside] ?? '');
      expect(services[host]?.ports).toContain(`${outerHost}:${outerPort}:${innerPort}`);
    }
  });
});

describe('the server in docker-compose.yml', () => {
  it('can be reached by Label Studio, whose hooks come to ANNOLOOP_URL', () => {
    expect(services.server?.networks).toEqual(expect.arrayContaining(services['label-studio']?.networks ?? ['none']));
  });

  it('listens to the network of the containers', () => {
    const { server } = readEnvironment(environmentOf(services.server ?? { image: '', networks: [] }), ['server']);
    expect(server.publicAddress).toEqual({ host: '0.0.0.0', port: 8090 });
    expect(server.operatorsAddress).toEqual({ host: '0.0.0.0', port: 8091 });
  });
});
