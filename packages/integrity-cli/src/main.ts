import { builtVersion, command, runTool } from '@lighthouse/cli-kit';
import { AUDIT_EXAMPLES, AUDIT_FLAGS, runAudit, STORE } from './audit-command.ts';
import { examineInThread } from './host/examine-in-thread.ts';

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

await runTool({
  name: tool.name,
  summary: 'Is this log complete, in order and untouched? Reads every byte, and changes nothing.',
  commands: [audit],
});
