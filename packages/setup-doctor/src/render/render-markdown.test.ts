import { expect, test } from '@jest/globals';
import { answerOf, reportOf } from '../../test/sample-answer.ts';
import { withoutPrivateData } from './private-data.ts';
import { renderMarkdown } from './render-markdown.ts';

const me = { home: '/home/maria', cwd: '/home/maria/secret-plan', user: 'maria', host: 'blackbox' };

test('a bug report breaks no table', () => {
  const report = reportOf({ found: 'a | b\n\\c' });
  expect(renderMarkdown(answerOf([report]), me)).toContain(
    '| disk.space | pass | a \\| b \\\\c | 1 GiB |\n',
  );
});

test.each([
  ['/home/maria/secret-plan/runs can be written', './runs can be written'],
  ['others can use /home/maria/keys/a', 'others can use ~/keys/a'],
  ['others can use /home/otto/keys/a', 'others can use ~/keys/a'],
  ['/mnt/customer-x/runs cannot be written', '<path> cannot be written'],
  ['/dev/fuse can be used', '/dev/fuse can be used'],
  ['https://bridge.customer.example:8765/x: no route', 'https://<host>:8765: no route'],
  [
    'postgres://10.1.2.3:5432: nothing listens there',
    'postgres://<host>:5432: nothing listens there',
  ],
  ['10.1.2.3 and fe80:0:0:0:1:2:3:4 and 127.0.0.1', '<address> and <address> and 127.0.0.1'],
  ['maria on blackbox, not marianne', '<user> on <host>, not marianne'],
  ['4.05 GiB at 15:09:26, 1,640 operations/s', '4.05 GiB at 15:09:26, 1,640 operations/s'],
])('%p is told to others as %p', (text, told) => {
  expect(withoutPrivateData(text, me)).toBe(told);
});
