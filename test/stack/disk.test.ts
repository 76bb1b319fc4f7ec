import { join } from 'node:path';
import { assertRoomToInstall, assertRoomToRun } from '../../src/stack/disk';
import { removeScratch, scratch } from './scratch';

afterAll(removeScratch);

it('says which folder is full, what is free, what is needed and what for', async () => {
  const room = { folder: '/some/cache', gigabytes: 2, variable: 'ANNOLOOP_CACHE_DIR' };
  await expect(assertRoomToInstall('Temporal', room, async () => 1_234_000_000)).rejects.toMatchObject({
    message: 'The disk of /some/cache is nearly full: 1.2 GB are free, 2 GB are needed to install Temporal.',
    remedy: expect.stringContaining('ANNOLOOP_CACHE_DIR'),
  });
  await expect(assertRoomToRun('/some/data', async () => 100_000_000)).rejects.toMatchObject({
    message: 'The disk of /some/data is nearly full: 0.1 GB are free, 0.5 GB are needed to run.',
    remedy: expect.stringContaining('--data'),
  });
});

it('looks at the real file system, also for a folder that is not there yet', async () => {
  await expect(assertRoomToRun(join(await scratch(), 'not', 'there', 'yet'))).resolves.toBeUndefined();
});
