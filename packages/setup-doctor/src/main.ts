import { builtVersion, command, OUT_FLAG, runTool } from '@lighthouse/cli-kit';
import { EXIT } from '@lighthouse/contract';
import { answerObject, examine, exitCodeOfReports, listChecks, renderAnswer } from './doctor.ts';
import { thisMachine } from './host/machine.ts';

const check = command({
  name: 'default',
  summary: 'checks this machine',
  flags: {
    out: { ...OUT_FLAG, describe: 'the folder that runs will be written to (default: runs)' },
    only: { type: 'list', describe: 'run only these checks or groups', placeholder: 'id' },
    skip: { type: 'list', describe: 'leave these checks or groups out', placeholder: 'id' },
    smoke: { type: 'boolean', describe: 'also run three agents end to end, ten seconds at most' },
    brief: { type: 'boolean', describe: 'print only what is not well, and the closing line' },
    markdown: { type: 'boolean', describe: 'print a table for a bug report' },
    strict: { type: 'boolean', describe: 'end with exit code 1 on warnings too' },
    offline: { type: 'boolean', describe: 'leave out what asks other machines' },
    listChecks: { type: 'boolean', describe: 'print the checks and their ids' },
  },
  examples: [
    { command: 'lh-doctor', what: 'is this machine ready?' },
    { command: 'lh-doctor --only disk -v', what: 'how fast is the disk?' },
    { command: 'lh-doctor --json', what: 'the same for a script' },
  ],
  async run(args, io) {
    if (args.listChecks) {
      io.stdout.write(listChecks());
      return EXIT.good;
    }
    const options = { ...args, verbose: io.verbose, version: builtVersion() };
    const machine = thisMachine({
      cwd: io.cwd,
      resultsDir: args.out ?? 'runs',
      offline: args.offline,
    });
    const reports = await examine(machine, options);
    if (io.json) io.printJson(answerObject(reports, options));
    else io.stdout.write(renderAnswer(reports, options, io.stdout.colour));
    return exitCodeOfReports(reports, options);
  },
});

await runTool({
  name: 'lh-doctor',
  summary: 'Is this machine ready to run agents, and what to do about it.',
  commands: [check],
});
