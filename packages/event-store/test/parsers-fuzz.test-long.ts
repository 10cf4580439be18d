import { expect, test } from '@jest/globals';
import { Chance } from './mutations/chance.ts';
import { fuzz, PARSERS } from './parsers-fuzz.ts';
import { seedOr } from './seed.ts';

const INPUTS = 170_000;
const seed = seedOr(1_000_000);

test.each(PARSERS)(
  `the parser of a $name takes nothing but what it means, in ${INPUTS} inputs`,
  (parser) => {
    expect(fuzz(parser, INPUTS, new Chance(seed))).toBeGreaterThan(10);
  },
  3_600_000,
);
