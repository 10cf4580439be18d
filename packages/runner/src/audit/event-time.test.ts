import { describe, expect, test } from '@jest/globals';
import { judgeEventTime } from './event-time.ts';

const S = 1e6;

/** Sent at a second and acknowledged half a second later, with this time in the log. */
function judge(sentS: number, eventS: number, stepS?: number) {
  const time = { sentUs: sentS * S, answeredUs: (sentS + 0.5) * S, eventUs: eventS * S };
  const steps = stepS === undefined ? [] : [{ startUs: 10 * S, endUs: 20 * S, stepUs: stepS * S }];
  const judged = judgeEventTime(time, steps);
  return judged.kind === 'wrong' ? judged.what : judged.kind;
}

describe('without a clock step', () => {
  test.each([4.1, 5, 5.5, 6.4])('5 s to 5.5 s may have the time %s s', (eventS) => {
    expect(judge(5, eventS)).toBe('right');
  });

  test('what is off by more than a second is wrong', () => {
    expect(judge(5, 3)).toBe('its time is 2.0 s before it was sent');
    expect(judge(5, 15.5)).toBe('its time is 10.0 s after it was acknowledged');
  });
});

describe('a clock step of the run', () => {
  test('explains times that are off by it, while it lasts', () => {
    expect(judge(15, 45, 30)).toBe('stepped');
    expect(judge(15, -15, -30)).toBe('stepped');
  });

  test('explains nothing before it, nor more than it is, nor the other direction', () => {
    expect(judge(5, 35, 30)).toBe('its time is 29.5 s after it was acknowledged');
    expect(judge(15, 55, 30)).toBe('its time is 9.5 s after it was acknowledged');
    expect(judge(15, 5, 30)).toBe('its time is 10.0 s before it was sent');
    expect(judge(15, 45, -30)).toBe('its time is 29.5 s after it was acknowledged');
  });

  test('that went ahead holds the times of the log until the clock has caught up', () => {
    expect(judge(25, 50, 30)).toBe('stepped');
    expect(judge(25, 55, 30)).toBe('its time is 5.0 s after it was acknowledged');
    expect(judge(55, 60, 30)).toBe('its time is 4.5 s after it was acknowledged');
  });

  test('that went back is over when it is healed', () => {
    expect(judge(25, -5, -30)).toBe('its time is 30.0 s before it was sent');
  });
});
