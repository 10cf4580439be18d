import { builtVersion, command, runTool } from '@lighthouse/cli-kit';
import type { Io } from '@lighthouse/cli-kit';
import { storeCommands } from './host/commands.ts';
import { init } from './host/init.ts';
import { serve } from './host/serve.ts';
import { PLACES, SERVE_FLAGS } from './host/serve-flags.ts';
import type { ServeArgs } from './host/serve-options.ts';

const serving = {
  summary: 'run the server until SIGTERM or Ctrl-C',
  flags: SERVE_FLAGS,
  run: (args: ServeArgs, io: Io) => serve(args, io, builtVersion()),
} as const;

await runTool({
  name: 'lh-bridge',
  summary:
    'A coordination server for agents: who they are is proved, what they do is in a sealed log.',
  commands: [
    command({ name: 'default', ...serving, examples: [] }),
    command({
      name: 'serve',
      ...serving,
      examples: [
        { command: '$0 serve --port 0 --json', what: 'any free port, told as JSON' },
        { command: '$0 serve --rules rules.yaml', what: 'a policy of your own' },
      ],
    }),
    command({
      name: 'init',
      summary: 'make a key ring, an enrolment token and an empty log',
      flags: PLACES,
      examples: [{ command: '$0 init', what: 'in data/log and keys/' }],
      run: init,
    }),
    ...storeCommands(),
  ],
});
