import { STATEMENTS } from '@lighthouse/contract/coordination';
import type { StatementKind } from '@lighthouse/contract/coordination';
import { API_PATHS, sessionResponse } from '@lighthouse/contract/api';
import type { Role } from '@lighthouse/contract/api';
import { expect } from '@jest/globals';
import { contentsOf } from '../src/domain/state-contents.ts';
import { judgeLog } from './judge-log.ts';
import { randomFrom } from './random-from.ts';
import { eventsOf } from './read-events.ts';
import type { TestBridge } from './start-bridge.ts';
import { joinAgent, RISKY, SAFE, send } from './test-agent.ts';
import type { RawRequest, Reply, TestAgent } from './test-agent.ts';

/** Lets agents, honest and lying, do whatever comes to their mind, as follows from the seed. */
export interface CampaignPlan {
  readonly seed: number;
  readonly steps: number;
  /** Requests that are under way at the same time. */
  readonly abreast: number;
  /** The server is restarted about so often, and its state compared. */
  readonly restarts: number;
}

export interface CampaignEnd {
  /** By status of the answer. */
  readonly answers: ReadonlyMap<number, number>;
  /** By type of event. */
  readonly events: ReadonlyMap<string, number>;
}

const KINDS = Object.keys(STATEMENTS) as StatementKind[];
/** Pairs of what an id is called and the kind of statement that makes such a thing. */
const MAKERS: ReadonlyMap<string, string> = new Map([
  ['proposal.opened', 'proposal'],
  ['task.created', 'task'],
  ['elicitation.asked', 'elicitation'],
  ['collaboration.started', 'collaboration'],
]);
const CAPABILITIES = ['garden', 'roof', 'kitchen'];
/** The fewer there are, the more agents meet at one of them. */
const IDS_KEPT = 4;
/** What is said more often than other things. */
const OFTEN: readonly StatementKind[] = [
  ...Array<StatementKind>(8).fill('vote.cast'),
  ...Array<StatementKind>(4).fill('task.claimed'),
  'task.renewed',
  'task.renewed',
  'task.completed',
  'elicitation.answered',
  'message.sent',
];

/** What the holder of a lease says, most of the time. */
const HOLDERS: ReadonlySet<StatementKind> = new Set([
  'task.renewed',
  'task.completed',
  'task.failed',
]);

export class Campaign {
  readonly #bridge: TestBridge;
  readonly #plan: CampaignPlan;
  readonly #random: () => number;
  readonly #agents: TestAgent[] = [];
  /** The latest ids of each kind of thing. */
  readonly #ids = new Map<string, string[]>();
  readonly #fences = new Map<string, number>();
  readonly #forYes = new Map<string, boolean>();
  readonly #holders = new Map<string, string>();
  /** Requests that were sent, to be sent again byte for byte. */
  readonly #sent: RawRequest[] = [];
  readonly #acknowledged = new Map<string, number>();
  readonly #answers = new Map<number, number>();
  #keys = 0;

  constructor(bridge: TestBridge, plan: CampaignPlan) {
    this.#bridge = bridge;
    this.#plan = plan;
    this.#random = randomFrom(plan.seed);
  }

  async run(): Promise<CampaignEnd> {
    const bridge = this.#bridge;
    const target = {
      get url() {
        return bridge.url;
      },
      agentNowMs: bridge.nowMs,
    };
    const { steps, abreast, restarts } = this.#plan;
    const roles: Role[] = [
      'builder',
      'builder',
      'builder',
      'builder',
      'expert',
      'expert',
      'expert',
    ];
    for (const [index, role] of [...roles, 'coordinator' as const].entries())
      this.#agents.push(await joinAgent(target, `agent-${index}`, role));
    const restartEvery = Math.max(1, Math.floor(steps / (restarts + 1)));
    for (let step = 0; step < steps; step += abreast) {
      await Promise.all(Array.from({ length: Math.min(abreast, steps - step) }, () => this.#act()));
      if (this.#random() < 0.1) await this.#passTime();
      if (Math.floor(step / restartEvery) !== Math.floor((step + abreast) / restartEvery))
        await this.#restart();
    }
    return this.#judge();
  }

  async #judge(): Promise<CampaignEnd> {
    const events = await eventsOf(this.#bridge);
    expect(judgeLog(events)).toEqual([]);
    const keys = new Map(
      events.map(({ agent = '', key = '', seq }) => [nameOf(agent, key), seq] as const),
    );
    const lost = [...this.#acknowledged].filter(
      ([name, seq]) => (keys.get(name) ?? Infinity) > seq,
    );
    expect(lost).toEqual([]);
    const counts = new Map<string, number>();
    for (const { type } of events) counts.set(type, (counts.get(type) ?? 0) + 1);
    return { answers: this.#answers, events: counts };
  }

  async #restart(): Promise<void> {
    await this.#bridge.settle();
    const before = contentsOf(this.#bridge.bridge.state);
    await this.#bridge.restart();
    expect(contentsOf(this.#bridge.bridge.state)).toEqual(before);
  }

  async #passTime(): Promise<void> {
    this.#bridge.pushClock(Math.floor(this.#random() * 400));
    await this.#bridge.sweep();
  }

  async #act(): Promise<void> {
    const agent = this.#pick(this.#agents);
    const choice = this.#random();
    if (choice < 0.75) await this.#state(agent, this.#pick([...KINDS, ...OFTEN]));
    else if (choice < 0.8) await this.#repeat();
    else if (choice < 0.85) await this.#command(agent);
    else if (choice < 0.87) await this.#openSession(agent);
    else await this.#look(agent);
  }

  /** More than a few a minute are refused: then the session that is open goes on. */
  async #openSession(agent: TestAgent): Promise<void> {
    const raw = agent.sign({ path: API_PATHS.sessions }, { session: '-' });
    const { status, body } = await this.#send(raw);
    if (status === 201) agent.session = sessionResponse.parse(body).session;
    else expect(status).toBe(429);
  }

  async #state(anyone: TestAgent, kind: StatementKind): Promise<void> {
    const isLying = this.#random() < 0.25;
    const ids: Record<string, string> = {};
    const path = STATEMENTS[kind].path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
      ids[name] = this.#random() < 0.03 ? 'nothing' : (this.#pickId(name) ?? 'nothing');
      return ids[name];
    });
    const holder = this.#holders.get(ids['task'] ?? '');
    const isHolder = HOLDERS.has(kind) && this.#random() < 0.8;
    const agent = this.#agents.find(({ name }) => isHolder && name === holder) ?? anyone;
    const body = this.#bodyOf(kind, ids);
    // A key that was used before, for the same or for something else.
    const key =
      isLying && this.#random() < 0.3 ? `k${this.#below(this.#keys)}` : `k${this.#keys++}`;
    const said = isLying ? this.#twist(body) : body;
    const lies = isLying && this.#random() < 0.2 ? { nonce: this.#below(50) + 1 } : {};
    const raw = agent.sign({ path, key, body: said }, lies);
    this.#sent.push(raw);
    if (this.#sent.length > 50) this.#sent.shift();
    this.#learn(agent, { kind, key, ids }, await this.#send(raw));
  }

  async #send(raw: RawRequest): Promise<Reply> {
    const reply = await send(this.#bridge, raw);
    this.#answers.set(reply.status, (this.#answers.get(reply.status) ?? 0) + 1);
    return reply;
  }

  #learn(
    agent: TestAgent,
    asked: { kind: StatementKind; key: string; ids: Record<string, string> },
    { status, body }: Reply,
  ): void {
    if (status >= 300) return;
    STATEMENTS[asked.kind].response.parse(body);
    const { seq } = body['receipt'] as { seq: number };
    // The same vote again is answered with the first one, and writes nothing.
    if (asked.kind !== 'vote.cast') this.#acknowledged.set(nameOf(agent.name, asked.key), seq);
    const made = MAKERS.get(asked.kind);
    const id = made === undefined ? undefined : body[made];
    if (made !== undefined && typeof id === 'string')
      this.#ids.set(made, [...(this.#ids.get(made) ?? []), id].slice(-IDS_KEPT));
    if (typeof body['holder'] === 'string') this.#holders.set(String(body['task']), body['holder']);
    if (typeof body['fence'] === 'number') this.#fences.set(String(body['task']), body['fence']);
  }

  /** Something that was sent, by whomever, once more. */
  async #repeat(): Promise<void> {
    if (this.#sent.length > 0) await this.#send(this.#pick(this.#sent));
  }

  async #command(agent: TestAgent): Promise<void> {
    const open = [...this.#bridge.bridge.state.reviews.all()];
    const asked = open.length > 0 ? this.#pick(open) : undefined;
    const expert = this.#agents.find(({ name }) => name === asked?.expert) ?? agent;
    if (asked !== undefined && this.#random() < 0.5)
      await expert.review(`k${this.#keys++}`, asked.command, this.#pick(['approve', 'reject']));
    else await agent.command(`k${this.#keys++}`, this.#pick([SAFE, RISKY]));
  }

  async #look(agent: TestAgent): Promise<void> {
    const name = this.#pick(['proposal', 'task', 'elicitation', 'collaboration']);
    const more = name === 'collaboration' && this.#random() < 0.5 ? '/messages' : '';
    const paths = [
      `/v1/${name}s/${this.#pickId(name) ?? 'nothing'}${more}`,
      API_PATHS.tasks,
      API_PATHS.experts,
      `${API_PATHS.presence}/${this.#pick(this.#agents).name}`,
    ];
    await this.#send(agent.sign({ method: 'GET', path: this.#pick(paths) }));
  }

  #bodyOf(kind: StatementKind, ids: Readonly<Record<string, string>>): Record<string, unknown> {
    const names = this.#agents.map(({ name }) => name);
    const some = names.filter(() => this.#random() < 0.6);
    const timeoutMs = 100 + this.#below(2000);
    const fence = (this.#fences.get(ids['task'] ?? '') ?? 1) + (this.#random() < 0.2 ? -1 : 0);
    switch (kind) {
      case 'expert.registered':
        return { capabilities: CAPABILITIES.filter(() => this.#random() < 0.5) };
      case 'presence.reported':
        return { state: this.#pick(['available', 'busy', 'away']), ttlMs: timeoutMs };
      case 'proposal.opened': {
        const group = this.#pickId('collaboration');
        const isGroup = group !== undefined && this.#random() < 0.3;
        const agents = some.length > 0 ? some : names;
        const roster = isGroup ? { collaboration: group } : { agents };
        return { title: 'p', roster, timeoutMs };
      }
      case 'vote.cast':
        // Most agree, on one thing or the other.
        return {
          vote: this.#isForYes(ids['proposal'] ?? '') === this.#random() < 0.8 ? 'yes' : 'no',
        };
      case 'task.created': {
        const choice = this.#random();
        const capability = choice < 0.5 ? { capability: this.#pick(CAPABILITIES) } : {};
        const to = choice > 0.8 ? { to: this.#pick(names) } : {};
        return { title: 't', leaseMs: 50 + this.#below(500), timeoutMs, ...capability, ...to };
      }
      case 'task.renewed':
        return { fence };
      case 'task.completed':
        return { fence, content: 'done' };
      case 'task.failed':
        return { fence, reason: 'no', release: this.#random() < 0.5 };
      case 'elicitation.asked':
        return { to: this.#pick(names), question: 'which?', timeoutMs };
      case 'collaboration.started':
      case 'collaboration.invited':
        return { ...(kind === 'collaboration.started' ? { title: 'g' } : {}), members: some };
      case 'message.sent':
      case 'elicitation.answered':
        return { content: 'hear, hear' };
      case 'task.claimed':
      case 'task.cancelled':
      case 'elicitation.declined':
      case 'collaboration.left':
      case 'collaboration.closed':
        return {};
    }
  }

  /** Makes a lie, or nonsense, of a body. */
  #twist(body: Record<string, unknown>): unknown {
    const names = [...Object.keys(body), 'agent', 'fence', 'title', 'constructor'];
    const values = ['agent-0', -1, 2 ** 64, null, [], {}, 1.5, '', '\u0000', 'x'.repeat(20_000), 3];
    return this.#random() < 0.6
      ? { ...body, [this.#pick(names)]: this.#pick(values) }
      : this.#random() < 0.5
        ? body
        : this.#pick<unknown>(['{', '[]', '"', '{"a":1,"a":2}', { ...body, __proto__: null }]);
  }

  /** Of the proposals, every other one: names are of chance, and no seed repeats them. */
  #isForYes(proposal: string): boolean {
    const isForYes = this.#forYes.get(proposal) ?? this.#forYes.size % 2 === 0;
    this.#forYes.set(proposal, isForYes);
    return isForYes;
  }

  #pickId(name: string): string | undefined {
    const ids = this.#ids.get(name) ?? [];
    return ids[this.#below(ids.length)];
  }

  #pick<T>(items: readonly T[]): T {
    const item = items[this.#below(items.length)];
    if (item === undefined) throw new Error('there is nothing to choose from');
    return item;
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }
}

function nameOf(agent: string, key: string): string {
  return `${agent} ${key}`;
}
