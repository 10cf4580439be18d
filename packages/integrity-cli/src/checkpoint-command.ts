import path from 'node:path';
import { EXIT, type ExitCode } from '@lighthouse/contract/exit-codes';
import {
  computeCheckpoint,
  createSigningKey,
  isVouchable,
  loadSigningKey,
  signCheckpoint,
} from '@lighthouse/event-store/anchors';
import { given, judgeStore, refuse, type JudgeWorld } from './judge-store.ts';
import { writeNewFile } from './store/new-file.ts';

export interface CheckpointArgs {
  readonly store: string;
  readonly key: string | undefined;
  readonly signingKey: string | undefined;
  readonly out: string | undefined;
}

/**
 * Verifies a log and signs what it holds, root and size. A log that is not whole and authentic is
 * not vouched for: then the exit code is that of the verdict.
 */
export async function runCheckpoint(args: CheckpointArgs, world: JudgeWorld): Promise<ExitCode> {
  const signer = loadSigningKey(path.resolve(world.cwd, given(args.signingKey, '--signing-key')));
  const log = await judgeStore(args, world);
  if (!isVouchable(log.verdict)) return refuse(log, world);
  const note = signCheckpoint(await computeCheckpoint(log), [signer]);
  if (args.out === undefined) world.write(note);
  else writeNewFile(path.resolve(world.cwd, args.out), note, log.dir);
  return EXIT.good;
}

/** Makes a signing key, and prints the public key that its signatures are checked with. */
export function runSigningKey(
  args: { readonly file: string; readonly name: string },
  world: Pick<JudgeWorld, 'cwd' | 'write'>,
): ExitCode {
  const { verifier } = createSigningKey(path.resolve(world.cwd, args.file), args.name);
  world.write(`${verifier}\n`);
  return EXIT.good;
}
