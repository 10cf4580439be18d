import { expect, test } from '@jest/globals';
import { hostileRun } from '../../test/sample-runs.ts';
import { sampleResult } from '../../test/sample-result.ts';
import { renderLiveEnd, renderLiveShell, renderLiveState } from './live-page.ts';

const STATE = { elapsedMs: 12_000, loadMs: 30_000, inFlight: 4 };

test('a run that goes on is neither good nor bad, and says how far it is', () => {
  const part = renderLiveState({ ...STATE, result: sampleResult() });
  expect(part.title).toBe('Running: small · Lighthouse run');
  expect(part.body).toContain('Running</h2>');
  expect(part.body).toContain('0:12 of 0:30, 4 requests in flight');
  expect(part.body).toContain('<progress max="1" value="0.400"');
  expect(part.body).toContain('when the run is over');
  expect(part.body).not.toContain('Every threshold and invariant held');
  expect(part.data.seconds.length).toBe(10);
});

test('after the load it says what is waited for', () => {
  const part = renderLiveState({ ...STATE, elapsedMs: 31_000, result: sampleResult() });
  expect(part.body).toContain('0:30 of 0:30');
  expect(part.body).toContain('the log is read back');
});

test('a run that is over is shown as its report', () => {
  const part = renderLiveEnd(sampleResult());
  expect(part.title).toBe('Good: small · Lighthouse report');
  expect(part.body).toContain('Every threshold and invariant held');
});

test('text from outside is escaped in what the page is told', () => {
  const part = renderLiveState({ ...STATE, result: hostileRun() });
  expect(part.body.match(/<(img|script|b)\b/g)).toBeNull();
});

test('the page that is opened first holds nothing of a run', () => {
  const page = renderLiveShell('<title><!--lh:title--></title><!--lh:body--><!--lh:data-->');
  expect(page).toContain('Waiting for the run.');
  expect(page).toContain('{"seconds":[],"charts":[],"bands":[]}');
});
