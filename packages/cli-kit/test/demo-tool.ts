import { EXIT, LighthouseError } from '@lighthouse/contract';
import { command, OUT_FLAG, runTool, SEED_FLAG } from '../src/index.ts';

const show = command({
  name: 'default',
  summary: 'print the arguments as they were understood',
  positionals: [{ name: 'store', describe: 'a folder' }],
  flags: {
    seed: SEED_FLAG,
    out: OUT_FLAG,
    rate: { type: 'number', min: 0, max: 1e6, default: 2.5, describe: 'events a second' },
    depth: { type: 'text', choices: ['quick', 'full'], default: 'full', describe: 'how far' },
    failFast: { type: 'boolean', describe: 'stop at the first finding' },
    tag: { type: 'list', describe: 'only these' },
  },
  examples: [{ command: '$0 data/store', what: 'show one store' }],
  run: (args, io) => {
    io.stdout.write(
      `${JSON.stringify({ ...args, quiet: io.quiet, verbose: io.verbose, json: io.json })}\n`,
    );
    return EXIT.good;
  },
});

const fail = command({
  name: 'fail',
  summary: 'fail in a chosen way',
  positionals: [{ name: 'how', describe: 'known, bug, async-bug, lost or half' }],
  run: async ({ how }, io) => {
    if (how === 'known')
      throw new LighthouseError('LH_KEY_MISSING', 'cannot read the key', {
        facts: { path: 'keys/store.key' },
        hint: 'create one with lh-doctor --fix',
        cause: new Error('ENOENT: no such file'),
      });
    if (how === 'half') io.stdout.write('half an answer\n');
    if (how === 'lost') await new Promise(() => {});
    if (how === 'async-bug') {
      void Promise.reject(new TypeError('nobody waits for this'));
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      return EXIT.good;
    }
    throw new TypeError('x is not a function');
  },
});

const lines = command({
  name: 'lines',
  summary: 'print many lines, then say bad',
  flags: { count: { type: 'integer', min: 1, max: 1e7, default: 10, describe: 'how many' } },
  run: async ({ count }, io) => {
    io.log('info', 'started');
    for (let line = 1; line <= count; line++) {
      io.stdout.write(`line ${line}\n`);
      if (line % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    return EXIT.bad;
  },
});

const wait = command({
  name: 'wait',
  summary: 'wait for a signal',
  flags: {
    end: { type: 'text', choices: ['throw', 'own', 'never'], default: 'throw', describe: 'how' },
  },
  run: async ({ end }, io) => {
    const keepAlive = setInterval(() => {}, 1000);
    io.log('info', 'ready');
    await new Promise<void>((resolve) =>
      io.signal.addEventListener('abort', () => resolve(), { once: true }),
    );
    io.log('info', 'stopping');
    if (end === 'never') await new Promise(() => {});
    clearInterval(keepAlive);
    if (end === 'throw') io.signal.throwIfAborted();
    io.stdout.write(`${io.interruptedBy()}\n`);
    return EXIT.good;
  },
});

const steps = command({
  name: 'steps',
  summary: 'show progress and log at every level',
  run: (_args, io) => {
    io.progress.update({ block: ['step 1', 'of 2'], line: 'step 1 of 2' });
    io.log('error', 'an error');
    io.log('warn', 'a warning');
    io.log('info', 'a note');
    io.log('debug', 'a detail');
    io.progress.update({ block: ['step 2', 'of 2'], line: 'step 2 of 2' });
    io.stdout.write(`${io.stdout.colour.good('done')}\n`);
    return EXIT.good;
  },
});

await runTool({
  name: 'lh-demo',
  summary: 'Shows what the shell of a tool does.',
  commands: [show, fail, lines, wait, steps],
});
