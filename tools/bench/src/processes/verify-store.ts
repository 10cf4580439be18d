/**
 * Verifies a log in a process of its own: node verify-store.mjs <log> <key ring>. Prints what it
 * took, as JSON.
 */
import process from 'node:process';
import { loadKeyRing, verifyLog } from '@lighthouse/event-store';

const [dir = '', keyRingFile = ''] = process.argv.slice(2);
const keyRing = loadKeyRing(keyRingFile);
const startMs = performance.now();
const { value, verifiedCount } = await verifyLog({ dir, keyRing });
const ms = performance.now() - startMs;
const peakBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(`${JSON.stringify({ ms, peakBytes, value, verifiedCount })}\n`);
