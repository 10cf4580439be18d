export { createFixtures } from './host/fixtures.ts';
export { lighthouseMatchers } from './matchers.ts';
