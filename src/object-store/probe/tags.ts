import type { Behaviour, Finding } from './behaviours';
import { outcomeOf } from './outcome';
import type { ProbePlace } from './probe-place';

/** Not every store takes more than ASCII in a tag; every store that has tags takes these. */
const AT_UPLOAD = { predicted_class: 'Noodles/Pasta', confidence: '0.5' };
const LATER = { ...AT_UPLOAD, flagged: 'true' };

/** Production tags images as it uploads them, or afterwards. */
export async function probeTags(place: ProbePlace): Promise<Finding[]> {
  const attempt = async (behaviour: Behaviour, request: Promise<unknown>, tags: Record<string, string>) => {
    const outcome = await outcomeOf(request);
    const missing = outcome.kind === 'unknown' ? outcome.said : await place.missingTags('tagged', tags);
    return missing === null ? [] : [{ behaviour, happened: missing }];
  };
  const upload = await attempt('tags of a put', place.put('tagged', 'tagged', { tags: AT_UPLOAD }), AT_UPLOAD);
  await place.put('tagged', 'tagged');
  return [...upload, ...(await attempt('tags set later', place.store.putTags(place.at('tagged'), LATER), LATER))];
}
