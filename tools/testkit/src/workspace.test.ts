import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { toolBin, workspaceRoot } from './workspace.ts';

test('the root holds nx.json', () => {
  expect(existsSync(path.join(workspaceRoot(), 'nx.json'))).toBe(true);
});

test('a tool that does not exist is named', () => {
  expect(() => toolBin('lh-nothing')).toThrow('there is no tool lh-nothing');
});
