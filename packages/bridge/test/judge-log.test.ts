import { expect, test } from '@jest/globals';
import type { StoredEvent } from '@lighthouse/event-store';
import { judgeLog } from './judge-log.ts';

type Told = readonly [type: string, content: object, agent?: string];

/** A log of one subject, in which every second is an event. */
function logOf(told: readonly Told[]): StoredEvent[] {
  return told.map(([type, content, agent], index) => ({
    seq: index + 1,
    tsUs: index * 1_000_000,
    type,
    stream: agent ?? 'server',
    version: 1,
    payload: Buffer.from(JSON.stringify(content)),
    system: false,
    correlation: 'x',
    mac: '',
    ...(agent === undefined ? {} : { agent }),
  }));
}

const ROSTER: Told = ['roster.fixed', { roster: ['a', 'b', 'c', 'd'], quorum: 3 }];
const vote = (agent: string, side = 'yes', type = 'vote.cast'): Told => [
  type,
  { vote: side },
  agent,
];
const APPROVED: Told = ['proposal.approved', { yes: 3, no: 0 }];
const won = [ROSTER, vote('a'), vote('b'), vote('c'), APPROVED];
const CREATED: Told = ['task.created', {}, 'a'];
const lease = (holder: string, fence: number, second: number): Told => {
  const leaseUntil = new Date(second * 1000).toISOString();
  return ['task.leased', { holder, fence, leaseUntil }];
};
const done = (agent: string, fence: number): Told => ['task.completed', { fence }, agent];

test.each<[string, Told[]]>([
  ['a vote that a quorum carries', won],
  ['a vote that a liar contradicts', [ROSTER, vote('a'), vote('a', 'no', 'vote.conflicting')]],
  ['a task that is taken over', [CREATED, lease('a', 1, 2), lease('b', 2, 9), done('b', 2)]],
])('%s breaks nothing', (_what, told) => {
  expect(judgeLog(logOf(told))).toEqual([]);
});

test.each<[string, Told[], string]>([
  ['another quorum', [['roster.fixed', { roster: ['a'], quorum: 2 }]], 'of the formula'],
  ['a vote from outside', [ROSTER, vote('e')], 'on the roster'],
  ['a vote twice', [ROSTER, vote('a'), vote('a')], 'counted once'],
  ['a vote after the end', [...won, vote('d')], 'after the decision'],
  ['two decisions', [...won, APPROVED], 'decided once'],
  ['a wrong count', [ROSTER, vote('a'), APPROVED], 'the count is so'],
  ['a decision of too few', [ROSTER, ['proposal.approved', { yes: 0, no: 0 }]], 'a quorum decided'],
  ['two leases', [CREATED, lease('a', 1, 9), lease('b', 2, 9)], 'nobody else has a lease'],
  ['a fence twice', [CREATED, lease('a', 1, 1), lease('b', 1, 9)], 'token ascends'],
  ['an end by another', [CREATED, lease('a', 1, 9), done('b', 1)], 'its holder ends it'],
  ['a write past the fence', [CREATED, lease('a', 1, 9), done('a', 2)], 'past the fence'],
  ['a message from outside', [['message.sent', { content: '' }, 'e']], 'a member acts'],
])('%s is found', (_what, told, found) => {
  expect(judgeLog(logOf(told)).join('\n')).toContain(found);
});
