import { afterEach, expect, test } from '@jest/globals';
import { bundleForTest, createScope, startCli, toolBin, waitFor } from '@lighthouse/testkit';
import { alertsOf, openLiveLog, openWriter } from './live-log.ts';
import { runHere } from './run-here.ts';

const KILLS = 6;
const scope = createScope(afterEach);

test(`a writer that is killed with kill -9, ${KILLS} times, accuses nobody, and is followed on`, async () => {
  const live = await openLiveLog(scope);
  await live.append(20);
  await live.writer.close();
  const program = await bundleForTest(
    new URL('killed-writer.ts', import.meta.url),
    await scope.folder(),
  );
  const { log, key, audit } = live;
  const usual = ['watch', log, '--key', key, '--audit', audit, '--ndjson', '-v'];
  const often = ['--sweep-share', '50', '--sweep-pause', '50ms', '--status-interval', '100ms'];
  const watch = startCli(scope, toolBin('lh-verify'), [...usual, ...often]);
  await watch.waitForLine(/^intact, following/, 20_000);
  let last = 20;
  for (let round = 0; round < KILLS; round++) {
    const writer = startCli(scope, program, [log, key]);
    const target = last + 100 + 50 * round;
    await waitFor(() => lastAcknowledged(writer.stdout()) >= target, {
      limitMs: 30_000,
      what: `event ${target} in ${writer.stdout().slice(-300)} ${writer.stderr()}`,
    });
    writer.kill('SIGKILL');
    expect(await writer.end).toMatchObject({ signal: 'SIGKILL' });
    last = lastAcknowledged(writer.stdout());
  }
  const recovered = await openWriter(live);
  await recovered.close();
  const { lastSeq } = recovered;
  expect(lastSeq).toBeGreaterThanOrEqual(last);
  const end = `event ${lastSeq.toLocaleString('en-US')}, (.* behind, )?0 unverified`;
  await watch.waitForLine(new RegExp(`^intact, following: ${end}`), 30_000);
  watch.kill('SIGINT');
  expect(await watch.end).toMatchObject({ code: 0 });
  expect(alertsOf(watch)).toEqual([]);
  expect(await runHere([log, '--key', key])).toMatchObject({ code: 0 });
}, 240_000);

function lastAcknowledged(said: string): number {
  const seqs = said.matchAll(/^acknowledged (\d+)\n/gm);
  return Math.max(0, ...[...seqs].map(([, seq]) => Number(seq)));
}
