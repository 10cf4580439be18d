import path from 'node:path';
import { LighthouseError } from '@lighthouse/contract/errors';
import type { ExitCode } from '@lighthouse/contract/exit-codes';
import { EXPORT_SCHEMA, type ExportAnswer } from '@lighthouse/contract/verify-answer';
import { readLog } from '@lighthouse/event-store';
import { checkExport, type ExportedLog } from '@lighthouse/event-store/life';
import type { JudgedLog } from '@lighthouse/event-store/anchors';
import { exitCodeOfVerdict, type Shell } from './audit-command.ts';
import { judgeStore, type JudgeWorld } from './judge-store.ts';
import { toJsonLine } from './render/escape-text.ts';
import { renderExport } from './render/render-export.ts';
import { readLines } from './store/read-lines.ts';

export interface CheckExportArgs {
  readonly export: string;
  readonly log: string | undefined;
  readonly key: string | undefined;
  readonly max: number;
}

/** Checks an export, prints the answer, and gives the exit code of its verdict. */
export async function runCheckExport(
  args: CheckExportArgs,
  { cwd, json, stdout }: Shell,
  world: JudgeWorld,
): Promise<ExitCode> {
  if (args.key !== undefined && args.log === undefined)
    throw new LighthouseError('LH_USAGE', '--key is of a log, and there is no --log', {
      hint: 'name the log that the export came from',
    });
  const file = path.resolve(cwd, args.export);
  const judged =
    args.log === undefined
      ? undefined
      : await judgeStore({ store: args.log, key: args.key }, world);
  const log = judged && exportedLog(judged);
  const check = await checkExport(readLines(file), {
    findingsMax: args.max,
    ...(log && { log }),
  });
  const { format, ...counts } = check;
  if (check.eventCount === 0 || format === undefined)
    throw new LighthouseError('LH_CONFIG', 'there is no exported event in the file', {
      hint: 'name a file that lh-bridge store export wrote',
      facts: { path: file },
    });
  const doubts = doubtsOf(check, judged);
  const unproven = doubts.length > 0 ? 'unknown' : 'intact';
  const answer: ExportAnswer = {
    schema: EXPORT_SCHEMA,
    path: file,
    format,
    verdict: check.findingCount > 0 ? 'tampered' : unproven,
    ...(judged && { log: { path: judged.dir, verdict: judged.verdict.value } }),
    ...counts,
    findings: [...counts.findings],
    doubts,
  };
  stdout.write(json ? toJsonLine(answer) : renderExport(answer, stdout.colour));
  return exitCodeOfVerdict(answer.verdict);
}

function exportedLog({ dir, keyRing, fs, verdict }: JudgedLog): ExportedLog {
  const { logId = '', value, lastSeq } = verdict;
  const events = readLog({ dir, keyRing, ...(fs && { fs }) });
  return { logId, isIntact: value === 'intact', lastSeq, events };
}

type Check = Awaited<ReturnType<typeof checkExport>>;

/** Says why an export without a finding can't be called intact. */
function doubtsOf(check: Check, judged: JudgedLog | undefined): string[] {
  if (judged === undefined) {
    const events =
      'whether its events are those of a log: their MACs are over bytes that an export does not carry';
    return [events, 'whether it ends, or begins, where the log did'];
  }
  const { eventCount, comparedCount, payloadsAsideCount } = check;
  const missing = eventCount - comparedCount;
  return [
    ...(judged.verdict.value === 'intact' ? [] : [`the log is not intact: verify ${judged.dir}`]),
    ...(missing > 0
      ? [`${missing} of its events: the log does not show what is in their place`]
      : []),
    ...(payloadsAsideCount > 0
      ? [`${payloadsAsideCount} payloads: they are under the keys of their subjects`]
      : []),
  ];
}
