import { resolve } from 'node:path';
import { type DataLayout, dataFolder, dataLayout } from '../stack/folders';

/** The data folder that `--data`, else the environment, else the custom of the system, names. */
export function chosenData(option: string | undefined, environment = process.env): DataLayout {
  return dataLayout(option ? resolve(option) : dataFolder(environment, process.getuid?.()));
}
