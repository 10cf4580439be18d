import path from 'node:path';
import { LighthouseError } from '@lighthouse/contract/errors';
import { EXIT, type ExitCode } from '@lighthouse/contract/exit-codes';
import type { ProofAnswer } from '@lighthouse/contract/verify-answer';
import {
  checkLogProof,
  computeInclusion,
  formatLogProof,
  isVouchable,
  LOG_PROOF_BYTES_MAX,
  parseLogProof,
} from '@lighthouse/event-store/anchors';
import type { NoteKey } from '@lighthouse/event-store/anchors';
import { anchorsOf } from './anchors/anchors-of.ts';
import { parseAgainstKey, readCheckpoint } from './anchors/read-checkpoint.ts';
import { readGivenFile } from './anchors/read-given-file.ts';
import { given, judgeStore, refuse, type JudgeWorld } from './judge-store.ts';
import { toJsonLine } from './render/escape-text.ts';
import { renderProof } from './render/render-proof.ts';
import { writeNewFile } from './store/new-file.ts';
import type { Shell } from './audit-command.ts';

export interface ProveArgs {
  readonly store: string;
  readonly seq: number | undefined;
  readonly against: string | undefined;
  readonly againstKey: readonly string[];
  readonly key: string | undefined;
  readonly out: string | undefined;
}

/** Writes the proof that a checkpoint holds an event, with the event in it. */
export async function runProve(args: ProveArgs, world: JudgeWorld): Promise<ExitCode> {
  const { cwd } = world;
  const seq = given(args.seq, '--seq');
  const file = path.resolve(cwd, given(args.against, '--against'));
  const checkpoint = readCheckpoint(file, keysIn(args));
  if (seq > checkpoint.size)
    throw new LighthouseError('LH_USAGE', 'the checkpoint is older than this event', {
      hint: 'name a later checkpoint, or write one now',
      facts: { seq, checkpoint: checkpoint.size },
    });
  const anchors = anchorsOf({ receipts: [], checkpoints: [checkpoint] });
  const log = await judgeStore(args, world, anchors);
  if (!isVouchable(log.verdict)) return refuse(log, world);
  const { frame, hashes } = await computeInclusion(log, { seq, size: checkpoint.size });
  const proof = formatLogProof({ frame, index: seq - 1, hashes, checkpoint: checkpoint.note });
  if (args.out === undefined) world.write(proof.toString('utf8'));
  else writeNewFile(path.resolve(cwd, args.out), proof, log.dir);
  return EXIT.good;
}

export interface CheckProofArgs {
  readonly proof: string;
  readonly againstKey: readonly string[];
}

/**
 * Checks a proof without the log and without its key. Throws LH_INPUT_MISSING, LH_IO, or LH_CONFIG
 * when the file is no proof.
 */
function checkProof(args: CheckProofArgs, cwd: string): ProofAnswer {
  const file = path.resolve(cwd, args.proof);
  const keys = keysIn(args);
  const proof = parseLogProof(readGivenFile(file, LOG_PROOF_BYTES_MAX));
  if ('reason' in proof)
    throw new LighthouseError('LH_CONFIG', `this is no proof: ${proof.reason}`, {
      hint: 'name a file that lh-verify prove wrote',
      facts: { path: file },
    });
  const schema = 'lighthouse/proof/1';
  const checked = checkLogProof(proof, keys);
  if ('reason' in checked) return { schema, isProven: false, reason: checked.reason };
  const { checkpoint, event } = checked;
  const { seq, tsUs, type, stream, agent, payload } = event;
  return {
    schema,
    isProven: true,
    log: checkpoint.logId,
    size: checkpoint.size,
    event: { seq, tsUs, type, stream, ...(agent === undefined ? {} : { agent }) },
    payload: Buffer.from(payload).toString('base64'),
  };
}

/** Checks a proof, prints what it shows, and gives the exit code. */
export function runCheckProof(args: CheckProofArgs, { cwd, json, stdout }: Shell): ExitCode {
  const answer = checkProof(args, cwd);
  stdout.write(json ? toJsonLine(answer) : renderProof(answer, stdout.colour));
  return answer.isProven ? EXIT.good : EXIT.bad;
}

function keysIn({ againstKey }: Pick<CheckProofArgs, 'againstKey'>): NoteKey[] {
  given(againstKey[0], '--against-key');
  return againstKey.map(parseAgainstKey);
}
