import { LighthouseError } from '@lighthouse/contract/errors';
import { isIdentifier, LOG_STREAM } from '../format/meta.ts';
import type { AppendRequest, NewEvent, StoredEvent } from '../types.ts';
import type { SubjectKeys } from './subject-keys.ts';
import { decryptPayload, encryptPayload } from './subject-payload.ts';

/** Puts payloads under the keys of their subjects on the way in, and takes them out again. */
export class Subjects {
  readonly #keys: SubjectKeys | undefined;
  readonly #logId: string;

  constructor(keys: SubjectKeys | undefined, logId: string) {
    this.#keys = keys;
    this.#logId = logId;
  }

  /** Gives the request as it is to be stored. Throws LH_USAGE when there are no keys. */
  hide(request: AppendRequest): AppendRequest {
    // What is no request is refused where all requests are checked.
    if (typeof request !== 'object' || request === null) return request;
    if (!Array.isArray(request.events) || !request.events.some(hasSubject)) return request;
    return { ...request, events: request.events.map((event) => this.#hideEvent(event)) };
  }

  /** Gives an event as it was appended, or says that its payload can't be read any more. */
  show(event: StoredEvent): StoredEvent {
    const { subject, payload } = event;
    if (subject === undefined || this.#keys === undefined) return event;
    const key = this.#keys.get(subject);
    const place = { ...event, logId: this.#logId, subject };
    const plain = key && decryptPayload(key, payload, place);
    if (plain !== undefined) return { ...event, payload: plain };
    return { ...event, payload: new Uint8Array(0), erased: true };
  }

  /** Destroys the key of a subject; false when it has none. */
  destroy(subject: string): boolean {
    return this.#required().destroy(subject);
  }

  has(subject: string): boolean {
    return this.#required().get(subject) !== undefined;
  }

  #hideEvent(event: NewEvent): NewEvent {
    const { subject, payload } = event;
    if (!isIdentifier(subject) || !(payload instanceof Uint8Array)) return event;
    const place = { ...event, logId: this.#logId, subject };
    return { ...event, payload: encryptPayload(this.#required().make(subject), payload, place) };
  }

  #required(): SubjectKeys {
    if (this.#keys !== undefined) return this.#keys;
    throw new LighthouseError('LH_USAGE', 'the log was opened without keys of subjects', {
      hint: 'give openLog the folder with the keys of subjects: subjects: subjectKeysIn(folder)',
    });
  }
}

/** Makes the record that a subject's payloads can't be read any more. */
export function erasedEvent(subject: string): NewEvent {
  const payload = new TextEncoder().encode(JSON.stringify({ subject }));
  return { type: '$subject_erased', stream: LOG_STREAM, payload, system: true };
}

function hasSubject(event: NewEvent | null | undefined): boolean {
  return event?.subject !== undefined;
}
