import { runningStackEnvironment, writeStackEnvironment } from '../../src/stack/environment-file';
import { dataLayout } from '../../src/stack/folders';
import { identify } from '../../src/stack/process-identity';
import { writeState } from '../../src/stack/stack-state';
import { removeScratch, scratch } from './scratch';

afterAll(removeScratch);

async function running(ready = true) {
  const layout = dataLayout(await scratch());
  const owner = (await identify(process.pid)) ?? { pid: 0, started: '' };
  await writeState(layout.state, { owner, startedAt: '2026-11-21T00:00:00Z', ready, parts: [] });
  await writeStackEnvironment(layout, { TEMPORAL_ADDRESS: '127.0.0.1:1', LABEL_STUDIO_USER_TOKEN: 'a=b' });
  return { layout, owner };
}

it('hands the running stack to a command that names no systems of its own', async () => {
  const { layout } = await running();
  expect(await runningStackEnvironment(layout, { AWS_ACCESS_KEY_ID: 'of another life' })).toEqual({
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    LABEL_STUDIO_USER_TOKEN: 'a=b',
  });
});

it('keeps out of the way of a command that names any system: never a mixture of two', async () => {
  const { layout } = await running();
  expect(await runningStackEnvironment(layout, { LABEL_STUDIO_URL: 'https://labels.example.com' })).toBeNull();
  expect(await runningStackEnvironment(layout, { TEMPORAL_ADDRESS: 'temporal.example.com:7233' })).toBeNull();
});

it('hands over nothing of a stack that is still starting or is gone', async () => {
  expect(await runningStackEnvironment((await running(false)).layout, {})).toBeNull();
  const { layout, owner } = await running();
  await writeState(layout.state, { owner: { ...owner, started: 'long ago' }, startedAt: '', ready: true, parts: [] });
  expect(await runningStackEnvironment(layout, {})).toBeNull();
});
