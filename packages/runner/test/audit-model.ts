import { createHash } from 'node:crypto';
import type { StoredEvent } from '@lighthouse/event-store';
import fc from 'fast-check';
import type { OperationKind } from '@lighthouse/contract/operation-kinds';
import { contentDigest } from '../src/audit/content-digest.ts';
import { RECEIPT_MAC_LENGTH } from '../src/history/record.ts';
import type { HistoryRecord } from '../src/history/record.ts';

/** An operation of a made-up run, with all that an honest target would make of it. */
export interface ModelOperation {
  readonly agent: number;
  readonly number: number;
  readonly kind: Exclude<OperationKind, 'enrol' | 'request'>;
  readonly sentUs: number;
  readonly answeredUs: number;
  /** When an honest target writes it: between the two. */
  readonly writtenUs: number;
  readonly fate: 'ok' | 'fail' | 'unknown, written' | 'unknown, not written';
  readonly stepCount: number;
  readonly decision: 'allowed' | 'denied' | 'escalated';
}

/** An append of the model's log: its operation, and its events before they get their places. */
export interface ModelAppend {
  readonly operation: ModelOperation;
  readonly events: readonly ModelEvent[];
}

export interface ModelEvent {
  readonly type: string;
  readonly agent?: string;
  readonly key?: string;
  readonly correlation: string;
  readonly content: string;
}

export interface ModelRun {
  readonly operations: readonly ModelOperation[];
  /** In the order of the log. */
  readonly appends: readonly ModelAppend[];
}

export const AGENT_COUNT = 3;
/** An object that must stay whole, as the names of a run are. */
class ModelAgents {
  readonly #names = Array.from({ length: AGENT_COUNT }, (_, index) => `builder-${index}`);

  nameOf(index: number): string {
    return this.#names[index] ?? '';
  }

  indexOf(name: string): number | undefined {
    const index = this.#names.indexOf(name);
    return index < 0 ? undefined : index;
  }
}

export const agents = new ModelAgents();

const operationShape = fc.record({
  agent: fc.nat(AGENT_COUNT - 1),
  kind: fc.constantFrom<ModelOperation['kind']>('command', 'command', 'review', 'event', 'session'),
  gapUs: fc.nat(50),
  durationUs: fc.integer({ min: 2, max: 100 }),
  writtenAt: fc.double({ min: 0, max: 1, noNaN: true }),
  fate: fc.constantFrom<ModelOperation['fate']>(
    ...(['ok', 'ok', 'ok', 'fail', 'unknown, written', 'unknown, not written'] as const),
  ),
  stepCount: fc.nat(3),
  decision: fc.constantFrom('allowed' as const, 'denied' as const, 'escalated' as const),
});

/** Runs against an honest target. */
export const honestRun: fc.Arbitrary<ModelRun> = fc
  .array(operationShape, { minLength: 1, maxLength: 25 })
  .map((shapes) => {
    let nowUs = 0;
    const operations = shapes.map((shape, index): ModelOperation => {
      nowUs += shape.gapUs;
      const { gapUs: _gap, durationUs, writtenAt, ...rest } = shape;
      const writtenUs = nowUs + writtenAt * durationUs;
      return {
        ...rest,
        number: index + 1,
        sentUs: nowUs,
        answeredUs: nowUs + durationUs,
        writtenUs,
      };
    });
    const written = operations.filter(({ fate }) => fate === 'ok' || fate === 'unknown, written');
    const appends = written
      .toSorted((one, other) => one.writtenUs - other.writtenUs)
      .map((operation) => ({ operation, events: eventsOf(operation) }));
    return { operations, appends };
  });

export function keyOf({ agent, number, kind }: ModelOperation): string {
  return kind === 'session' ? '' : `${agents.nameOf(agent)}-${number}`;
}

/** What an honest target writes. */
export function eventsOf(operation: ModelOperation): ModelEvent[] {
  const { number, kind, stepCount, decision } = operation;
  const agent = agents.nameOf(operation.agent);
  const correlation = `c-${number}`;
  const key = keyOf(operation);
  const statement = { agent, correlation, content: `${kind} ${number}` };
  const decided = { type: `command.${decision}`, correlation, content: decision };
  switch (kind) {
    case 'session':
      return [{ type: 'session.opened', ...statement }];
    case 'event':
      return [{ type: 'event.stored', key, ...statement }];
    case 'review':
      return [{ type: 'review.answered', key, ...statement }, { ...decided }];
    case 'command': {
      const steps = Array.from({ length: stepCount }, (_, step) => ({
        type: 'command.step',
        agent,
        correlation,
        content: `step ${step} of ${number}`,
      }));
      const request = { type: 'review.requested', correlation, content: 'who is asked' };
      const submitted = { type: 'command.submitted', key, ...statement };
      return [submitted, ...steps, decided, ...(decision === 'escalated' ? [request] : [])];
    }
  }
}

/** The log as stored: places, and MACs that depend on place and content. */
export function storedEvents(appends: readonly ModelAppend[]): StoredEvent[] {
  return appends
    .flatMap(({ events }) => events)
    .map((event, index) => {
      const { type, agent, key, correlation, content } = event;
      const seq = index + 1;
      return {
        seq,
        tsUs: seq,
        type,
        stream: agent ?? 'server',
        version: 1,
        payload: new TextEncoder().encode(content),
        system: false,
        correlation,
        ...(agent === undefined ? {} : { agent }),
        ...(key === undefined ? {} : { key }),
        mac: macOf(`${seq} ${type} ${agent} ${content}`),
      };
    });
}

export function macOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

/** The history as the agents kept it, told the truth about the log. */
export function historyOf(run: ModelRun): HistoryRecord[] {
  const log = storedEvents(run.appends);
  const lastEvents = new Map<ModelOperation, StoredEvent>();
  let end = 0;
  for (const { operation, events } of run.appends) {
    end += events.length;
    const last = log[end - 1];
    // A second append of an operation has no acknowledgement of its own.
    if (last !== undefined && !lastEvents.has(operation)) lastEvents.set(operation, last);
  }
  return run.operations.map((operation) => recordOf(operation, lastEvents.get(operation)));
}

function recordOf(operation: ModelOperation, last: StoredEvent | undefined): HistoryRecord {
  const { agent, number, kind, sentUs, answeredUs, fate, decision } = operation;
  const isAcknowledged = fate === 'ok';
  const hasDecision = isAcknowledged && (kind === 'command' || kind === 'review');
  const outcome = fate === 'ok' || fate === 'fail' ? fate : 'info';
  const own = eventsOf(operation).filter((event) => event.agent !== undefined);
  return {
    agent,
    number,
    kind,
    sentUs,
    answeredUs,
    outcome,
    key: keyOf(operation),
    intendedUs: sentUs,
    clock: 0,
    status: isAcknowledged ? 200 : 0,
    decision: hasDecision ? decision : '',
    receiptSeq: isAcknowledged ? (last?.seq ?? 0) : 0,
    receiptMac: isAcknowledged ? (last?.mac.slice(0, RECEIPT_MAC_LENGTH) ?? '') : '',
    digest:
      kind === 'session'
        ? ''
        : contentDigest(own.map(({ content }) => new TextEncoder().encode(content))),
  };
}
