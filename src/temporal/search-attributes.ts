import type { Client } from '@temporalio/client';
import type { SearchAttributeType } from '@temporalio/common';
import { SEARCH_ATTRIBUTES } from '../contracts/search-attributes';

/** `temporal.api.enums.v1.IndexedValueType` by the names of the SDK. */
export const INDEXED_VALUE_TYPE: Record<SearchAttributeType, number> = {
  TEXT: 1,
  KEYWORD: 2,
  INT: 3,
  DOUBLE: 4,
  BOOL: 5,
  DATETIME: 6,
  KEYWORD_LIST: 7,
};

/** Raised where a search attribute is absent and cannot be registered: a workflow that sets it would stall in silence. */
export class SearchAttributesMissing extends Error {
  override readonly name = 'SearchAttributesMissing';
  readonly remedy: string;

  constructor(namespace: string, missing: readonly string[], why: string) {
    super(`namespace '${namespace}' lacks the search attributes ${missing.join(', ')} (${why})`);
    this.remedy = `Start again, or register them: temporal operator search-attribute create --namespace ${namespace} ${asFlags(missing)}`;
  }
}

/** Registers what is missing of Annoloop's search attributes and makes sure that all are there. @throws SearchAttributesMissing */
export async function ensureSearchAttributes(client: Client): Promise<void> {
  const { namespace } = client.options;
  const missing = await absentAttributes(client);
  if (missing.length === 0) return;
  try {
    await client.connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map(({ name, type }) => [name, INDEXED_VALUE_TYPE[type]])),
    });
  } catch (error) {
    throw new SearchAttributesMissing(
      namespace,
      missing.map(({ name }) => name),
      `they could not be registered: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const absent = await absentSearchAttributes(client);
  if (absent.length > 0)
    throw new SearchAttributesMissing(namespace, absent, 'they were registered, and are not there yet');
}

/** Names of Annoloop's search attributes that the namespace lacks. */
export async function absentSearchAttributes(client: Client): Promise<string[]> {
  return (await absentAttributes(client)).map(({ name }) => name);
}

async function absentAttributes(client: Client) {
  const { namespace } = client.options;
  const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace });
  return SEARCH_ATTRIBUTES.filter(({ name }) => !(name in customAttributes));
}

function asFlags(names: readonly string[]): string {
  return SEARCH_ATTRIBUTES.filter(({ name }) => names.includes(name))
    .map(({ name, type }) => `--name ${name} --type ${type.charAt(0)}${type.slice(1).toLowerCase()}`)
    .join(' ');
}
