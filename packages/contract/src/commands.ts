import type { COMMAND_CLASSES, DECISIONS } from './api.ts';

/**
 * What agents ask for, what the default policy says to it, and how it is written to the log.
 * Agents, the bridge and the audit of a run read this one table, so that an answer can be told from
 * a wrong answer.
 */
export type CommandClass = (typeof COMMAND_CLASSES)[number];
export type Decision = (typeof DECISIONS)[number];

/**
 * Actions of each class. `COMMAND_FAMILIES` decides what the policy says to others of the same
 * family.
 */
export const COMMAND_ACTIONS = {
  safe: ['file.read', 'file.write', 'file.list', 'search.code', 'test.run', 'note.add'],
  risky: ['deploy.staging', 'deploy.production', 'db.migrate', 'secret.rotate', 'network.open'],
  complex: ['plan.refactor', 'plan.migrate', 'plan.release'],
  forbidden: ['host.wipe', 'log.rewrite', 'credential.export'],
} as const satisfies Record<CommandClass, readonly string[]>;

/** The class of each family of actions, a family being what stands before the first dot. */
const COMMAND_FAMILIES: ReadonlyMap<string, CommandClass> = new Map(
  Object.entries(COMMAND_ACTIONS).flatMap(([commandClass, actions]) =>
    actions.map((action) => [familyOf(action), commandClass as CommandClass] as const),
  ),
);

/**
 * What the default policy decides about each class. Complex commands are allowed: they cost work,
 * not approval.
 */
export const DEFAULT_DECISIONS = {
  safe: 'allowed',
  risky: 'escalated',
  complex: 'allowed',
  forbidden: 'denied',
} as const satisfies Record<CommandClass, Decision>;

/**
 * Tells the class of an action, by its family: `deploy.anything` is risky. An unknown family has
 * none.
 */
export function classOfAction(action: string): CommandClass | undefined {
  return COMMAND_FAMILIES.get(familyOf(action));
}

/** Tells what the default policy says to an action. What it does not know, an expert decides. */
export function defaultDecision(action: string): Decision {
  const commandClass = classOfAction(action);
  return commandClass === undefined ? 'escalated' : DEFAULT_DECISIONS[commandClass];
}

function familyOf(action: string): string {
  const dot = action.indexOf('.');
  return dot < 0 ? action : action.slice(0, dot);
}
