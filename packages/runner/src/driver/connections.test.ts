import { expect, test } from '@jest/globals';
import { Connections } from './connections.ts';
import { Wires } from './wire/open-wires.ts';

function open(limit?: number) {
  const wires = new Wires({ origin: 'http://127.0.0.1:1', keepAlive: true, nowUs: () => 0 });
  return new Connections(() => wires.open(0), limit);
}

test('the one used last is used first', () => {
  const connections = open();
  const [a, b, c] = [1, 2, 3].map(() => connections.takeFree());
  for (const wire of [b, a, c]) if (wire !== undefined) connections.release(wire);
  expect(
    [1, 2, 3].map(() => connections.takeFree()).map((wire) => [a, b, c].indexOf(wire)),
  ).toEqual([2, 0, 1]);
  expect([a, b, c]).not.toContain(connections.takeFree());
});

test('with a limit all wait for their turn, and who has gone is passed over', () => {
  const connections = open(1);
  const wire = connections.takeFree();
  expect(connections.takeFree()).toBeUndefined();
  if (wire === undefined) throw new Error('there is none');
  const count = 3000;
  const turns: number[] = [];
  for (let i = 0; i < count; i++)
    connections.wait((free) => {
      expect(free).toBe(wire);
      if (i % 2 === 1) return false;
      turns.push(i);
      return true;
    });
  // Who comes meanwhile is the last.
  connections.release(wire);
  connections.wait(() => turns.push(count) > 0);
  for (let i = 0; i < count / 2; i++) connections.release(wire);
  expect(turns).toEqual([...Array.from({ length: count / 2 }, (_, i) => 2 * i), count]);
  expect(connections.takeFree()).toBeUndefined();
  connections.release(wire);
  expect(connections.takeFree()).toBe(wire);
});
