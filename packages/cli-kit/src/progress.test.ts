import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { Output } from './output.ts';
import type { StandardStream } from './output.ts';
import { createProgress } from './progress.ts';

/** A terminal of 40 by 10 that keeps what is written to it. */
function terminal(isTTY: boolean) {
  const stream = Object.assign(new PassThrough({ encoding: 'utf8' }), {
    isTTY,
    columns: 40,
    rows: 10,
  });
  const output = new Output(stream as unknown as StandardStream);
  return { stream, output, written: () => (stream.read() as string | null) ?? '' };
}

const view = (step: number) => ({ block: [`step ${step}`, 'of 3'], line: `step ${step} of 3` });

test('elsewhere than on a terminal a line comes at once and then at most every five seconds', () => {
  const { output, written } = terminal(false);
  let now = 0;
  const progress = createProgress(output, { isSilent: false, isLive: false, nowMs: () => now });
  progress.update(view(1));
  now = 4_999;
  progress.update(view(2));
  now = 5_000;
  progress.update(view(3));
  progress.end();
  expect(written()).toBe('step 1 of 3\nstep 3 of 3\n');
});

test('a view may ask for lines more often', () => {
  const { output, written } = terminal(false);
  let now = 0;
  const progress = createProgress(output, { isSilent: false, isLive: false, nowMs: () => now });
  for (const at of [0, 50, 100]) {
    now = at;
    progress.update({ ...view(at), lineEveryMs: 100 });
  }
  expect(written()).toBe('step 0 of 3\nstep 100 of 3\n');
});

test('a silent progress writes nothing, and lets others write', () => {
  const { output, written } = terminal(true);
  const progress = createProgress(output, { isSilent: true, isLive: true, nowMs: () => 0 });
  progress.update(view(1));
  progress.around(() => output.write('lasting\n'));
  progress.end();
  expect(written()).toBe('lasting\n');
});

test('on a terminal the block steps aside for what is lasting and is gone at the end', () => {
  const { output, written } = terminal(true);
  const progress = createProgress(output, { isSilent: false, isLive: true, nowMs: () => 0 });
  progress.update(view(1));
  expect(written()).toContain('step 1\nof 3');
  progress.around(() => output.write('lasting\n'));
  const [before, after] = written().split('lasting\n');
  expect(before).toContain('\u001b[2K');
  expect(after).toContain('step 1\nof 3');
  progress.end();
  expect(written()).toContain('\u001b[2K');
  progress.around(() => output.write('last\n'));
  expect(written()).toBe('last\n');
});

test('of a block that is higher than the screen the beginning is shown', () => {
  const { output, written } = terminal(true);
  const progress = createProgress(output, { isSilent: false, isLive: true, nowMs: () => 0 });
  const block = Array.from({ length: 12 }, (_, index) => `line ${index}.`);
  progress.update({ block, line: '' });
  const text = written();
  expect(text).toContain('line 0.');
  expect(text).toContain('line 8.');
  expect(text).not.toContain('line 9.');
});

test('a terminal that was made narrower is cleared of the lines that its block now takes', () => {
  const { stream, output, written } = terminal(true);
  const progress = createProgress(output, { isSilent: false, isLive: true, nowMs: () => 0 });
  progress.update({ block: ['x'.repeat(35), 'y'.repeat(10)], line: '' });
  written();
  stream.columns = 20;
  progress.update({ block: ['narrow'], line: '' });
  // Two lines and the cursor's own were drawn; the first of them is two lines now.
  expect(written().split('\u001b[1A').length - 1).toBe(3);
});
