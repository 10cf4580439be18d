import { expect, test } from '@jest/globals';
import { ROLES } from '@lighthouse/contract/api';
import fc from 'fast-check';
import { Agents } from './agents.ts';

const NAMES = ['ada', 'bob', 'cyd', 'dan', 'eve'];

const step = fc.oneof(
  fc.record({ join: fc.constantFrom(...NAMES), role: fc.constantFrom(...ROLES) }),
  fc.record({ leave: fc.constantFrom(...NAMES) }),
);

test('the agents of a role are those found by going through all, in their order', () => {
  let seen = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20, size: 'max' }), (steps) => {
      const agents = new Agents();
      for (const said of steps) {
        if ('leave' in said) agents.revoke(said.leave);
        // A name is given once: that is refused before it is a fact.
        else if (agents.get(said.join) === undefined) {
          const registered = { agent: said.join, role: said.role, credential: 1 };
          agents.register({ kind: 'agent.registered', ...registered, allows: [], issuer: '' });
        }
        for (const role of ROLES) {
          const found = [...agents.all()].filter(
            (agent) => agent.role === role && !agent.isRevoked,
          );
          seen = Math.max(seen, found.length);
          expect(agents.ofRole(role)).toEqual(found.map(({ name }) => name));
        }
      }
    }),
    { numRuns: 100, seed: 7 },
  );
  expect(seen).toBeGreaterThan(2);
});
