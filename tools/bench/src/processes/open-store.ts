/**
 * Opens a log in a process of its own and reads streams from it: node open-store.mjs <log> <key
 * ring> <stream>... Prints what it took, as JSON.
 */
import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { loadKeyRing, openLog } from '@lighthouse/event-store';

const [dir = '', keyRingFile = '', ...streams] = process.argv.slice(2);
const clock = { nowUs: () => Math.floor((performance.timeOrigin + performance.now()) * 1000) };
const keyRing = loadKeyRing(keyRingFile);
const startMs = performance.now();
const startCpu = process.cpuUsage();
const log = await openLog({ dir, keyRing, clock, random: randomBytes });
const ms = performance.now() - startMs;
const cpuMs = cpuMsSince(startCpu);
const reads: { readonly count: number; readonly ms: number; readonly cpuMs: number }[] = [];
for (const stream of streams) {
  const readMs = performance.now();
  const readCpu = process.cpuUsage();
  let count = 0;
  for await (const event of log.read({ stream })) count += event.stream === stream ? 1 : 0;
  reads.push({ count, ms: performance.now() - readMs, cpuMs: cpuMsSince(readCpu) });
}
const { lastSeq } = log;
const peakBytes = process.resourceUsage().maxRSS * 1024;
await log.close();
process.stdout.write(`${JSON.stringify({ ms, cpuMs, peakBytes, lastSeq, reads })}\n`);

function cpuMsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
