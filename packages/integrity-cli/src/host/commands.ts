import { builtVersion, command, type Io, type Tool } from '@lighthouse/cli-kit';
import { AUDIT_EXAMPLES, AUDIT_FLAGS, runAudit, STORE } from '../audit-command.ts';
import { CHECKPOINT, runCheckpoint, runSigningKey, SIGNING_KEY } from '../checkpoint-command.ts';
import { CHECK_EXPORT, runCheckExport } from '../export-command.ts';
import { examineInThread } from './examine-in-thread.ts';
import type { JudgeWorld } from '../judge-store.ts';
import { DRILL } from '../drill/drill-flags.ts';
import { createWatchHost, selfProgram, userName } from './watch-host.ts';
import { CHECK_PROOF, PROVE, runCheckProof, runProve } from '../proof-command.ts';
import { RESOLVE, runResolve } from '../watch/resolve-command.ts';
import { WATCH } from '../watch/watch-flags.ts';

const tool = { name: 'lh-verify', version: builtVersion() };

/**
 * The tool, whose built files stand in `dist`. What only a watch or a drill needs is not read
 * before there is one.
 */
export function createTool(dist: URL): Tool {
  const worker = new URL('lh-verify-worker.mjs', dist);
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
    ...SIGNING_KEY,
    run: (args, io) => runSigningKey(args, worldOf(io)),
  });

  const checkpoint = command({
    ...CHECKPOINT,
    run: async (args, io) => runCheckpoint(args, worldOf(io)),
  });

  const prove = command({
    ...PROVE,
    run: async (args, io) => runProve(args, worldOf(io)),
  });

  const checkProof = command({
    ...CHECK_PROOF,
    run: (args, io) => runCheckProof(args, io),
  });

  const checkExport = command({
    ...CHECK_EXPORT,
    run: async (args, io) => runCheckExport(args, io, worldOf(io)),
  });

  return {
    name: tool.name,
    summary: 'Is this log complete, in order and untouched? Reads every byte, and changes nothing.',
    commands: [
      audit,
      ...commandsOfWatches(dist),
      signingKey,
      checkpoint,
      prove,
      checkProof,
      checkExport,
    ],
  };
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
    run: async (args, io) => runResolve(args, { ...worldOf(io), ...host, user: userName() }),
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
