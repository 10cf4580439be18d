import type { Scenario } from '@lighthouse/contract';
import type { Prediction } from '@lighthouse/contract/prediction';
import type { ShardPlace } from '@lighthouse/contract/shard';
import type { Plan } from '../plan/plan.ts';

/** All that a run needs to be told before it begins. */
export interface RunSettings {
  readonly scenario: Scenario;
  /** The scenario as written, for the run's folder. */
  readonly scenarioText: string;
  readonly plan: Plan;
  /** Which share of the agents this run has; undefined when it has all of them. */
  readonly place?: ShardPlace | undefined;
  /** The run's folder: made, and empty. */
  readonly folder: string;
  /** Command line that repeats the run. */
  readonly command: string;
  /** Threads that generate load. */
  readonly workers: number;
  /** Undefined when nothing was measured on this machine. */
  readonly prediction: Prediction | undefined;
  readonly external: ExternalSettings;
  readonly tool: Installation;
}

/** What is needed for a target that the run does not start itself. */
export interface ExternalSettings {
  readonly enrolTokenFile: string | undefined;
  readonly log: string | undefined;
  readonly keyRing: string | undefined;
}

/** The tool as it is installed. */
export interface Installation {
  readonly version: string;
  /** The first entry of the bundle. */
  readonly program: string;
  /** The second one. */
  readonly worker: URL;
  /** The third one, which watches the log of a run. */
  readonly watchWorker: URL;
  /** The bridge's bundle; undefined when it did not come along. */
  readonly bridge: string | undefined;
  /** The reporter's bundle; undefined when it did not come along. */
  readonly reporter: string | undefined;
  /** Its thread that shows a run while it goes on; undefined when it did not come along. */
  readonly dashboard: string | undefined;
}
