import { statementPayload } from '@lighthouse/contract/coordination';
import type { StatementBody, StatementKind } from '@lighthouse/contract/coordination';
import type { RecordKind } from '@lighthouse/contract/coordination-records';
import type { CoordinationFact, RecordFact, RecordFactOf } from './coordination-facts.ts';
import { digestOf } from './digest.ts';
import type { Draft } from './drafts.ts';
import type { Origin } from './statement.ts';

/** What an agent asks to be written: the ids of the path and the body, as they came. */
export interface Wish<Kind extends StatementKind = StatementKind> {
  readonly kind: Kind;
  readonly key: string;
  readonly ids: Readonly<Record<string, string>>;
  readonly body: StatementBody<Kind>;
}

export function digestOfWish({ ids, body }: Wish): string {
  return digestOf(statementPayload(ids, body));
}

/**
 * Drafts the statement of an agent, in its own stream. A second vote is written as
 * `vote.conflicting`.
 */
export function stated<Kind extends StatementKind>(
  origin: Origin,
  wish: Wish<Kind>,
  subject: string,
  as: Kind | 'vote.conflicting' = wish.kind,
): Draft {
  const { key, ids, body } = wish;
  const { agent, credential, session, nonce } = origin;
  const payload = statementPayload(ids, body);
  const said = { kind: as, origin, key, digest: digestOf(payload), subject, body };
  return {
    // The kind and the body belong together, as they do in the wish.
    fact: said as unknown as CoordinationFact,
    event: {
      type: as,
      stream: agent,
      agent,
      credential,
      session,
      nonce,
      correlation: subject,
      payload: Buffer.from(payload),
    },
  };
}

/** Drafts what the server says. */
export function recorded<Kind extends RecordKind>(
  kind: Kind,
  { subject, stream, cause, content }: Omit<RecordFactOf<Kind>, 'kind'>,
): Draft {
  return {
    fact: { kind, subject, stream, cause, content } as unknown as RecordFact,
    event: {
      type: kind,
      stream,
      correlation: subject,
      ...(cause === undefined ? {} : { causation: cause }),
      payload: Buffer.from(JSON.stringify(content)),
    },
  };
}

export function timeText(ms: number): string {
  return new Date(ms).toISOString();
}
