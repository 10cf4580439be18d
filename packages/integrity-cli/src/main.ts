import { builtVersion, command, runTool, type Io } from '@lighthouse/cli-kit';
import { AUDIT_EXAMPLES, AUDIT_FLAGS, runAudit, STORE } from './audit-command.ts';
import {
  CHECKPOINT_EXAMPLES,
  CHECKPOINT_FLAGS,
  runCheckpoint,
  runSigningKey,
  SIGNING_KEY_POSITIONALS,
} from './checkpoint-command.ts';
import { examineInThread } from './host/examine-in-thread.ts';
import type { JudgeWorld } from './judge-store.ts';
import {
  CHECK_PROOF_FLAGS,
  PROOF,
  PROVE_EXAMPLES,
  PROVE_FLAGS,
  runCheckProof,
  runProve,
} from './proof-command.ts';

const worker = new URL('lh-verify-worker.mjs', import.meta.url);
const tool = { name: 'lh-verify', version: builtVersion() };

const audit = command({
  name: 'default',
  summary: 'audits a log: every byte, read only',
  positionals: [STORE],
  flags: AUDIT_FLAGS,
  examples: AUDIT_EXAMPLES,
  run: async (args, io) =>
    runAudit(args, io, {
      tool,
      wallClockMs: () => Date.now(),
      examine: async (assignment, onAdvance) =>
        examineInThread(assignment, { worker, onAdvance, signal: io.signal }),
    }),
});

const signingKey = command({
  name: 'signing-key',
  summary: 'makes a key to sign checkpoints with, and prints its public half',
  positionals: SIGNING_KEY_POSITIONALS,
  run: (args, io) => runSigningKey(args, worldOf(io)),
});

const checkpoint = command({
  name: 'checkpoint',
  summary: 'verifies a log and signs what it holds, to be kept elsewhere',
  positionals: [STORE],
  flags: CHECKPOINT_FLAGS,
  examples: CHECKPOINT_EXAMPLES,
  run: async (args, io) => runCheckpoint(args, worldOf(io)),
});

const prove = command({
  name: 'prove',
  summary: 'writes the proof that a checkpoint holds an event',
  positionals: [STORE],
  flags: PROVE_FLAGS,
  examples: PROVE_EXAMPLES,
  run: async (args, io) => runProve(args, worldOf(io)),
});

const checkProof = command({
  name: 'check-proof',
  summary: 'checks such a proof, without the log and without its key',
  positionals: [PROOF],
  flags: CHECK_PROOF_FLAGS,
  run: (args, io) => runCheckProof(args, io),
});

function worldOf({ cwd, signal, stdout, log }: Io): JudgeWorld {
  return { cwd, signal, write: stdout.write, warn: (text) => log('warn', text) };
}

await runTool({
  name: tool.name,
  summary: 'Is this log complete, in order and untouched? Reads every byte, and changes nothing.',
  commands: [audit, signingKey, checkpoint, prove, checkProof],
});
