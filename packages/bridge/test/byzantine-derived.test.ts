import { appendFile, cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { hasErrorCode } from '@lighthouse/contract';
import { API_PATHS } from '@lighthouse/contract/api';
import { createScope } from '@lighthouse/testkit';
import { eventsOf } from './read-events.ts';
import { startBridge } from './start-bridge.ts';
import type { TestBridge } from './start-bridge.ts';
import { joinAgent, RISKY, SAFE } from './test-agent.ts';

const scope = createScope(afterEach);

/** Stops the server, does something to its files, and tells with what code it refuses to start. */
async function startAfter(bridge: TestBridge, harm: () => Promise<void>): Promise<string> {
  await bridge.stop();
  const copy = `${bridge.dir}-whole`;
  await cp(bridge.dir, copy, { recursive: true });
  await harm();
  const code = await bridge.start().then(
    () => 'started',
    (error: unknown) => (hasErrorCode(error) ? error.code : String(error)),
  );
  if (code === 'started') return code;
  await rm(bridge.dir, { recursive: true });
  await cp(copy, bridge.dir, { recursive: true });
  await bridge.start();
  return code;
}

async function lastSegment({ dir }: TestBridge): Promise<string> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.lhseg'));
  return path.join(dir, names.toSorted().at(-1) ?? '');
}

test('row 47: what the log says of its own end is not believed when it is forged', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  const first = await alice.command('k1');
  const head = path.join(bridge.dir, 'HEAD');
  for (const forge of [(old: Buffer) => old.fill(0xff), (old: Buffer) => old.fill(0)])
    expect(
      await startAfter(bridge, async () => writeFile(head, forge(await readFile(head)))),
    ).toMatch(/^LH_/);
  expect((await alice.command('k1')).text).toBe(first.text);
});

test('row 47: state is kept nowhere but in the log: there is nothing else to poison', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  await joinAgent(bridge, 'bob', 'expert');
  const asked = await alice.command('k1', RISKY);
  await bridge.stop();
  const names = await readdir(bridge.dir);
  expect(names.filter((name) => name !== 'HEAD' && !name.endsWith('.lhseg'))).toEqual([]);
  await bridge.start();
  expect((await alice.command('k1', RISKY)).text).toBe(asked.text);
});

test('row 48: frames of another log are not taken for this one’s', async () => {
  const [here, there] = [await startBridge(scope), await startBridge(scope)];
  const alice = await joinAgent(here, 'alice', 'builder');
  const other = await joinAgent(there, 'alice', 'builder');
  await alice.command('k1');
  await other.command('of-there', { ...SAFE, target: 'planted' });
  await there.stop();
  const foreign = await readFile(await lastSegment(there));
  const code = await startAfter(here, async () => appendFile(await lastSegment(here), foreign));
  // Cut off as no part of this log, or refused: never read as its own.
  expect(code).toMatch(/^(started|LH_)/);
  const { body } = await alice.get(API_PATHS.events);
  expect(JSON.stringify(body)).not.toContain('planted');
  expect(await eventsOf(here, { type: 'command.submitted' })).toHaveLength(1);
  await there.start();
});
