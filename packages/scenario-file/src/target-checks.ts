import { closestName } from '@lighthouse/contract';
import type { AgentGroup, Scenario } from '@lighthouse/contract';
import { COMMAND_CLASSES } from './defaults.ts';
import type { HttpTarget } from '@lighthouse/contract/target';
import type { Complaint } from './describe-issues.ts';
import { checkHttp } from './http-checks.ts';

/** Finds what makes no sense with the target that a scenario names. */
export function checkTarget(scenario: Scenario): Complaint[] {
  const { target, agents } = scenario;
  const names = 'http' in target ? target.requests.map(({ name }) => name) : COMMAND_CLASSES;
  return [
    ...agents.flatMap((group, index) => checkMix(group, index, names)),
    ...checkInsecure(target),
    ...('http' in target ? checkServer(scenario, target) : []),
  ];
}

function checkServer(scenario: Scenario, target: HttpTarget): Complaint[] {
  return [
    ...scenario.agents.flatMap((group, index) => checkGroup(group, index)),
    ...checkInvariants(scenario),
    ...checkHttp(target),
  ];
}

/** The shares are of requests, or of classes of commands. */
function checkMix({ mix }: AgentGroup, index: number, names: readonly string[]): Complaint[] {
  return Object.keys(mix ?? {})
    .filter((name) => !names.includes(name))
    .map((name) => {
      const meant = closestName(name, names);
      const advice =
        meant === undefined ? `there are ${names.join(', ')}` : `did you mean "${meant}"?`;
      const message = `unknown key "${name}"; ${advice}`;
      return { path: ['agents', index, 'mix', name], part: 'key', message };
    });
}

const BRIDGE_KEYS = ['complexity', 'contentBytes', 'readBack', 'collude'] as const;

function checkGroup(group: AgentGroup, index: number): Complaint[] {
  const complaints: Complaint[] = BRIDGE_KEYS.filter((key) => group[key] !== undefined).map(
    (key) => ({
      path: ['agents', index, key],
      part: 'key',
      message: `only a bridge knows "${key}": say in the requests what is sent`,
    }),
  );
  if (group.role === 'expert')
    complaints.push({
      path: ['agents', index, 'role'],
      part: 'value',
      message: 'only a bridge has experts, whom it asks: leave the role out',
    });
  if ([group.behaviour ?? 'honest'].flat().some((name) => name !== 'honest'))
    complaints.push({
      path: ['agents', index, 'behaviour'],
      part: 'value',
      message: 'agents lie in the words of a bridge: to another server they can only be honest',
    });
  return complaints;
}

/** A server that is no bridge has no log to look for the truth in. */
function checkInvariants({ invariants }: Scenario): Complaint[] {
  return invariants.map((name, index) => ({
    path: ['invariants', index],
    part: 'value',
    message: `${name} is looked for in the log of a bridge, which this server has not: leave it out`,
  }));
}

function checkInsecure(target: Scenario['target']): Complaint[] {
  if (!('insecure' in target) && !('ca' in target)) return [];
  const url = 'http' in target ? target.http : target.bridge;
  if (url.startsWith('https:')) return [];
  const key = 'ca' in target ? 'ca' : 'insecure';
  return [{ path: ['target', key], part: 'key', message: `${key} is for https` }];
}
