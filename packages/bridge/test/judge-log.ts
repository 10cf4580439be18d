import type { StoredEvent } from '@lighthouse/event-store';
import { contentOf } from './read-events.ts';

/**
 * Holds a log against what must be true of it, by the events alone and with none of the server's
 * code: decided once, counted once, nobody off the roster counted, leases exclusive, fencing tokens
 * ascending, one answer to a question, messages by members only. Gives what is broken.
 */
export function judgeLog(events: Iterable<StoredEvent>): string[] {
  const judge = new Judge();
  for (const event of events) judge.take(event);
  return judge.broken;
}

interface Proposal {
  readonly roster: ReadonlySet<string>;
  readonly quorum: number;
  readonly voted: Map<string, string>;
  decided: string | undefined;
}

interface Task {
  fence: number;
  holder: string | undefined;
  untilUs: number;
  isEnded: boolean;
}

type Content = Readonly<Record<string, unknown>>;

class Judge {
  readonly broken: string[] = [];
  readonly #proposals = new Map<string, Proposal>();
  readonly #tasks = new Map<string, Task>();
  readonly #asked = new Map<string, { readonly to: string; end: string | undefined }>();
  readonly #groups = new Map<string, Set<string>>();
  readonly #keys = new Set<string>();

  take(event: StoredEvent): void {
    if (event.key !== undefined) {
      const name = `${event.agent ?? ''} ${event.key}`;
      this.#expect(!this.#keys.has(name), event, 'a key was used once');
      this.#keys.add(name);
    }
    if (event.system || event.correlation === undefined) return;
    if (event.type.startsWith('task.') || event.type.startsWith('lease.')) this.#takeTask(event);
    else if (event.type.startsWith('elicitation.')) this.#takeQuestion(event);
    else if (/^(collaboration|message)\./.test(event.type)) this.#takeGroup(event);
    else if (/^(proposal|roster|vote)\./.test(event.type)) this.#takeVote(event);
  }

  #expect(holds: boolean, { seq, type }: StoredEvent, what: string): void {
    if (!holds) this.broken.push(`${seq} ${type}: ${what}`);
  }

  #takeVote(event: StoredEvent): void {
    const { type, agent = '', correlation: id = '' } = event;
    const content = contentOf(event) as Content;
    if (type === 'roster.fixed') {
      const roster = new Set(content['roster'] as string[]);
      const f = Math.floor((roster.size - 1) / 3);
      const quorum = Math.floor((roster.size + f) / 2) + 1;
      this.#expect(content['quorum'] === quorum, event, 'the quorum is that of the formula');
      this.#proposals.set(id, { roster, quorum, voted: new Map(), decided: undefined });
    }
    const proposal = this.#proposals.get(id);
    if (proposal === undefined || type === 'roster.fixed') return;
    const { roster, voted, quorum } = proposal;
    if (type === 'vote.cast') {
      this.#expect(roster.has(agent), event, 'who votes is on the roster');
      this.#expect(!voted.has(agent), event, 'each is counted once');
      this.#expect(proposal.decided === undefined, event, 'nobody votes after the decision');
      voted.set(agent, String(content['vote']));
    } else if (type === 'vote.conflicting') {
      const first = voted.get(agent);
      this.#expect(first !== undefined && first !== content['vote'], event, 'it contradicts');
    } else if (/^proposal\.(approved|rejected|undecided)$/.test(type)) {
      this.#expect(proposal.decided === undefined, event, 'it is decided once');
      const [yes, no] = ['yes', 'no'].map((side) => [...voted.values()].filter((v) => v === side));
      const tally = [yes?.length, no?.length];
      const told = [content['yes'], content['no']];
      this.#expect(tally.join() === told.join(), event, 'the count is so');
      const won = { 'proposal.approved': yes, 'proposal.rejected': no }[type];
      if (won !== undefined) this.#expect(won.length >= quorum, event, 'a quorum decided');
      proposal.decided = type;
    }
  }

  #takeTask(event: StoredEvent): void {
    const { type, correlation: id = '' } = event;
    const content = contentOf(event) as Content;
    if (type === 'task.created')
      this.#tasks.set(id, { fence: 0, holder: undefined, untilUs: 0, isEnded: false });
    const task = this.#tasks.get(id);
    if (task === undefined) return;
    this.#expect(!task.isEnded, event, 'nothing follows the end of a task');
    if (type === 'task.leased' || type === 'task.delegated') {
      const isFree = task.holder === undefined || task.untilUs <= event.tsUs;
      this.#expect(isFree, event, 'nobody else has a lease');
      this.#expect(content['fence'] === task.fence + 1, event, 'the fencing token ascends');
      task.fence++;
      this.#lend(task, content);
    } else if (type === 'lease.extended') {
      const isSame = content['holder'] === task.holder && content['fence'] === task.fence;
      this.#expect(isSame, event, 'only its holder extends a lease');
      this.#lend(task, content);
    } else if (type === 'lease.expired') {
      this.#expect(content['fence'] === task.fence, event, 'the last lease runs out');
      task.holder = undefined;
    } else this.#endTask(task, event, content);
  }

  #lend(task: Task, content: Content): void {
    task.holder = String(content['holder']);
    task.untilUs = Date.parse(String(content['leaseUntil'])) * 1000;
  }

  #endTask(task: Task, event: StoredEvent, content: Content): void {
    const { type, agent } = event;
    if (type === 'task.completed' || type === 'task.failed') {
      this.#expect(agent === task.holder, event, 'its holder ends it');
      this.#expect(content['fence'] === task.fence, event, 'nobody writes past the fence');
    }
    if (type === 'task.failed' && content['release'] === true) task.holder = undefined;
    else if (/^task\.(completed|failed|cancelled|expired)$/.test(type)) task.isEnded = true;
  }

  #takeQuestion(event: StoredEvent): void {
    const { type, agent, stream, correlation: id = '' } = event;
    if (type === 'elicitation.delivered') this.#asked.set(id, { to: stream, end: undefined });
    const asked = this.#asked.get(id);
    if (asked === undefined || type === 'elicitation.delivered') return;
    this.#expect(asked.end === undefined, event, 'a question ends once');
    asked.end = type;
    if (type !== 'elicitation.expired')
      this.#expect(agent === asked.to, event, 'who was asked answers');
  }

  #takeGroup(event: StoredEvent): void {
    const { type, agent = '', correlation: id = '' } = event;
    const members = (contentOf(event) as { members?: string[] }).members ?? [];
    if (type === 'collaboration.started') this.#groups.set(id, new Set([agent, ...members]));
    const group = this.#groups.get(id);
    if (type === 'collaboration.closed') {
      this.#groups.delete(id);
      return;
    }
    this.#expect(group?.has(agent) === true, event, 'a member acts in a group that is open');
    if (type === 'collaboration.invited') for (const name of members) group?.add(name);
    if (type === 'collaboration.left') group?.delete(agent);
  }
}
