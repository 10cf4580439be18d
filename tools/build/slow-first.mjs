// The order in which jest starts the files of a project: those that begin with SLOW_MARK first.
// A fresh clone knows no times, and jest would go by size: a short file that drives a long campaign
// would start last and leave the other workers idle.
import { readFileSync } from 'node:fs';
import Sequencer from '@jest/test-sequencer';

const SLOW_MARK = '/** @slow */';

export default class SlowFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const isSlow = ({ path }) => readFileSync(path, 'utf8').startsWith(SLOW_MARK);
    return [...sorted.filter(isSlow), ...sorted.filter((test) => !isSlow(test))];
  }
}
