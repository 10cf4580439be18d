/**
 * A crash and, behind it, damage to bytes that were durable: recovery must refuse, never take it
 * for a torn end. After a power loss the very last flush has no witness but HEAD, which may not
 * have been durable; damage to it, or to the trailer that it chains to, is left out then.
 */
import { hasErrorCode } from '@lighthouse/contract';
import { frameLen, frameSeq } from '../src/format/frame.ts';
import { SEGMENT_HEADER_BYTES, TRAILER_BYTES } from '../src/format/limits.ts';
import { segmentName } from '../src/format/segment-name.ts';
import type { LogFile } from '../src/fs/log-fs.ts';
import { listSegments, readSegment } from '../src/recover/read-segment.ts';
import { ALL_RULES, type DurabilityRules } from '../src/rules.ts';
import type { EventLog } from '../src/types.ts';
import { CrashHistory, payloadFor, Violation } from './crash-history.ts';
import { LOG_DIR, SimWorld } from './crash-world.ts';

/** Throws when the log opens in spite of the damage. */
export async function damageAfterCrash(
  seed: number,
  rules: DurabilityRules = ALL_RULES,
): Promise<void> {
  const world = new SimWorld(seed, rules);
  const fs = world.boot(() => undefined);
  const log = await world.open(fs);
  const witnessed = await flushSome(world, log);
  const lastSeq = log.lastSeq;
  fs.kill();
  const losesPower = world.random.chance(0.5);
  if (losesPower) world.losePower();
  damageFrame(
    world,
    losesPower ? { seqMax: witnessed, spared: TRAILER_BYTES } : { seqMax: lastSeq, spared: 0 },
  );
  const refusal = await world.open(world.boot(() => undefined)).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (hasErrorCode(refusal, 'LH_LOG_DAMAGED')) return;
  throw new Violation('durable events were cut off as if they were torn', { cause: refusal });
}

/** Gives the last seq before the last flush. */
async function flushSome(world: SimWorld, log: EventLog): Promise<number> {
  const history = new CrashHistory();
  let witnessed = 0;
  const flushCount = 2 + world.random.below(5);
  for (let flush = 0; flush < flushCount; flush++) {
    witnessed = log.lastSeq;
    const length = world.random.below(400);
    await history.watch(1, (token) => {
      const payload = payloadFor(token, { index: 0, length });
      return log.append({ events: [{ type: 'noted', stream: 's', payload }] });
    });
    if (world.random.chance(0.2)) world.scheduler.fire();
  }
  return witnessed;
}

/** Where damage may be: in frames up to `seqMax`, but for the last `spared` bytes of each. */
interface Target {
  readonly seqMax: number;
  readonly spared: number;
}

function damageFrame(world: SimWorld, target: Target): void {
  const fs = world.boot(() => undefined);
  const place = { fs, dir: LOG_DIR };
  const firstSeq = listSegments(fs, LOG_DIR).findLast((first) => first <= target.seqMax) ?? 1;
  const frames = framesIn(readSegment(place, firstSeq), target);
  const frame = frames[world.random.below(frames.length)];
  if (frame === undefined) throw new Error('there is no frame to damage');
  const file = fs.open(`${LOG_DIR}/${segmentName(firstSeq)}`, 'write');
  damage(world, file, frame);
  file.fsync();
}

function framesIn(bytes: Buffer, { seqMax, spared }: Target): { offset: number; len: number }[] {
  const frames: { offset: number; len: number }[] = [];
  let offset = SEGMENT_HEADER_BYTES;
  while (offset + 36 < bytes.length && frameLen(bytes, offset) > 0) {
    if (frameSeq(bytes, offset) > seqMax) break;
    const len = frameLen(bytes, offset);
    frames.push({ offset, len: len - spared });
    offset += len;
  }
  return frames;
}

function damage(world: SimWorld, file: LogFile, frame: { offset: number; len: number }): void {
  const { random } = world;
  const at = frame.offset + random.below(frame.len);
  if (random.chance(0.3)) {
    file.pwrite(new Uint8Array(frame.len), frame.offset);
    return;
  }
  const byte = new Uint8Array(1);
  file.pread(byte, at);
  file.pwrite(
    byte.map((value) => value ^ (1 << random.below(8))),
    at,
  );
}
