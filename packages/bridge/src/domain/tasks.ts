import type { TaskStatus } from '@lighthouse/contract/coordination';
import type { RecordFactOf, StatementFactOf } from './coordination-facts.ts';
import { IdsByName } from './ids-by-name.ts';
import { Subjects } from './subjects.ts';
import type { SubjectsView } from './subjects.ts';
import { WaitingTasks } from './waiting-tasks.ts';
import type { Concern } from './waiting-tasks.ts';

export interface Lease {
  readonly holder: string;
  /** Its number among the leases of the task: a write with a lower one comes too late. */
  readonly fence: number;
  readonly untilMs: number;
}

export interface Task {
  readonly task: string;
  /** Who made it. */
  readonly agent: string;
  readonly title: string;
  readonly capability: string | undefined;
  /** The one agent that it is for. */
  readonly to: string | undefined;
  readonly leaseMs: number;
  readonly expiresAtMs: number;
  readonly status: TaskStatus;
  readonly lease: Lease | undefined;
  /** Of the last lease; 0 before the first. */
  readonly fence: number;
  readonly lastHolder: string | undefined;
  /** Sequence numbers of what is to be done, of the last delegation, and of how it ended. */
  readonly createdSeq: number;
  readonly delegatedSeq: number | undefined;
  readonly endedSeq: number | undefined;
}

const CLOSED_KEPT_MIN = 20_000;

/** What is to be done, and who is at it. */
export class Tasks {
  readonly #all = new Subjects<Task>(CLOSED_KEPT_MIN, taskDueMs);
  readonly #waiting = new WaitingTasks();
  readonly #held = new IdsByName();

  get subjects(): SubjectsView<Task> {
    return this.#all;
  }

  /** Those that nobody has a lease on. */
  get waiting(): Pick<WaitingTasks, 'all' | 'count' | 'ready'> {
    return this.#waiting;
  }

  /** Of those that wait the first so many. */
  firstWaiting(countMax: number): Task[] {
    const found: Task[] = [];
    for (const id of this.#waiting.all()) {
      if (found.length >= countMax) break;
      const task = this.#all.getOpen(id);
      if (task !== undefined) found.push(task);
    }
    return found;
  }

  /**
   * Of those that wait the first so many that this agent made, had last, or may take with what it
   * can do, looking at few others.
   */
  waitingFor(agent: string, capabilities: readonly string[], countMax: number): Task[] {
    const able = capabilities.map((capability) => needOf({ capability }));
    const needs = [needOf({}), needOf({ to: agent }), ...able];
    return this.#waiting
      .concerning({ needs, party: agent }, countMax)
      .flatMap((id) => this.#all.getOpen(id) ?? []);
  }

  /** Those on which this agent has a lease, looking at no others. */
  heldBy(agent: string): Task[] {
    return this.#held.of(agent).flatMap((id) => this.#all.getOpen(id) ?? []);
  }

  /** Says whether any expert has a capability. */
  noteCapability(capability: string, isThere: boolean): void {
    this.#waiting.note(needOf({ capability }), isThere);
  }

  /** What was meant for this agent alone is given to nobody any more. */
  forget(agent: string): void {
    this.#waiting.note(needOf({ to: agent }), false);
  }

  create({ subject, origin, body }: StatementFactOf<'task.created'>, seq: number): void {
    this.#waiting.add(subject, { need: needOf(body), parties: [origin.agent] });
    // Whom a task is for is there when it is made.
    if (body.to !== undefined) this.#waiting.note(needOf(body), true);
    this.#all.open(subject, {
      task: subject,
      agent: origin.agent,
      title: body.title,
      capability: body.capability,
      to: body.to,
      leaseMs: body.leaseMs,
      expiresAtMs: Number.POSITIVE_INFINITY,
      status: 'open',
      lease: undefined,
      fence: 0,
      lastHolder: undefined,
      createdSeq: seq,
      delegatedSeq: undefined,
      endedSeq: undefined,
    });
  }

  /** Stands right after what created it. */
  open({ subject, content }: RecordFactOf<'task.opened'>): void {
    const expiresAtMs = Date.parse(content.expiresAt);
    this.#all.change(subject, (task) => ({ ...task, expiresAtMs }));
  }

  lease(
    { kind, subject, content }: RecordFactOf<'task.delegated' | 'task.leased' | 'lease.extended'>,
    seq: number,
  ): void {
    const { holder, fence } = content;
    const lease = { holder, fence, untilMs: Date.parse(content.leaseUntil) };
    this.#waiting.delete(subject);
    this.#takeFromHolder(subject);
    if (this.#all.getOpen(subject) !== undefined) this.#held.add(holder, subject);
    this.#all.change(subject, (task) => ({
      ...task,
      status: 'leased',
      lease,
      fence,
      lastHolder: holder,
      delegatedSeq: kind === 'task.delegated' ? seq : task.delegatedSeq,
    }));
  }

  /** Takes the lease away: the next one has a higher fence. */
  release(subject: string): void {
    this.#takeFromHolder(subject);
    const left = this.#all.change(subject, (task) => ({
      ...task,
      status: 'open',
      lease: undefined,
    }));
    if (left !== undefined) this.#waiting.add(subject, concernOf(left));
  }

  end(subject: string, status: TaskStatus, endedSeq: number): void {
    this.#waiting.delete(subject);
    this.#takeFromHolder(subject);
    this.#all.close(subject, (task) => ({ ...task, status, lease: undefined, endedSeq }));
  }

  #takeFromHolder(subject: string): void {
    const holder = this.#all.getOpen(subject)?.lease?.holder;
    if (holder !== undefined) this.#held.delete(holder, subject);
  }
}

/** A task is looked at when its lease is over, or its time. */
function taskDueMs({ expiresAtMs, lease }: Task): number {
  return Math.min(expiresAtMs, lease?.untilMs ?? Infinity);
}

function concernOf(task: Task): Concern {
  const { agent, lastHolder } = task;
  return { need: needOf(task), parties: lastHolder === undefined ? [agent] : [agent, lastHolder] };
}

/** Without either, whoever likes may claim it: it is given to nobody. */
function needOf({ capability, to }: Partial<Pick<Task, 'capability' | 'to'>>): string {
  if (to !== undefined) return `agent ${to}`;
  return capability === undefined ? '' : `capability ${capability}`;
}
