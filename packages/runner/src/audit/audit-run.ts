import type { Audit } from '@lighthouse/contract';
import type { HistoryRecord } from '../history/record.ts';
import { AppendAssembler } from './appends.ts';
import type { LogAppend } from './appends.ts';
import { AuditFindings } from './audit-findings.ts';
import type { AuditInput } from './audit-input.ts';
import { NO_EFFECTS } from './fault-effects.ts';
import type { FaultEffects } from './fault-effects.ts';
import { appendIdentity, example, joinPartition, operationIdentity, opOf } from './join.ts';
import { logVerdictOf } from './log-verdict.ts';
import { OrderCheck } from './order.ts';
import { SilenceCheck } from './silence.ts';
import { StarvationCheck } from './starvation.ts';
import { decodeAppends, decodeOperations, decodeOrder, RowEncoder } from './rows.ts';
import type { AppendRow, OrderRow } from './rows.ts';

/**
 * Joins what the agents were told with what the log holds. Reads both once, splits them into
 * partitions by what is joined, and looks at one partition at a time; then checks the order of all
 * that was found, by partitions of the log.
 */
export async function auditRun(input: AuditInput): Promise<Audit> {
  const run = new AuditRun(input);
  for await (const record of input.history) run.addRecord(record);
  await run.addEvents();
  for (let partition = 0; partition < input.store.partitionCount; partition += 1) {
    await input.pause?.();
    run.join(partition);
  }
  for (let partition = 0; partition < input.store.partitionCount; partition += 1) {
    await input.pause?.();
    run.checkOrder(partition);
  }
  return run.result();
}

class AuditRun {
  readonly #input: AuditInput;
  readonly #findings = new AuditFindings();
  readonly #encoder = new RowEncoder();
  readonly #orderCheck: OrderCheck;
  readonly #effects: FaultEffects;
  readonly #starvation: StarvationCheck;
  readonly #silence: SilenceCheck;
  /** Operations without a key and without an answer, by agent and kind. */
  readonly #unknown = new Map<string, number>();
  #acknowledged = 0;
  #events = 0;
  #lastSeq = 0;
  #happened = 0;
  #didNotHappen = 0;
  #stepped = 0;

  constructor(input: AuditInput) {
    this.#input = input;
    this.#effects = input.effects ?? NO_EFFECTS;
    this.#starvation = new StarvationCheck(this.#effects);
    this.#silence = new SilenceCheck(input.isSilent ?? (() => false), input.agents);
    this.#orderCheck = new OrderCheck((late, before) => this.#convictLate(late, before));
  }

  addRecord(record: HistoryRecord): void {
    const { agent, kind, key, outcome } = record;
    if (outcome === 'ok') this.#acknowledged += 1;
    if (this.#input.isLiar?.(agent) !== true) this.#starvation.add(record);
    if (key === '' && outcome !== 'ok') {
      if (outcome === 'info') this.#countUnknown(agent, kind, 1);
      return;
    }
    const partition = this.#partitionOf(operationIdentity(record));
    this.#input.store.append('operations', partition, this.#encoder.operation(record));
  }

  async addEvents(): Promise<void> {
    const { events, afterSeq = 0 } = this.#input;
    const assembler = new AppendAssembler();
    for await (const event of events) {
      if (event.seq <= afterSeq) continue;
      this.#lastSeq = Math.max(this.#lastSeq, event.seq);
      this.#silence.add(event);
      this.#addAppend(assembler.push(event));
    }
    this.#addAppend(assembler.end());
  }

  join(partition: number): void {
    const { store, agents } = this.#input;
    joinPartition(
      decodeOperations(store.take('operations', partition)),
      decodeAppends(store.take('appends', partition)),
      {
        findings: this.#findings,
        nameOf: (agent) => agents.nameOf(agent),
        wallOffsetUs: this.#input.wallOffsetUs,
        clockSteps: this.#effects.clockSteps,
        onStepped: () => (this.#stepped += 1),
        onPlaced: (row) => this.#place(row),
        onResolved: (isInLog) => this.#resolve(isInLog),
        onUnclaimed: (append) => this.#judgeKeyless(append),
      },
    );
  }

  checkOrder(partition: number): void {
    this.#orderCheck.check(decodeOrder(this.#input.store.take('order', partition)));
  }

  result(): Audit {
    for (const left of this.#unknown.values()) this.#didNotHappen += left;
    this.#unknown.clear();
    this.#starvation.convict(this.#findings, (agent) => this.#input.agents.nameOf(agent));
    const isClockSet = this.#effects.clockSteps.length > 0;
    const unanswered = this.#silence.result(this.#findings, isClockSet);
    const { undecided, ...checks } = this.#findings.checks();
    return {
      status: 'done',
      log: logVerdictOf(this.#input.log),
      acknowledged: this.#acknowledged,
      events: this.#events,
      ...checks,
      ...(unanswered === undefined ? {} : { unanswered, undecided }),
      ...this.#excused(),
      infoHappened: this.#happened,
      infoDidNotHappen: this.#didNotHappen,
    };
  }

  /** What is not held against the target, because the run itself did it. */
  #excused(): Pick<Extract<Audit, { status: 'done' }>, 'cutOff' | 'stepped'> {
    const cutOff = this.#starvation.leftOut();
    return {
      ...(cutOff === undefined ? {} : { cutOff }),
      ...(this.#stepped === 0 ? {} : { stepped: this.#stepped }),
    };
  }

  #addAppend(append: LogAppend | undefined): void {
    if (append === undefined) return;
    const agent = this.#input.agents.indexOf(append.agent);
    if (agent === undefined) return;
    this.#events += append.eventCount;
    const row = { ...append, agent };
    const partition = this.#partitionOf(appendIdentity(row));
    this.#input.store.append('appends', partition, this.#encoder.append(row));
  }

  /** Ranges of the log, all equally long, one a partition. */
  #place(row: OrderRow): void {
    const { store } = this.#input;
    const partition = Math.floor((row.seq / (this.#lastSeq + 1)) * store.partitionCount);
    store.append('order', partition, this.#encoder.order(row));
  }

  #resolve(isInLog: boolean): void {
    if (isInLog) this.#happened += 1;
    else this.#didNotHappen += 1;
  }

  /**
   * A session that no agent was told of is that of an agent which never got the answer, or forged.
   */
  #judgeKeyless(append: AppendRow): void {
    const { agent, type } = append;
    if (this.#countUnknown(agent, opOf(type), -1)) {
      this.#happened += 1;
      return;
    }
    this.#findings.convict('forged', () =>
      example(
        { nameOf: (index) => this.#input.agents.nameOf(index) },
        append,
        'in the log, but never sent by this agent',
      ),
    );
  }

  /** Adds to the count, or takes one away; false when there is none to take. */
  #countUnknown(agent: number, kind: string, change: 1 | -1): boolean {
    const name = `${agent}:${kind}`;
    const count = this.#unknown.get(name) ?? 0;
    if (count + change < 0) return false;
    this.#unknown.set(name, count + change);
    return true;
  }

  #convictLate(late: OrderRow, before: OrderRow): void {
    const { agents } = this.#input;
    const name = `operation ${before.number} of ${agents.nameOf(before.agent)}`;
    this.#findings.convict('outOfOrder', () => ({
      agent: agents.nameOf(late.agent),
      op: `operation ${late.number}`,
      seq: late.seq,
      what: `acknowledged before ${name} was sent, but behind it in the log (${before.seq})`,
    }));
  }

  #partitionOf(identity: string): number {
    return hashOf(identity) % this.#input.store.partitionCount;
  }
}

/** FNV-1a over UTF-16 code units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
