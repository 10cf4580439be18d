import type { Result } from '@lighthouse/contract';
import { auditView } from './audit.ts';
import type { AuditView } from './audit.ts';
import { chartsView } from './charts.ts';
import type { ChartsView } from './charts.ts';
import { distributionView } from './distribution.ts';
import type { DistributionView } from './distribution.ts';
import {
  agentsTable,
  describeRun,
  hostFacts,
  reproductionFacts,
  resourcesTable,
} from './environment.ts';
import { heatTable } from './heat-map.ts';
import { faultsTable, phasesTable } from './faults.ts';
import { invariantsTable, judgementsOf, thresholdsTable } from './judgements.ts';
import type { Judgement } from './judgements.ts';
import { objectivesTable } from './objectives.ts';
import { keyFigures } from './key-figures.ts';
import type { KeyFigure } from './key-figures.ts';
import { combinationsTable, errorsTable, operationsTable } from './operations.ts';
import { acceptedLiesTable, liarsTable } from './liars.ts';
import { predictionTable } from './prediction.ts';
import type { Fact, Table } from './table.ts';
import { timelineTable } from './timeline.ts';
import { shardsTable } from './shards.ts';
import { timingTable } from './timing.ts';
import { verdictView } from './verdict.ts';
import type { VerdictView } from './verdict.ts';

/** A result, put into words, tables and curves: what every format shows, in no format yet. */
export interface Report {
  readonly name: string;
  readonly description: string | undefined;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly startedAt: string;
  readonly verdict: VerdictView;
  readonly keyFigures: readonly KeyFigure[];
  readonly judgements: readonly Judgement[];
  readonly thresholds: Table;
  /** Without rows when the scenario has none. */
  readonly objectives: Table;
  readonly invariants: Table;
  readonly charts: ChartsView;
  readonly timeline: Table;
  /** Without rows when nothing was answered. */
  readonly heat: Table;
  readonly distribution: DistributionView | undefined;
  readonly timing: Table;
  readonly operations: Table;
  readonly combinations: Table;
  readonly errors: Table;
  readonly audit: AuditView;
  /** Without rows when nothing was broken on purpose. */
  readonly faults: Table;
  readonly phases: Table;
  /** Without rows when all agents were honest. */
  readonly liars: Table;
  readonly acceptedLies: Table;
  readonly resources: Table;
  /** Without rows when nothing was predicted. */
  readonly prediction: Table;
  readonly agents: Table;
  /** Without rows unless the result was merged. */
  readonly shards: Table;
  readonly reproduction: readonly Fact[];
  readonly host: readonly Fact[];
  readonly command: string;
  /** The scenario as it was understood, as JSON. */
  readonly scenario: string;
}

/** Throws LH_NOT_A_RUN when a histogram in the result cannot be read. */
export function describeResult(result: Result): Report {
  const { scenario, run } = result;
  return {
    name: scenario.name,
    description: scenario.description,
    tags: scenario.tags,
    summary: describeRun(result),
    startedAt: run.startedAt,
    verdict: verdictView(result),
    keyFigures: keyFigures(result),
    judgements: judgementsOf(result),
    thresholds: thresholdsTable(result),
    objectives: objectivesTable(result),
    invariants: invariantsTable(result),
    charts: chartsView(result),
    timeline: timelineTable(result.series),
    heat: heatTable(result),
    distribution: distributionView(result),
    timing: timingTable(result),
    operations: operationsTable(result),
    combinations: combinationsTable(result),
    errors: errorsTable(result),
    audit: auditView(result),
    faults: faultsTable(result),
    phases: phasesTable(result),
    liars: liarsTable(result),
    acceptedLies: acceptedLiesTable(result),
    resources: resourcesTable(result),
    prediction: predictionTable(result),
    agents: agentsTable(result),
    shards: shardsTable(result),
    reproduction: reproductionFacts(result),
    host: hostFacts(result),
    command: run.command,
    scenario: JSON.stringify(scenario, null, 2),
  };
}
