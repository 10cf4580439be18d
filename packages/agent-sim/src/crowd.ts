import { AgentNames } from './agent-names.ts';
import { ARRIVAL_PROCESSES } from './arrival.ts';
import type { Gap } from './arrival.ts';
import { CommandContent } from './command-content.ts';
import { Liars } from './liars.ts';
import { loadShapeOf, openFrom, type LoadShape, type PlacedAgent } from './load-shape.ts';
import { Random, STATE_LENGTH } from './random.ts';
import { choosePlace } from './request-choice.ts';
import { drawReviewAnswer } from './review-answer.ts';
import type {
  AgentIdentity,
  AttackOperation,
  CommandOperation,
  Crowd,
  CrowdSpec,
  GroupSpec,
  Presence,
  RequestOperation,
  ReviewOperation,
  ReviewQuestion,
  Shard,
  Workload,
} from './types.ts';

/**
 * Makes the agents of one shard. They cost 46 bytes each: the state of a random stream, the time
 * and number of the next operation; all else is computed when it is asked for. `namePrefix` tells
 * apart runs against one server.
 */
export function createCrowd(
  spec: CrowdSpec,
  shard: Shard = { first: 0, step: 1 },
  namePrefix = '',
): Crowd {
  return new ShardOfCrowd(spec, shard, new AgentNames(spec, namePrefix));
}

const ARRIVAL_STREAM = 1;
const US_PER_SECOND = 1e6;

class ShardOfCrowd implements Crowd {
  readonly size: number;
  private readonly spec: CrowdSpec;
  private readonly shard: Shard;
  private readonly names: AgentNames;
  private readonly content: CommandContent;
  private readonly liars: Liars;
  private readonly random = new Random();
  private readonly randomStates: Int32Array;
  /** NaN until the agent is asked for the first time. */
  private readonly nextUs: Float64Array;
  /** The same in the agent's own time. */
  private readonly ownUs: Float64Array;
  private readonly shape: LoadShape;
  /** Operations of its own accord that it may still begin; Infinity when only time ends them. */
  private readonly turnsLeft: Float64Array;
  private readonly operationCounts: Uint32Array;
  private readonly burstsLeft: Uint8Array;
  private readonly groups: Uint8Array;

  constructor(spec: CrowdSpec, shard: Shard, names: AgentNames) {
    this.spec = spec;
    this.shard = shard;
    this.names = names;
    this.size = Math.max(0, Math.ceil((names.count - shard.first) / shard.step));
    this.content = new CommandContent(spec.seed, contentBytesMax(spec));
    this.liars = new Liars(spec, names);
    this.randomStates = new Int32Array(this.size * STATE_LENGTH);
    this.nextUs = new Float64Array(this.size).fill(Number.NaN);
    this.ownUs = new Float64Array(this.size);
    this.shape = loadShapeOf(spec);
    this.turnsLeft = new Float64Array(this.size);
    this.operationCounts = new Uint32Array(this.size);
    this.burstsLeft = new Uint8Array(this.size);
    this.groups = new Uint8Array(this.size);
    for (let position = 0; position < this.size; position += 1) {
      this.groups[position] = spec.groups.indexOf(names.groupOf(this.indexAt(position)));
      this.turnsLeft[position] = turnsOf(spec, this.placed(position));
    }
  }

  identity(position: number): AgentIdentity {
    const index = this.indexAt(position);
    const group = this.groups[position] ?? 0;
    const { role, behaviour } = this.groupAt(position);
    const name = this.names.nameOf(index);
    const [startUs = Number.POSITIVE_INFINITY] = this.shape.windowsOf(this.placed(position));
    return { index, name, role, behaviour, group, startUs };
  }

  nextAtUs(position: number): number {
    const atUs = this.nextUs[position] ?? Number.POSITIVE_INFINITY;
    return Number.isNaN(atUs) ? this.start(position) : Math.floor(atUs);
  }

  next(position: number): CommandOperation | RequestOperation | AttackOperation | undefined {
    const atUs = this.nextAtUs(position);
    const { workload } = this.groupAt(position);
    if (atUs === Number.POSITIVE_INFINITY || workload === null) return undefined;
    const agent = this.indexAt(position);
    const number = this.takeNumber(position);
    this.turnsLeft[position] = (this.turnsLeft[position] ?? 0) - 1;
    // Who thinks has no next operation before the answer to this one.
    if (workload.thinkUs !== undefined) this.nextUs[position] = Number.POSITIVE_INFINITY;
    else this.advance(position, workload);
    const key = this.keyOf(agent, number);
    const turn = { agent, number, key, atUs };
    // Written out: spreading one object into another costs more than all else that is done here.
    if (workload.requests !== undefined) {
      const place = choosePlace(workload.requests, turn, this.spec.seed);
      return { kind: 'request', agent, number, key, atUs, place };
    }
    const attack = this.liars.attack(this.groupAt(position), turn);
    if (attack !== undefined) return attack;
    const command = { seed: this.spec.seed, agent, number };
    const { commandClass, request } = this.content.draw(command, workload);
    return { kind: 'command', agent, number, key, atUs, commandClass, request };
  }

  answered(position: number, atUs: number): void {
    const { workload } = this.groupAt(position);
    if (workload?.thinkUs === undefined) return;
    this.random.load(this.randomStates, position);
    const arrival = ARRIVAL_PROCESSES[workload.arrival];
    const gap = arrival.nextGap(this.random, workload.thinkUs, this.burstsLeft[position] ?? 0);
    this.random.save(this.randomStates, position);
    this.setNext(position, atUs + gap.length, gap.burstLeft);
  }

  presence(position: number, atUs: number): Presence {
    const windows = this.shape.windowsOf(this.placed(position));
    const place = windows.findIndex((changeUs) => atUs < changeUs);
    const untilUs = windows[place] ?? Number.POSITIVE_INFINITY;
    return { isPresent: place % 2 === 1, untilUs };
  }

  iterationsLeft(position: number): number {
    const left = this.turnsLeft[position] ?? 0;
    const isCounted = left !== Number.POSITIVE_INFINITY && this.groupAt(position).workload !== null;
    return isCounted && this.groupAt(position).lies === undefined ? left : 0;
  }

  review(position: number, question: ReviewQuestion): ReviewOperation | AttackOperation {
    const group = this.groupAt(position);
    const agent = this.indexAt(position);
    if (group.review === null) throw new RangeError(`agent ${agent} answers no reviews`);
    const number = this.takeNumber(position);
    const turn = { agent, number, key: this.keyOf(agent, number) };
    const attack = this.liars.answer(group, turn, {
      command: question.command,
      spareKey: () => {
        const spare = this.takeNumber(position);
        return { number: spare, key: this.keyOf(agent, spare) };
      },
    });
    if (attack !== undefined) return attack;
    return {
      kind: 'review',
      ...turn,
      command: question.command,
      ...drawReviewAnswer(this.spec.seed, group.review, question),
    };
  }

  /** Draws when the agent's first operation is intended. */
  private start(position: number): number {
    const { workload } = this.groupAt(position);
    if (workload === null) return this.setNext(position, Number.POSITIVE_INFINITY, 0);
    this.ownUs[position] = this.shape.ownStartUs(this.placed(position));
    this.random.seed(this.spec.seed, this.indexAt(position), ARRIVAL_STREAM);
    const arrival = ARRIVAL_PROCESSES[workload.arrival];
    return this.wait(position, arrival.firstGap(this.random, meanGapUs(workload)));
  }

  /** Draws when the operation after the next one is intended, and makes it the next one. */
  private advance(position: number, workload: Workload): void {
    this.random.load(this.randomStates, position);
    const arrival = ARRIVAL_PROCESSES[workload.arrival];
    const burstLeft = this.burstsLeft[position] ?? 0;
    this.wait(position, arrival.nextGap(this.random, meanGapUs(workload), burstLeft));
  }

  private wait(position: number, gap: Gap): number {
    this.random.save(this.randomStates, position);
    const ownUs = (this.ownUs[position] ?? 0) + gap.length;
    this.ownUs[position] = ownUs;
    const atUs = this.shape.loadUs(this.placed(position), ownUs);
    return this.setNext(position, atUs, gap.burstLeft);
  }

  private setNext(position: number, wantedUs: number, burstLeft: number): number {
    const isDone = !((this.turnsLeft[position] ?? 0) > 0) || wantedUs === Number.POSITIVE_INFINITY;
    const atUs = isDone ? Number.POSITIVE_INFINITY : this.presentUs(position, wantedUs);
    const nextUs = atUs < this.spec.endUs ? atUs : Number.POSITIVE_INFINITY;
    this.nextUs[position] = nextUs;
    this.burstsLeft[position] = burstLeft;
    return Math.floor(nextUs);
  }

  private takeNumber(position: number): number {
    const number = (this.operationCounts[position] ?? 0) + 1;
    this.operationCounts[position] = number;
    return number;
  }

  private keyOf(agent: number, number: number): string {
    return `${this.names.nameOf(agent)}-${number}`;
  }

  /** Who thinks may have left meanwhile, and goes on when it comes back. */
  private presentUs(position: number, atUs: number): number {
    const agent = this.placed(position);
    if (agent.group.workload?.thinkUs === undefined) return atUs;
    return openFrom(this.shape.windowsOf(agent), atUs);
  }

  private placed(position: number): PlacedAgent {
    return { index: this.indexAt(position), group: this.groupAt(position) };
  }

  private indexAt(position: number): number {
    return this.shard.first + position * this.shard.step;
  }

  private groupAt(position: number): GroupSpec {
    const group = this.spec.groups[this.groups[position] ?? 0];
    if (group === undefined) throw new RangeError(`no agent at position ${position}`);
    return group;
  }
}

function meanGapUs(workload: Workload): number {
  return workload.thinkUs ?? US_PER_SECOND / workload.ratePerSecond;
}

/** A total is shared out among the honest agents that work; the first ones get what is left. */
function turnsOf({ groups, iterations }: CrowdSpec, { group, index }: PlacedAgent): number {
  if (group.iterations !== undefined) return group.iterations;
  if (iterations === undefined || !sharesTotal(group)) return Number.POSITIVE_INFINITY;
  const sharing = groups.filter(sharesTotal);
  const count = sharing.reduce((sum, each) => sum + each.count, 0);
  const before = sharing
    .filter(({ firstIndex }) => firstIndex < group.firstIndex)
    .reduce((sum, each) => sum + each.count, 0);
  const place = before + index - group.firstIndex;
  return Math.floor(iterations / count) + (place < iterations % count ? 1 : 0);
}

function sharesTotal({ workload, lies }: GroupSpec): boolean {
  return workload !== null && lies === undefined;
}

function contentBytesMax(spec: CrowdSpec): number {
  return Math.max(0, ...spec.groups.map(({ workload }) => workload?.contentBytes ?? 0));
}
