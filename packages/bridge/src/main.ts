import { builtVersion, command, runTool } from '@lighthouse/cli-kit';
import type { Io } from '@lighthouse/cli-kit';
import { init } from './host/init.ts';
import { serve } from './host/serve.ts';
import type { ServeArgs } from './host/serve.ts';

const PLACES = {
  log: {
    type: 'text',
    default: 'data/log',
    placeholder: 'folder',
    describe: 'the event log; made when it is not there',
  },
  key: {
    type: 'text',
    default: 'keys/lighthouse.keyring.json',
    placeholder: 'file',
    describe: 'the key ring, outside the log, readable by its owner alone',
  },
  enrolTokenFile: {
    type: 'text',
    placeholder: 'file',
    describe: 'tokens that register agents; enrol-token beside the key when left out',
  },
} as const;

const serving = {
  summary: 'run the server until SIGTERM or Ctrl-C',
  flags: {
    ...PLACES,
    host: { type: 'text', default: '127.0.0.1', describe: 'address to listen on' },
    port: { type: 'integer', min: 0, max: 65_535, default: 8765, describe: '0: any that is free' },
    rules: { type: 'text', placeholder: 'file', describe: 'what is allowed, denied, escalated' },
    reviewTimeout: {
      type: 'number',
      min: 0.05,
      max: 86_400,
      default: 60,
      placeholder: 'seconds',
      describe: 'how long an expert has to answer; then the command is denied',
    },
    agentRate: {
      type: 'number',
      min: 0.1,
      max: 1_000_000,
      default: 1000,
      placeholder: 'requests a second',
      describe: 'what one agent may send; more is answered with 429',
    },
    stopWithStdin: { type: 'boolean', describe: 'stop when the input ends, too' },
  },
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
  ],
});
