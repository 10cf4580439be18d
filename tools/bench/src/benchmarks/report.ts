import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { RUN_FILES } from '@lighthouse/contract';
import { findChromium, toolBin } from '@lighthouse/testkit';
import type { Benchmark } from '../benchmark.ts';
import type { Contender, Contest, SkippedContest } from '../contest.ts';
import { runProgram } from '../host/run-program.ts';
import { hourRun } from '../load/hour-run.ts';

const REPEATS = 5;
const TIME = 'time';
const CPU_TIME = 'CPU time';
const NOTHING = 'node -e 0';
const VERSION = 'lh-report --version';
const RENDER = 'lh-report of an hour';
const EMPTY = 'an empty page';
const PAGE = 'the page of an hour';
const FIGURES = [
  { name: TIME, unit: 'ms' },
  { name: CPU_TIME, unit: 'CPU-ms' },
] as const;
const RENDER_MS_MAX = 2000;
const OPEN_MS_MAX = 1000;
const START_MS_MAX = 60;
const CHROMIUM = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--window-size=1280,900',
];

/** The report of an hour of 1,000 agents, a million operations a minute: to write, and to open. */
export const report: Benchmark = {
  name: 'report',
  summary: 'the report of an hour of 1,000 agents: writing it, opening it in Chromium',
  prepare: async ({ makeFolder, repeatsOr }) => {
    const folder = await makeFolder();
    const page = path.join(folder, RUN_FILES.report);
    const empty = path.join(folder, 'empty.html');
    await writeFile(path.join(folder, RUN_FILES.result), JSON.stringify(hourRun()));
    await writeFile(empty, '<!doctype html><title>empty</title><p>nothing</p>');
    const render = [toolBin('lh-report'), folder, '--html', page, '--quiet'];
    // The second contest opens what the first one writes, whichever is asked for.
    await runProgram(process.execPath, render);
    return [
      writing(render, repeatsOr(REPEATS)),
      opening({ page, empty, folder }, repeatsOr(REPEATS)),
    ];
  },
};

function writing(render: readonly string[], repeats: number): Contest {
  return {
    name: 'writing it',
    figures: FIGURES,
    contenders: [
      contender(NOTHING, process.execPath, ['-e', '0']),
      contender(VERSION, process.execPath, [toolBin('lh-report'), '--version']),
      contender(RENDER, process.execPath, render),
    ],
    comparisons: [
      { of: RENDER, figure: TIME, aim: { atMost: RENDER_MS_MAX } },
      {
        of: VERSION,
        to: NOTHING,
        figure: TIME,
        differencePer: { count: 1, what: 'start' },
        aim: { atMost: START_MS_MAX },
      },
    ],
    repeats,
    warmUps: 1,
  };
}

/** Starts the browser each time: what the page costs is what it takes more than an empty one. */
function opening(
  { page, empty, folder }: { page: string; empty: string; folder: string },
  repeats: number,
): Contest | SkippedContest {
  const name = 'opening it';
  const chromium = findChromium();
  if (chromium === undefined) return { name, skipped: 'there is no Chromium on this machine' };
  const open = (file: string) => [
    ...CHROMIUM,
    `--user-data-dir=${path.join(folder, 'browser')}`,
    `--screenshot=${path.join(folder, 'screen.png')}`,
    pathToFileURL(file).href,
  ];
  return {
    name,
    figures: FIGURES,
    contenders: [contender(EMPTY, chromium, open(empty)), contender(PAGE, chromium, open(page))],
    comparisons: [
      {
        of: PAGE,
        to: EMPTY,
        figure: TIME,
        differencePer: { count: 1, what: 'page' },
        aim: { atMost: OPEN_MS_MAX },
      },
    ],
    repeats,
    warmUps: 1,
  };
}

function contender(name: string, program: string, args: readonly string[]): Contender {
  return {
    name,
    measure: async () => {
      const { ms, cpuMs } = await runProgram(program, args);
      return { [TIME]: ms, ...(cpuMs === undefined ? {} : { [CPU_TIME]: cpuMs }) };
    },
  };
}
