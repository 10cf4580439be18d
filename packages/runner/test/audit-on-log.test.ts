import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AgentNames, createCrowd } from '@lighthouse/agent-sim';
import type { CommandOperation } from '@lighthouse/agent-sim';
import { INVARIANTS } from '@lighthouse/contract';
import type { Audit, Invariant } from '@lighthouse/contract';
import { defaultDecision } from '@lighthouse/contract/commands';
import { commandPayload, decisionPayload } from '@lighthouse/contract/event-payloads';
import { createKeyRing, openLog, readLog, verifyLog } from '@lighthouse/event-store';
import type { AppendResult, KeyRing, NewEvent } from '@lighthouse/event-store';
import { createScope } from '@lighthouse/testkit';
import { auditRun } from '../src/audit/audit-run.ts';
import { commandDigest } from '../src/audit/content-digest.ts';
import { MemoryPartitions } from '../src/audit/memory-partitions.ts';
import { RECEIPT_MAC_LENGTH } from '../src/history/record.ts';
import type { HistoryRecord } from '../src/history/record.ts';
import { makePlan } from '../src/plan/make-plan.ts';
import { BUILTIN_SCENARIOS, readScenario } from '@lighthouse/scenario-file';
import { judgeInvariants } from '@lighthouse/verdict';

const scope = createScope(afterEach);
const scenario = readScenario(new TextEncoder().encode(BUILTIN_SCENARIOS['smoke']), 'smoke');
const { crowd: spec } = makePlan(scenario);
const names = new AgentNames(spec);

/** The commands of a crowd, written to a real log in the forms of the contract. */
async function writeLog(dir: string, keyRing: KeyRing): Promise<HistoryRecord[]> {
  let nowUs = 1e15;
  const log = await openLog({
    dir,
    keyRing,
    clock: { nowUs: () => (nowUs += 1) },
    random: (count) => randomBytes(count),
  });
  const history: HistoryRecord[] = [];
  const crowd = createCrowd(spec);
  for (let position = 0; position < crowd.size; position += 1) {
    for (;;) {
      const next = crowd.next(position);
      if (next?.kind !== 'command') break;
      const sentUs = (nowUs += 10);
      const events = eventsOf(next, crowd.identity(position).name);
      const result = await log.append({ events, key: next.key });
      history.push(recordOf(next, { sentUs, answeredUs: (nowUs += 10), result }));
    }
  }
  await log.close();
  return history;
}

function eventsOf({ key, request }: CommandOperation, agent: string): NewEvent[] {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const common = { stream: agent, correlation: `c-${key}` };
  const decision = defaultDecision(request.action);
  const decided = decisionPayload({ command: common.correlation, decision, reason: '' });
  return [
    { ...common, type: 'command.submitted', agent, payload: bytes(commandPayload(request)) },
    ...request.steps.map((step) => ({
      ...common,
      type: 'command.step',
      agent,
      payload: bytes(step),
    })),
    { ...common, type: `command.${decision}`, payload: bytes(decided) },
  ];
}

function recordOf(
  { agent, number, key, request }: CommandOperation,
  told: { sentUs: number; answeredUs: number; result: AppendResult },
): HistoryRecord {
  const { sentUs, answeredUs, result } = told;
  return {
    agent,
    number,
    kind: 'command',
    key,
    intendedUs: sentUs,
    sentUs,
    answeredUs,
    clock: 0,
    outcome: 'ok',
    status: 200,
    decision: defaultDecision(request.action),
    receiptSeq: result.receipt.seq,
    receiptMac: result.receipt.mac.slice(0, RECEIPT_MAC_LENGTH),
    digest: commandDigest(request),
  };
}

async function audit(dir: string, keyRing: KeyRing, history: HistoryRecord[]): Promise<Audit> {
  return auditRun({
    history,
    events: readLog({ dir, keyRing }),
    log: await verifyLog({ dir, keyRing, isClosed: true }),
    agents: names,
    store: new MemoryPartitions(),
  });
}

function verdicts(result: Audit): Record<string, string> {
  const judged = judgeInvariants((Object.keys(INVARIANTS) as Invariant[]).slice(0, 6), result);
  return Object.fromEntries(judged.map(({ name, verdict }) => [name, verdict]));
}

describe('a real log', () => {
  let dir: string;
  let keyRing: KeyRing;
  let history: HistoryRecord[];

  beforeEach(async () => {
    const folder = await scope.folder();
    dir = path.join(folder, 'log');
    keyRing = createKeyRing(path.join(folder, 'keyring.json'), { nowUs: 1e15 });
    history = await writeLog(dir, keyRing);
  });

  test('that bears out every receipt is cleared', async () => {
    const result = await audit(dir, keyRing, history);
    expect(new Set(Object.values(verdicts(result)))).toEqual(new Set(['good']));
    expect(result).toMatchObject({ acknowledged: history.length, lost: { count: 0 } });
    expect(history.length).toBeGreaterThan(20);
  });

  test('with one flipped bit has lost the event that it was in', async () => {
    const segment = path.join(dir, readdirSync(dir).find((file) => file.endsWith('.lhseg')) ?? '');
    const bytes = readFileSync(segment);
    const victim = history[3]!;
    const at = bytes.indexOf(victim.key);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(segment, bytes);
    const result = await audit(dir, keyRing, history);
    expect(verdicts(result)).toMatchObject({ 'nothing-lost': 'bad', 'log-intact': 'bad' });
    expect(result).toMatchObject({
      lost: { count: 1, examples: [{ agent: names.nameOf(victim.agent), key: victim.key }] },
    });
  });
});
