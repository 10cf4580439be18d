import { formatCount, formatDuration } from '@lighthouse/cli-kit/format';
import type { AgentGroup, Result } from '@lighthouse/contract';
import { bytesCell, codeCell, coresCell, countCell, durationCell, textCell } from './cells.ts';
import { readableTime } from './readable-time.ts';
import type { Cell, Fact, Table } from './table.ts';

/** What generator and target used of the machine. */
export function resourcesTable({ generator, targetUse }: Result): Table {
  const none = textCell('–');
  return {
    id: 'resources',
    title: 'Use of the machine',
    columns: [
      { label: 'What' },
      { label: 'Generator', isNumeric: true },
      { label: 'Target', isNumeric: true },
    ],
    groups: [
      {
        rows: [
          [textCell('CPU, mean'), coresCell(generator.cpuMean), coresCell(targetUse.cpuMean)],
          [textCell('CPU, highest'), coresCell(generator.cpuMax), coresCell(targetUse.cpuMax)],
          [
            textCell('Memory, highest'),
            bytesCell(generator.memoryMax),
            bytesCell(targetUse.memoryMax),
          ],
          [textCell('Event-loop delay p99'), durationCell(generator.eventLoopDelayP99), none],
          [textCell('Send delay p99'), durationCell(generator.sendDelayP99), none],
        ],
      },
    ],
    whenEmpty: '',
  };
}

/** Who took part, as the scenario has it. */
export function agentsTable({ scenario }: Result): Table {
  return {
    id: 'agents',
    title: 'Agents',
    columns: [
      { label: 'Role' },
      { label: 'Behaviour' },
      { label: 'Count', isNumeric: true },
      { label: 'Rate of each' },
      { label: 'Arrival' },
      { label: 'Mix' },
    ],
    groups: [{ rows: scenario.agents.map(agentRow) }],
    whenEmpty: '',
  };
}

function agentRow({ role, behaviour, count, rate, arrival, mix }: AgentGroup): Cell[] {
  const shares = Object.entries(mix ?? {}).filter(([, share]) => share > 0);
  return [
    codeCell(role),
    textCell([behaviour ?? 'honest'].flat().join(', ')),
    countCell(count),
    textCell(rate ?? 'as asked'),
    textCell(arrival ?? '–'),
    textCell(shares.map(([name, share]) => `${name} ${share}`).join(', ') || '–'),
  ];
}

/** What it takes to get the same run again. */
export function reproductionFacts({ run, tool, target, workers, warmup, shard }: Result): Fact[] {
  return [
    { label: 'Run', cell: codeCell(run.id) },
    { label: 'Started', cell: textCell(readableTime(run.startedAt)) },
    { label: 'Ended', cell: textCell(readableTime(run.endedAt)) },
    { label: 'Duration', cell: durationCell(run.durationMs) },
    ...shardFacts(shard),
    ...warmupFacts(warmup),
    { label: 'Seed', cell: { ...codeCell(String(run.seed)), value: run.seed } },
    { label: 'Plan (SHA-256)', cell: codeCell(run.planSha256) },
    { label: 'Tool', cell: textCell(`${tool.name} ${tool.version}`) },
    {
      label: 'Target',
      cell: textCell(
        `${target.name} ${target.version}`.trim() +
          `, ${target.embedded ? 'embedded' : target.url}` +
          (target.tls === 'insecure' ? ', any certificate was taken (insecure)' : ''),
      ),
    },
    ...(target.logId === '' ? [] : [{ label: 'Log id', cell: codeCell(target.logId) }]),
    { label: 'Worker threads', cell: countCell(workers) },
  ];
}

/** Figures of a share of the agents are not those of the run. */
function shardFacts(shard: Result['shard']): Fact[] {
  if (shard === undefined) return [];
  const place = `${shard.number} of ${shard.of}`;
  return [{ label: 'Shard', cell: textCell(`${place}, to be merged with the others`) }];
}

function warmupFacts(warmup: Result['warmup']): Fact[] {
  if (warmup === undefined) return [];
  const { durationMs, counts } = warmup;
  const operations = `${formatCount(counts.intended)} operations that count in no figure`;
  return [{ label: 'Warm-up', cell: textCell(`${formatDuration(durationMs)}, ${operations}`) }];
}

export function hostFacts({ host }: Result): Fact[] {
  return [
    { label: 'System', cell: textCell(`${host.os}, ${host.arch}`) },
    {
      label: 'CPU',
      cell: textCell(
        `${host.cpuModel}, ${countedCpus(host.cpuCount)} (${host.effectiveCpus} usable)`,
      ),
    },
    { label: 'Memory', cell: bytesCell(host.memoryBytes) },
    { label: 'Node.js', cell: textCell(host.node) },
    { label: 'Host fingerprint', cell: codeCell(host.fingerprint) },
  ];
}

function countedCpus(cpus: number): string {
  return `${formatCount(cpus)} CPU${cpus === 1 ? '' : 's'}`;
}

/** One line on what ran where: `10 agents for 12.3 s on the embedded bridge`. */
export function describeRun({ agents, run, target, shard }: Result): string {
  const where = target.embedded ? `the embedded ${target.kind}` : target.url;
  const count = `${formatCount(agents.planned)} agent${agents.planned === 1 ? '' : 's'}`;
  const part = shard === undefined ? '' : `, shard ${shard.number} of ${shard.of},`;
  return `${count}${part} for ${formatDuration(run.durationMs)} on ${where}`;
}
