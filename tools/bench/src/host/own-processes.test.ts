import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { OwnProcesses } from './own-processes.ts';

const BURN_MS = 300;
const SEEN_MS_MIN = 200;
/** Takes CPU time for a while, says who it is, and waits for its end. */
const BURNER = `
  const start = process.cpuUsage();
  while (process.cpuUsage(start).user < ${BURN_MS * 1000});
  process.stdout.write(String(process.pid));
  setTimeout(() => {}, 60_000);`;
/** Starts that in a session of its own, and passes on what it says. */
const leader = (afterwards: string) => `
  const { spawn } = require('node:child_process');
  const child = spawn(process.execPath, ['-e', ${JSON.stringify(BURNER)}], { detached: true });
  child.stdout.on('data', (text) => process.stdout.write(text, () => { ${afterwards} }));
  child.on('exit', () => console.log('waited for'));`;

/** Looks at a group of processes until one that its leader started has burnt. */
async function watchLeader(afterwards: string) {
  const child = spawn(process.execPath, ['-e', leader(afterwards)], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const end = once(child, 'exit');
  const own = new OwnProcesses(child.pid ?? Number.NaN);
  const looks = setInterval(() => own.look(), 20);
  const [text] = (await once(child.stdout, 'data')) as [Buffer];
  clearInterval(looks);
  return { own, child, end, burner: Number(text.toString()) };
}

const hasProc = existsSync('/proc/self/stat');
if (hasProc) describe('of processes that somebody started', defineTests);
else test('nothing is known without /proc', () => expect(OwnProcesses.find()).toBeUndefined());

function defineTests(): void {
  test('a child in a session of its own counts, and once only when it ended', async () => {
    const { own, child, end, burner } = await watchLeader('');
    const runningMs = own.cpuMs();
    expect(runningMs).toBeGreaterThanOrEqual(SEEN_MS_MIN);
    const waitedFor = once(child.stdout, 'data');
    process.kill(burner, 'SIGKILL');
    await waitedFor;
    expect(own.cpuMs()).toBeGreaterThanOrEqual(runningMs);
    expect(own.cpuMs()).toBeLessThan(runningMs + SEEN_MS_MIN);
    child.kill('SIGKILL');
    await end;
  });

  test('an orphan counts, while it runs and when it ended', async () => {
    const { own, end, burner } = await watchLeader('process.exit()');
    await end;
    const runningMs = own.cpuMs();
    expect(runningMs).toBeGreaterThanOrEqual(SEEN_MS_MIN);
    process.kill(burner, 'SIGKILL');
    while (existsSync(`/proc/${burner}`)) await sleep(5);
    expect(own.cpuMs()).toBeGreaterThanOrEqual(runningMs);
    expect(own.cpuMs()).toBeLessThan(runningMs + SEEN_MS_MIN);
  });

  test('an orphan of others does not count', async () => {
    const stranger = await watchLeader('process.exit()');
    await stranger.end;
    const own = new OwnProcesses(stranger.child.pid ?? Number.NaN);
    expect(stranger.own.cpuMs()).toBeGreaterThanOrEqual(SEEN_MS_MIN);
    expect(own.cpuMs()).toBe(0);
    process.kill(stranger.burner, 'SIGKILL');
  });

  test('we ourselves count', () => {
    const own = OwnProcesses.find();
    const start = process.cpuUsage();
    const beforeMs = own?.cpuMs() ?? Number.NaN;
    while (process.cpuUsage(start).user < BURN_MS * 1000);
    expect((own?.cpuMs() ?? Number.NaN) - beforeMs).toBeGreaterThanOrEqual(SEEN_MS_MIN);
  });
}
