import { expect, test } from '@jest/globals';
import { sampleResult, sliceOf } from '../../test/sample-result.ts';
import { emptyRun, killedRun } from '../../test/sample-runs.ts';
import { renderCsv, renderSeriesCsv } from './csv.ts';

test('there is a row for all operations and one for each slice, and what is not known is empty', () => {
  const [header, ...rows] = renderCsv(killedRun()).split('\r\n');
  expect(header).toBe(
    'op,role,behaviour,intended,ok,fail,info,dropped,' +
      ['latency', 'service_time', 'send_delay']
        .map((time) =>
          [
            'count',
            'min_ms',
            'mean_ms',
            'p50_ms',
            'p90_ms',
            'p95_ms',
            'p99_ms',
            'p999_ms',
            'max_ms',
          ]
            .map((figure) => `${time}_${figure}`)
            .join(','),
        )
        .join(','),
  );
  expect(rows).toHaveLength(3);
  expect(rows[0]).toMatch(/^all,all,all,15,12,0,2,1,12,0\.1,0\.65,0\.6,1\.1,,,,1\.2,/);
  expect(rows[1]).toMatch(/^command,builder,honest,15,12,0,2,1,12,/);
  expect(rows[2]).toBe('');
});

test('text that a spreadsheet would run is kept from it, and quotes are doubled', () => {
  const slice = sliceOf({ op: '=1+1', role: 'a "b", c' }, [[1, 1]]);
  expect(renderCsv(sampleResult({ slices: [slice] }))).toContain(
    `\r\n'=1+1,"a ""b"", c",honest,1,`,
  );
});

test('the series is a row for each interval', () => {
  const lines = renderSeriesCsv(sampleResult()).trimEnd().split('\r\n');
  expect(lines).toHaveLength(11);
  expect(lines[0]).toMatch(/^startMs,intended,ok,fail,info,dropped,agents,latencyP50,/);
  expect(lines[2]).toMatch(/^1772600768000,105,105,0,0,0,10,1\.1,2,2\.08,2\.1,0\.75,0\.25,/);
  expect(renderSeriesCsv(emptyRun()).trimEnd().split('\r\n')).toHaveLength(1);
});
