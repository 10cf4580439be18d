import { builtVersion, command, type Io, type Tool } from '@lighthouse/cli-kit';
import { AUDIT_EXAMPLES, AUDIT_FLAGS, STORE } from '../audit-flags.ts';
import { CHECKPOINT, SIGNING_KEY } from '../checkpoint-flags.ts';
import { CHECK_EXPORT } from '../export-flags.ts';
import { startExaminer } from './examiner.ts';
import type { JudgeWorld } from '../judge-store.ts';
import { DRILL } from '../drill/drill-flags.ts';
import { createWatchHost, selfProgram, userName } from './watch-host.ts';
import { CHECK_PROOF, PROVE } from '../proof-flags.ts';
import { RESOLVE } from '../watch/resolve-flags.ts';
import { WATCH } from '../watch/watch-flags.ts';

const tool = { name: 'lh-verify', version: builtVersion() };

/** The tool, whose built files stand in `dist`. What a command needs is read when it is begun. */
export function createTool(dist: URL): Tool {
  return {
    name: tool.name,
    summary: 'Is this log complete, in order and untouched? Reads every byte, and changes nothing.',
    commands: [
      auditCommand(new URL('lh-verify-worker.mjs', dist)),
      ...commandsOfWatches(dist),
      ...commandsOfVouching(),
    ],
  };
}

function auditCommand(worker: URL): Tool['commands'][number] {
  return command({
    name: 'default',
    summary: 'audits a log: every byte, read only',
    positionals: [STORE],
    flags: AUDIT_FLAGS,
    examples: AUDIT_EXAMPLES,
    run: async (args, io) => {
      // The thread starts while the rest of this is read.
      const examiner = startExaminer(worker, io.signal);
      try {
        const { runAudit } = await import('../audit-command.ts');
        const { examine } = examiner;
        return await runAudit(args, io, { tool, wallClockMs: () => Date.now(), examine });
      } finally {
        await examiner.close();
      }
    },
  });
}

/** Whatever is signed, proven or exported. */
function commandsOfVouching(): Tool['commands'] {
  const signingKey = command({
    ...SIGNING_KEY,
    run: async (args, io) => {
      const { runSigningKey } = await import('../checkpoint-command.ts');
      return runSigningKey(args, worldOf(io));
    },
  });

  const checkpoint = command({
    ...CHECKPOINT,
    run: async (args, io) => {
      const { runCheckpoint } = await import('../checkpoint-command.ts');
      return runCheckpoint(args, worldOf(io));
    },
  });

  const prove = command({
    ...PROVE,
    run: async (args, io) => {
      const { runProve } = await import('../proof-command.ts');
      return runProve(args, worldOf(io));
    },
  });

  const checkProof = command({
    ...CHECK_PROOF,
    run: async (args, io) => {
      const { runCheckProof } = await import('../proof-command.ts');
      return runCheckProof(args, io);
    },
  });

  const checkExport = command({
    ...CHECK_EXPORT,
    run: async (args, io) => {
      const { runCheckExport } = await import('../export-command.ts');
      return runCheckExport(args, io, worldOf(io));
    },
  });
  return [signingKey, checkpoint, prove, checkProof, checkExport];
}

function commandsOfWatches(dist: URL): Tool['commands'] {
  const host = createWatchHost(tool, dist);
  const watch = command({
    ...WATCH,
    run: async (args, io) => {
      const { runWatch } = await import('../watch/watch-command.ts');
      return runWatch(args, io, host);
    },
  });

  const drill = command({
    ...DRILL,
    run: async (args, io) => {
      const { runDrill } = await import('../drill/drill-command.ts');
      return runDrill(args, io, { ...host, self: selfProgram() });
    },
  });

  const resolve = command({
    ...RESOLVE,
    run: async (args, io) => {
      const { runResolve } = await import('../watch/resolve-command.ts');
      return runResolve(args, { ...worldOf(io), ...host, user: userName() });
    },
  });
  return [watch, resolve, drill];
}

function worldOf({ cwd, signal, stdout, log }: Io): JudgeWorld {
  return {
    cwd,
    signal,
    write: stdout.write,
    warn: (text) => log('warn', text),
  };
}
