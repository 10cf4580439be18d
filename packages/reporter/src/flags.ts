const FILE = { type: 'text', placeholder: 'file, or - for stdout' } as const;

/** Of `lh-report <run>`. */
export const RENDER_FLAGS = {
  html: { ...FILE, describe: 'one self-contained page' },
  markdown: { ...FILE, describe: 'for the summary of a CI job' },
  junit: { ...FILE, describe: 'a test case for each threshold, invariant and audit check' },
  ctrf: { ...FILE, describe: 'the same cases in the Common Test Report Format' },
  csv: { ...FILE, describe: 'figures by operation, role and behaviour' },
  seriesCsv: { ...FILE, describe: 'figures over time' },
  github: { type: 'boolean', describe: 'add to the step summary and annotate (GitHub Actions)' },
} as const;

/** Of `lh-report compare`. */
export const COMPARE_FLAGS = {
  failOnRegression: {
    type: 'text',
    placeholder: 'percentage',
    describe:
      'exit code 1 when a figure is surely worse by more than this, 2 when it cannot be said',
  },
  html: { ...FILE, describe: 'one self-contained page' },
  markdown: { ...FILE, describe: 'for the summary of a CI job' },
} as const;

/** Of `lh-report merge`. */
export const MERGE_FLAGS = {
  out: {
    type: 'text',
    placeholder: 'folder',
    describe: 'where to write the run, merged by default',
  },
} as const;

/** Of `lh-report trend`. */
export const TREND_FLAGS = {
  scenario: { type: 'text', placeholder: 'name', describe: 'only this scenario' },
  last: {
    type: 'integer',
    min: 2,
    max: 1000,
    default: 50,
    describe: 'at most so many runs of each',
  },
} as const;

export const RUN_EXAMPLES = [
  { command: '$0 runs/20260304-050607-small', what: 'write report.html there' },
  { command: '$0 runs/*', what: 'the page of each' },
  { command: '$0 result.json --markdown - --junit junit.xml', what: 'two formats, no page' },
  { command: '$0 runs/20260304-050607-small --json', what: 'the figures, for a script' },
  { command: '$0 small --results postgres://ci@db/runs', what: 'the newest one of small there' },
] as const;

export const COMPARE_EXAMPLES = [
  { command: '$0 compare runs/before runs/after', what: 'two runs, or two folders of runs' },
  { command: '$0 compare main change --fail-on-regression 10%', what: 'a gate for CI' },
] as const;
