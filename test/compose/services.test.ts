import { version } from '../../package.json';
import { LABEL_STUDIO, TEMPORAL, VERSITYGW } from '../../src/stack/pins';
import { stack } from '../setup/stack';
import { composeFile, composeText, type Service } from './compose-file';

const { services, volumes } = composeFile();
const each = Object.entries(services).map(([name, service]): [string, Service] => [name, service]);
const lasting = each.filter(([, { restart }]) => restart === 'unless-stopped');
const jobs = each.filter(([, { restart }]) => restart?.startsWith('on-failure'));

describe('the services of docker-compose.yml', () => {
  it('are those that the loop needs, and the trainer of the demo as a profile', () => {
    expect(lasting.filter(([, { profiles }]) => !profiles).map(([name]) => name)).toEqual([
      'postgres',
      'temporal',
      'temporal-ui',
      'object-store',
      'label-studio',
      'worker',
      'server',
    ]);
    expect(services.trainer?.profiles).toEqual(['demo']);
  });

  it.each(each)('%s publishes to this machine only', (_, { ports = [] }) => {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  it('publish no port twice', () => {
    const ports = each.flatMap(([, { ports: own = [] }]) => own.map((port) => port.split(':')[1]));
    expect(new Set(ports).size).toBe(ports.length);
  });

  it.each(each)('%s has a pinned image', (_, { image }) => {
    expect(image).toMatch(/^[a-z0-9./-]+:v?\d+\.\d+(\.\d+)?(-[\w.-]+)?$/);
  });

  it.each(lasting)('%s, which stays up, has a health check', (_, { healthcheck }) => {
    expect(healthcheck?.test[0]).toMatch(/^CMD(-SHELL)?$/);
  });

  it.each(jobs)('%s, which is done once, is waited for', (name) => {
    const conditions = each.flatMap(([, { depends_on = {} }]) => depends_on[name]?.condition ?? []);
    expect(new Set(conditions)).toEqual(new Set(['service_completed_successfully']));
  });

  it.each(each)('%s waits for what there is: for health where it stays up, for success where it ends', (_, service) => {
    for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
      const stays = lasting.some(([other]) => other === name);
      expect(condition).toBe(stays ? 'service_healthy' : 'service_completed_successfully');
      expect(services).toHaveProperty(name);
    }
  });

  it.each(each)('%s keeps its data in named volumes', (_, { volumes: own = [] }) => {
    for (const volume of own) expect(volume).toMatch(/^(\.\/loops:\/loops:ro|[a-z-]+:\/[\w/-]+)$/);
    for (const volume of own.filter((text) => !text.startsWith('.'))) {
      expect(volumes).toHaveProperty(volume.split(':')[0] ?? '');
    }
  });

  it('keep Label Studio and Temporal apart', () => {
    expect(services['label-studio']?.networks).not.toEqual(expect.arrayContaining(services.temporal?.networks ?? []));
  });
});

describe('the versions in docker-compose.yml', () => {
  const imageOf = (name: string): string | undefined => services[name]?.image;

  it('are those that annoloop up runs', () => {
    expect(imageOf('temporal')).toBe(`temporalio/server:${TEMPORAL.serverVersion}`);
    expect(imageOf('temporal-ui')).toBe(`temporalio/ui:${TEMPORAL.uiVersion}`);
    expect(imageOf('object-store')).toBe(`ghcr.io/versity/versitygw:v${VERSITYGW.version}`);
    expect(imageOf('label-studio')).toBe(`heartexlabs/label-studio:${LABEL_STUDIO.version}`);
    for (const job of ['temporal-schema', 'temporal-namespace']) {
      expect(imageOf(job)).toMatch(new RegExp(`^temporalio/admin-tools:${TEMPORAL.serverVersion}-`));
    }
  });

  it('are those that the pinned Temporal command line brings along', async () => {
    const about = async (path: string) => (await fetch(`${stack.temporal.ui}${path}`)).json();
    expect(await about('/api/v1/cluster-info')).toMatchObject({ serverVersion: TEMPORAL.serverVersion });
    expect(await about('/api/v1/settings')).toMatchObject({ Version: TEMPORAL.uiVersion });
  });

  it("are the package's for the images that are built here", () => {
    const built = each.filter(([, { build }]) => build !== undefined);
    expect(built.length).toBeGreaterThan(0);
    for (const [, { image }] of built) expect(image.split(':')[1]).toBe(version);
    expect(composeText()).not.toContain(':latest');
  });
});
