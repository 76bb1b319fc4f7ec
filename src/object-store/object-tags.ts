import { RequestRefused } from './errors';

/** S3's limits: tags of one object, characters of a tag's key and of its value. */
const MAX_TAGS = 10;
const MAX_KEY = 128;
const MAX_VALUE = 256;

/**
 * Tags as the `x-amz-tagging` header wants them. A space is `%20`: `+` is not read as one everywhere.
 *
 * @throws RequestRefused beyond S3's limits, which not every store checks: such an object could not be copied elsewhere
 */
export function tagHeader(operation: string, location: string, tags: Record<string, string>): string {
  checkTags(operation, location, tags);
  return Object.entries(tags)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
    .join('&');
}

export function checkTags(operation: string, location: string, tags: Record<string, string>): void {
  const entries = Object.entries(tags);
  const refuse = (what: string): never => {
    throw new RequestRefused({ operation, location, code: null }, what, 'use fewer or shorter tags');
  };
  if (entries.length > MAX_TAGS) refuse(`${entries.length} tags are more than the ${MAX_TAGS} that S3 allows`);
  for (const [key, value] of entries) {
    if (key === '' || key.length > MAX_KEY)
      refuse(`tag key '${key.slice(0, 40)}' is empty or above ${MAX_KEY} characters`);
    if (value.length > MAX_VALUE) refuse(`the value of tag '${key}' is above ${MAX_VALUE} characters`);
  }
}
