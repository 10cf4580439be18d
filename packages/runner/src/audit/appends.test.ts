import { expect, test } from '@jest/globals';
import type { StoredEvent } from '@lighthouse/event-store';
import { AppendAssembler } from './appends.ts';

let seq = 0;
function event(type: string, more: Partial<StoredEvent>): StoredEvent {
  seq += 1;
  const plain = { tsUs: seq, stream: 'a', payload: new Uint8Array(), logId: '', prevMac: '' };
  return { ...plain, seq, type, mac: `${seq}`.padStart(44, 'A'), ...more } as StoredEvent;
}

function appendsOf(events: readonly StoredEvent[]) {
  const assembler = new AppendAssembler();
  const all = [...events.map((each) => assembler.push(each)), assembler.end()];
  return all.flatMap((append) => (append === undefined ? [] : [append]));
}

test('a vote and the decision that it brings about are one append, under the last receipt', () => {
  const about = { correlation: 'p-1' };
  const vote = event('vote.cast', { ...about, agent: 'a', key: 'a-1' });
  const decision = event('proposal.approved', { ...about, causation: 'a-1' });
  const [append, ...others] = appendsOf([vote, decision]);
  expect(append).toMatchObject({ agent: 'a', key: 'a-1', eventCount: 2, lastSeq: decision.seq });
  expect(others).toEqual([]);
});

test('what the server says later of the same thing is no part of it', () => {
  const opened = event('proposal.opened', { correlation: 'p-2', agent: 'a', key: 'a-2' });
  const roster = event('roster.fixed', { correlation: 'p-2', causation: 'a-2' });
  const expired = event('proposal.undecided', { correlation: 'p-2' });
  expect(appendsOf([opened, roster, expired])).toMatchObject([{ lastSeq: roster.seq }]);
});
