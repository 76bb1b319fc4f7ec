import { exists } from './exists';
import { objectStoreFolders, objectStorePart } from './parts/object-store';
import { type PartInput, preparePart } from './prepare-part';
import { ownedFolder } from './privileges';
import type { RunningParts } from './running-parts';
import { StackError } from './stack-error';

/**
 * versitygw keeps metadata in extended attributes, or in a sidecar folder where the file system has none; which of them
 * is found out at the first start and kept.
 */
export async function startObjectStore(
  input: PartInput & { parts: RunningParts; signal: AbortSignal },
  executable: string,
): Promise<void> {
  const { parts, signal } = input;
  const setting = await preparePart(input, executable, parts.layout.objects, 'versitygw');
  const folders = objectStoreFolders(setting.folder);
  for (const folder of [folders.data, folders.versions, folders.iam]) await ownedFolder(folder, setting.user);
  const sidecar = await exists(folders.sidecar);
  try {
    await parts.start(objectStorePart(setting, { sidecar }), signal);
  } catch (error) {
    if (sidecar || !(error instanceof StackError) || !/xattr|extended attribute/i.test(error.message)) throw error;
    await ownedFolder(folders.sidecar, setting.user);
    await parts.start(objectStorePart(setting, { sidecar: true }), signal);
  }
}
