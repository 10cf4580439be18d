import { builtVersion, command, runTool } from '@lighthouse/cli-kit';
import { AUDIT_EXAMPLES, AUDIT_FLAGS, runAudit, STORE } from './audit-command.ts';

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
      nowMs: () => performance.now(),
    }),
});

await runTool({
  name: tool.name,
  summary: 'Is this log complete, in order and untouched? Reads every byte, and changes nothing.',
  commands: [audit],
});
