import { assert } from '@lighthouse/contract';
import { STATEMENTS } from '@lighthouse/contract/coordination';
import type { StatementKind } from '@lighthouse/contract/coordination';
import { RECORDS } from '@lighthouse/contract/coordination-records';
import type { RecordKind } from '@lighthouse/contract/coordination-records';
import type { StoredEvent } from '@lighthouse/event-store';
import type { CoordinationFact } from './coordination-facts.ts';
import { digestOf } from './digest.ts';
import type { Fact } from './facts.ts';

type Reader = (event: StoredEvent) => Fact;

const ID_IN_PATH = /\{(\w+)\}/g;

/** Readers of all statements and records about what agents do together, by event type. */
export const COORDINATION_READERS: readonly (readonly [string, Reader])[] = [
  ...statementKinds().map((kind) => [kind, statementReader(kind, kind)] as const),
  ['vote.conflicting', statementReader('vote.cast', 'vote.conflicting')],
  ...recordKinds().map((kind) => [kind, recordReader(kind)] as const),
];

function statementKinds(): StatementKind[] {
  return Object.keys(STATEMENTS) as StatementKind[];
}

function recordKinds(): RecordKind[] {
  return Object.keys(RECORDS) as RecordKind[];
}

function statementReader(form: StatementKind, kind: string): Reader {
  const { path, request } = STATEMENTS[form];
  const idNames = [...path.matchAll(ID_IN_PATH)].map(([, name]) => name ?? '');
  return (event) => {
    const { agent, credential, session, nonce, key, correlation } = event;
    assert(agent !== undefined && credential !== undefined, 'a statement is made by an agent');
    assert(session !== undefined && nonce !== undefined, 'a statement comes with a request');
    assert(key !== undefined, 'a statement has an idempotency key');
    const members = membersOf(event);
    for (const name of idNames) delete members[name];
    const body = request.safeParse(members);
    assert(body.success, `${kind} has the body that its form names`);
    const origin = { agent, credential, session, nonce };
    const said = { origin, key, digest: digestOf(event.payload), subject: subjectOf(correlation) };
    return { kind, ...said, body: body.data } as unknown as CoordinationFact;
  };
}

function recordReader(kind: RecordKind): Reader {
  return (event) => {
    const content = RECORDS[kind].safeParse(membersOf(event));
    assert(content.success, `${kind} has the content that its form names`);
    const { stream, causation: cause } = event;
    const subject = subjectOf(event.correlation);
    return { kind, subject, stream, cause, content: content.data } as unknown as CoordinationFact;
  };
}

function subjectOf(correlation: string | undefined): string {
  assert(correlation !== undefined, 'an event about something names it');
  return correlation;
}

function membersOf({ payload }: StoredEvent): Record<string, unknown> {
  const members: unknown = JSON.parse(Buffer.from(payload).toString());
  assert(typeof members === 'object' && members !== null, 'a payload is an object');
  return { ...members };
}
