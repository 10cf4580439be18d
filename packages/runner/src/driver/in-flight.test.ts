import { expect, test } from '@jest/globals';
import { Exchange } from './exchange.ts';
import { InFlight } from './in-flight.ts';

function inFlightOf(timeoutUs: number) {
  const inFlight = new InFlight(timeoutUs);
  const ended: string[] = [];
  const add = (name: string, atUs: number, ownUs?: number) => {
    const exchange = new Exchange(
      () => atUs,
      ({ failure }) => {
        inFlight.remove(slot);
        ended.push(`${name} ${failure}`);
      },
    );
    const slot = inFlight.add(exchange, ownUs);
    return exchange;
  };
  return { inFlight, ended, add };
}

test('what is too old is given up, and nothing else', () => {
  const { inFlight, ended, add } = inFlightOf(100);
  add('a', 0);
  add('b', 60);
  inFlight.expire(99);
  expect(ended).toEqual([]);
  inFlight.expire(100);
  expect(ended).toEqual(['a TIMEOUT']);
  inFlight.expire(159);
  inFlight.expire(160);
  expect(ended).toEqual(['a TIMEOUT', 'b TIMEOUT']);
  expect(inFlight.size).toBe(0);
});

test('a slot that is used again has the time of its new exchange', () => {
  const { inFlight, ended, add } = inFlightOf(100);
  inFlight.expire(0);
  add('a', 10).giveUp('gone');
  add('b', 50);
  expect(inFlight.size).toBe(1);
  inFlight.expire(149);
  expect(ended).toEqual(['a gone']);
  inFlight.expire(150);
  expect(ended).toEqual(['a gone', 'b TIMEOUT']);
});

test('one with a time-out of its own has that, shorter or longer, and changes no other', () => {
  const { inFlight, ended, add } = inFlightOf(100);
  inFlight.expire(0);
  add('usual', 10);
  add('short', 20, 30);
  add('long', 20, 300);
  inFlight.expire(49);
  expect(ended).toEqual([]);
  inFlight.expire(50);
  expect(ended).toEqual(['short TIMEOUT']);
  inFlight.expire(110);
  expect(ended).toEqual(['short TIMEOUT', 'usual TIMEOUT']);
  inFlight.expire(319);
  expect(inFlight.size).toBe(1);
  inFlight.expire(320);
  expect(ended.at(-1)).toBe('long TIMEOUT');
});

test('everything can be given up at once', () => {
  const { inFlight, ended, add } = inFlightOf(100);
  for (const name of ['a', 'b', 'c']) add(name, 0);
  inFlight.giveUpAll('NOT_ANSWERED_AT_END');
  expect(ended).toHaveLength(3);
  expect(inFlight.size).toBe(0);
});
