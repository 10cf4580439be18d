import { expect, test } from '@jest/globals';
import { Chance } from './mutations/chance.ts';
import { fuzz, PARSERS } from './parsers-fuzz.ts';
import { seedOr } from './seed.ts';

const INPUTS = 3500;
const seed = seedOr(1);

test.each(PARSERS)(`the parser of a $name takes nothing but what it means`, (parser) => {
  expect(fuzz(parser, INPUTS, new Chance(seed))).toBeGreaterThan(10);
});
