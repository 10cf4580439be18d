import { expect, test } from '@jest/globals';
import { chooseOutputs } from './outputs.ts';
import type { Asked } from './outputs.ts';

const NOTHING: Asked['files'] = {
  html: undefined,
  markdown: undefined,
  junit: undefined,
  ctrf: undefined,
  csv: undefined,
  seriesCsv: undefined,
};

const choose = (files: Partial<Asked['files']>, rest: Partial<Asked> = {}) =>
  chooseOutputs(
    { files: { ...NOTHING, ...files }, isGithub: false, isJson: false, ...rest },
    'runs/x',
  );

test('who asks for nothing gets the page beside the result', () => {
  expect(choose({})).toMatchObject({ files: [{ format: 'html', path: 'runs/x/report.html' }] });
});

test('who asks for something gets that and nothing else', () => {
  expect(choose({ junit: 'out/junit.xml', csv: 'out/figures.csv' })).toEqual({
    files: [
      { format: 'junit', path: 'out/junit.xml' },
      { format: 'csv', path: 'out/figures.csv' },
    ],
    onStdout: undefined,
    isGithub: false,
  });
  expect(choose({}, { isJson: true })).toMatchObject({ files: [], onStdout: 'json' });
  expect(choose({}, { isGithub: true })).toMatchObject({ files: [], onStdout: undefined });
});

test('a dash is stdout', () => {
  expect(choose({ markdown: '-', html: 'x.html' })).toMatchObject({
    files: [{ format: 'html', path: 'x.html' }],
    onStdout: 'markdown',
  });
});

test('stdout can be had once', () => {
  expect(() => choose({ markdown: '-', junit: '-' })).toThrow(
    expect.objectContaining({ code: 'LH_USAGE' }),
  );
  expect(() => choose({ markdown: '-' }, { isJson: true })).toThrow('only one thing');
});
