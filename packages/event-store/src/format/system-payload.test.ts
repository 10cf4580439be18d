import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseSystemPayload } from './system-payload.ts';

function parse(type: string, value: unknown): unknown {
  return parseSystemPayload(type, Buffer.from(JSON.stringify(value)));
}

const rotated = { kid: 2, keyCheck: '0011223344556677' };
const archived = { first: 1, last: 9, bytes: 0, trailer: 'aa', root: 'bb', size: 9 };
const registered = { agent: 'ann', role: 'builder', credential: 1, allows: ['task.*'] };

test.each<[string, object, object]>([
  ['$key_rotated', rotated, { type: '$key_rotated', ...rotated }],
  [
    '$epoch_sealed',
    { epoch: 1, until: 5, next: 'ff' },
    { type: '$epoch_sealed', epoch: 1, until: 5, next: 'ff' },
  ],
  ['$archived', archived, { type: '$archived', ...archived }],
  ['$agent_registered', registered, { type: '$agent_registered', ...registered }],
  [
    '$agent_revoked',
    { agent: 'ann', credential: 1, later: true },
    { type: '$agent_revoked', agent: 'ann', credential: 1 },
  ],
  ['$heartbeat', {}, { type: '$heartbeat' }],
  ['$store_recovered', { bytes: 0, reason: '', seq: 0 }, { type: 'other' }],
  [
    '$store_restored',
    { incarnation: 2, from: 'tape', seq: 7 },
    { type: '$store_restored', incarnation: 2 },
  ],
  ['$subject_erased', { subject: 'p-17' }, { type: 'other' }],
  ['$of_a_later_version', {}, { type: 'other' }],
])('the payload of %s is read', (type, payload, record) => {
  expect(parse(type, payload)).toEqual(record);
});

test.each<[string, object]>([
  ['$key_rotated', { kid: 2 }],
  ['$key_rotated', { ...rotated, kid: 0 }],
  ['$key_rotated', { ...rotated, keyCheck: 'xy' }],
  ['$epoch_sealed', { epoch: 1, until: -1, next: 'ff' }],
  ['$archived', { ...archived, size: 1.5 }],
  ['$archived', { ...archived, root: '' }],
  ['$agent_registered', { ...registered, allows: 'task.*' }],
  ['$agent_registered', { ...registered, allows: [1] }],
  ['$agent_registered', { ...registered, agent: 'a b' }],
  ['$agent_revoked', { agent: 'ann' }],
  ['$heartbeat', []],
  ['$store_recovered', { bytes: 1, seq: 1 }],
  ['$store_restored', { incarnation: 2, seq: 7 }],
])('%s does not have the payload %j', (type, payload) => {
  expect(parse(type, payload)).toBeUndefined();
});

test('random bytes are no payload of a record that has a form, and never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(parseSystemPayload('$heartbeat', bytes)).toBeUndefined();
    }),
  );
});
