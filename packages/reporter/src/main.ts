import { EXIT } from '@lighthouse/contract';
import { command, runTool } from '@lighthouse/cli-kit';
import { addToStepSummary } from './host/github.ts';
import { listRuns } from './host/list-runs.ts';
import { readRun } from './host/read-run.ts';
import { renderFormat, writeFiles } from './host/write-reports.ts';
import { summarise } from './json/summary.ts';
import { renderAnnotations } from './markdown/annotations.ts';
import { chooseOutputs } from './model/outputs.ts';
import { describeResult } from './model/report.ts';
import { renderRunList } from './terminal/run-list.ts';
import { renderTerminal } from './terminal/summary.ts';

const FILE = { type: 'text', placeholder: 'file, or - for stdout' } as const;

const render = command({
  name: 'default',
  summary: 'write reports of a run; with no flag, report.html beside the result',
  positionals: [{ name: 'run', describe: 'the folder of a run, or its result.json' }],
  flags: {
    html: { ...FILE, describe: 'one self-contained page' },
    markdown: { ...FILE, describe: 'for the summary of a CI job' },
    junit: { ...FILE, describe: 'a test case for each threshold, invariant and audit check' },
    csv: { ...FILE, describe: 'figures by operation, role and behaviour' },
    seriesCsv: { ...FILE, describe: 'figures over time' },
    github: { type: 'boolean', describe: 'add to the step summary and annotate (GitHub Actions)' },
  },
  examples: [
    { command: '$0 runs/20260304-050607-small', what: 'write report.html there' },
    { command: '$0 result.json --markdown - --junit junit.xml', what: 'two formats, no page' },
    { command: '$0 runs/20260304-050607-small --json', what: 'the figures, for a script' },
  ],
  run: async (args, io) => {
    const { result, folder } = await readRun(args.run, io.cwd);
    const { html, markdown, junit, csv, seriesCsv } = args;
    const files = { html, markdown, junit, csv, seriesCsv };
    const outputs = chooseOutputs({ files, isGithub: args.github, isJson: io.json }, folder);
    const source = { result, report: describeResult(result) };
    const written = await writeFiles(outputs, source, io.cwd);
    if (outputs.isGithub) {
      await addToStepSummary(source.report, io.env);
      for (const line of renderAnnotations(source.report)) io.log('warn', line);
    }
    if (outputs.onStdout === 'json') io.printJson(summarise(result, written));
    else if (outputs.onStdout !== undefined)
      io.stdout.write(await renderFormat(outputs.onStdout, source));
    else {
      if (!io.quiet) io.stdout.write(`${renderTerminal(source.report, io.stdout.colour)}\n`);
      for (const { path } of written) io.stdout.write(`${path}\n`);
    }
    // The answer is the report; what it says of the run is lh-run's exit code.
    return EXIT.good;
  },
});

const list = command({
  name: 'list',
  summary: 'list the runs in a folder, newest first',
  positionals: [{ name: 'folder', describe: 'where runs are, runs by default', optional: true }],
  examples: [{ command: '$0 list', what: 'list the runs in ./runs' }],
  run: async (args, io) => {
    const runs = await listRuns(args.folder ?? 'runs', io.cwd);
    const answer = { schema: 'lighthouse/run-list/1', runs };
    if (io.json) io.printJson(answer);
    else io.stdout.write(renderRunList(runs, io.stdout.colour));
    return EXIT.good;
  },
});

await runTool({
  name: 'lh-report',
  summary: 'Turns the result of a run into reports.',
  commands: [render, list],
});
