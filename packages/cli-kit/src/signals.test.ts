import { EventEmitter } from 'node:events';
import { expect, test } from '@jest/globals';
import { watchSignals } from './signals.ts';

function watch() {
  const process = new EventEmitter() as EventEmitter & Pick<NodeJS.Process, 'on' | 'off'>;
  const ended: number[] = [];
  const clock = { ms: 0 };
  const signals = watchSignals(process, {
    nowMs: () => clock.ms,
    endNow: (code) => void ended.push(code),
  });
  return { process, ended, clock, signals };
}

test('the first signal aborts and does not end', () => {
  const { process, ended, signals } = watch();
  process.emit('SIGTERM', 'SIGTERM');
  expect(signals.signal.reason).toMatchObject({
    code: 'LH_INTERRUPTED',
    facts: { signal: 'SIGTERM' },
  });
  expect(signals.interruptedBy()).toBe('SIGTERM');
  expect(ended).toEqual([]);
});

test('the second ends with the exit code of its kind', () => {
  const { process, ended, clock } = watch();
  process.emit('SIGINT', 'SIGINT');
  clock.ms = 300;
  process.emit('SIGTERM', 'SIGTERM');
  expect(ended).toEqual([143]);
});

test('one key press that arrives twice is one signal', () => {
  const { process, ended, clock } = watch();
  process.emit('SIGINT', 'SIGINT');
  clock.ms = 299;
  process.emit('SIGINT', 'SIGINT');
  expect(ended).toEqual([]);
});

test('after the end nobody listens any more', () => {
  const { process, signals } = watch();
  signals.stop();
  expect(process.eventNames()).toEqual([]);
});
