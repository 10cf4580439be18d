import { storedEventDigest } from '../../audit/content-digest.ts';
import { parseJson } from '../answer.ts';
import { field } from '../told.ts';

/** The digest of an event of which only type and content are to be stored. */
export function noteDigest(body: string): string {
  const event = parseJson(body);
  return storedEventDigest({
    type: String(field(event, 'type')),
    content: String(field(event, 'content')),
  });
}
