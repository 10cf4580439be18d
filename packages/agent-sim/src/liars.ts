import type { AgentNames } from './agent-names.ts';
import type { Attack, Party } from './attacks/attack.ts';
import { ATTACKS, attacksOf, behavioursOf } from './attacks/catalogue.ts';
import type { AttackName } from './attacks/catalogue.ts';
import { bothWays } from './attacks/review-attacks.ts';
import type { OwnKey } from './attacks/review-attacks.ts';
import { hashText, Random } from './random.ts';
import type { AttackOperation, CrowdSpec, GroupSpec } from './types.ts';

interface Turn extends OwnKey {
  readonly agent: number;
}

/**
 * Decides what liars do. An agent plays the attacks of its behaviours in rounds: each once in a
 * round, in an order of the round's own. Every fourth turn of a builder is an honest command:
 * cover, and something to send again. All of it follows from seed, agent and number; for agents of
 * one band from the band's name in place of the agent, so that they do the same to the same victim.
 */
export class Liars {
  private readonly seed: number;
  private readonly names: AgentNames;
  private readonly honest: readonly GroupSpec[];
  private readonly random = new Random();
  private readonly habits = new Map<GroupSpec, Habit>();

  constructor({ seed, groups }: CrowdSpec, names: AgentNames) {
    this.seed = seed;
    this.names = names;
    this.honest = groups.filter(({ lies }) => lies === undefined);
    for (const group of groups)
      if (group.lies !== undefined) this.habits.set(group, habitOf(group, group.lies));
  }

  /** The attack that is this turn of an agent; undefined when it is honest this time. */
  attack(group: GroupSpec, turn: Turn & { readonly atUs: number }): AttackOperation | undefined {
    const habit = this.habits.get(group);
    if (habit === undefined) return undefined;
    const count = habit.isMute ? turn.number - 1 : attackCount(group, turn.number);
    const name = count === undefined ? undefined : this.nameAt(habit, count, turn.agent);
    const attack: Attack | undefined = name === undefined ? undefined : ATTACKS[name];
    if (name === undefined || attack?.draw === undefined) return undefined;
    const who = habit.band ?? turn.agent;
    const victim = this.victim(this.random.seed(this.seed, who, count ?? 0, VICTIM_STREAM), turn);
    const self = { name: this.names.nameOf(turn.agent), role: group.role };
    const random = this.random.seed(this.seed, turn.agent, turn.number, ATTACK_STREAM);
    const { key, number } = turn;
    const trick = attack.draw({ random, self, victim, key, number });
    return { kind: 'attack', ...turn, name, trick };
  }

  /** What an agent does in place of an answer to a question; undefined when it answers. */
  answer(
    group: GroupSpec,
    turn: Turn,
    question: { readonly command: string; readonly spareKey: () => OwnKey },
  ): AttackOperation | undefined {
    const behaviours = this.habits.get(group)?.behaviours;
    if (behaviours === undefined) return undefined;
    const operation = { kind: 'attack', ...turn, atUs: 0 } as const;
    if (behaviours.has('silent'))
      return { ...operation, name: 'does-not-answer', trick: { kind: 'silence' } };
    if (!behaviours.has('equivocate')) return undefined;
    const trick = bothWays(question.command, [turn, question.spareKey()]);
    return { ...operation, name: 'answers-both-ways', trick };
  }

  /** The order of a round is drawn anew each time it is asked for: rounds are short. */
  private nameAt(habit: Habit, count: number, agent: number): AttackName | undefined {
    const { attacks } = habit;
    if (attacks.length === 0) return undefined;
    const round = Math.floor(count / attacks.length);
    this.random.seed(this.seed, habit.band ?? agent, round, ROUND_STREAM);
    const order = [...attacks];
    for (let left = order.length; left > 1; left -= 1) {
      const chosen = this.random.below(left);
      const last = order[left - 1];
      const other = order[chosen];
      if (last === undefined || other === undefined) continue;
      order[left - 1] = other;
      order[chosen] = last;
    }
    return order[count % attacks.length];
  }

  private victim(random: Random, { agent }: Turn): Party {
    const count = this.honest.reduce((sum, group) => sum + group.count, 0);
    if (count === 0) return this.partyAt((agent + 1) % this.names.count);
    let left = random.below(count);
    const group = this.honest.find((each) => {
      if (left < each.count) return true;
      left -= each.count;
      return false;
    });
    return this.partyAt((group?.firstIndex ?? 0) + left);
  }

  private partyAt(index: number): Party {
    return { name: this.names.nameOf(index), role: this.names.groupOf(index).role };
  }
}

interface Habit {
  readonly attacks: readonly AttackName[];
  readonly behaviours: ReadonlySet<string>;
  /** It is silent and nothing else: it never has a word for cover either. */
  readonly isMute: boolean;
  /** Hash of the band's name. */
  readonly band: number | undefined;
}

const ROUND_STREAM = 5;
const ATTACK_STREAM = 6;
const VICTIM_STREAM = 7;
const COVER_EVERY = 4;

function habitOf({ role }: GroupSpec, lies: NonNullable<GroupSpec['lies']>): Habit {
  const { behaviours, band } = lies;
  const played = behavioursOf(behaviours);
  return {
    attacks: attacksOf(behaviours, role),
    behaviours: played,
    isMute: played.size === 1 && played.has('silent'),
    band: band === undefined ? undefined : hashText(band),
  };
}

/** How many attacks came before this turn; undefined when the turn is not one. */
function attackCount({ role }: GroupSpec, number: number): number | undefined {
  if (role !== 'builder') return number - 1;
  const turn = number - 1;
  if (turn % COVER_EVERY === 0) return undefined;
  return Math.floor(turn / COVER_EVERY) * (COVER_EVERY - 1) + (turn % COVER_EVERY) - 1;
}
