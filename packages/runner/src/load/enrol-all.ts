import type { Crowd } from '@lighthouse/agent-sim';
import type { Driver } from '../driver/driver.ts';
import type { AgentTable } from './agent-table.ts';
import type { Recorder } from './recorder.ts';

/** How many agents of one thread are enrolled at the same time. */
const AT_ONCE = 64;
/** Numbers of operations that are not the agent's own idea; its own count up from 1. */
export const ENROL_NUMBER = 2 ** 32 - 1;

export interface EnrolReport {
  readonly enrolled: number;
  /** Why others were not, by problem code. */
  readonly failures: ReadonlyMap<string, number>;
}

/**
 * Gets a credential for every agent before the load begins. An agent that gets none stays absent.
 */
export async function enrolAll(parts: {
  readonly crowd: Crowd;
  readonly agents: AgentTable;
  readonly driver: Driver;
  readonly recorder: Recorder;
  readonly nowUs: () => number;
  readonly isStopped: () => boolean;
  /** Which way an agent's requests take, by its index. */
  readonly laneOf: (index: number) => number;
}): Promise<EnrolReport> {
  const { crowd, isStopped } = parts;
  const failures = new Map<string, number>();
  let next = 0;
  let enrolled = 0;
  const takeTurns = async () => {
    while (next < crowd.size && !isStopped()) {
      const failure = await enrolOne(parts, next++);
      if (failure === '') enrolled++;
      else failures.set(failure, (failures.get(failure) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, crowd.size) }, takeTurns));
  return { enrolled, failures };
}

function enrolOne(
  parts: Omit<Parameters<typeof enrolAll>[0], 'isStopped'>,
  position: number,
): Promise<string> {
  const { crowd, agents, driver, recorder, nowUs } = parts;
  const { index, name, role, group } = crowd.identity(position);
  const intendedUs = nowUs();
  return new Promise((resolve) => {
    driver.enrol({ index, name, role, lane: parts.laneOf(index) }, (answer, line) => {
      if (line !== undefined) agents.setLine(position, line);
      if (answer === undefined) return resolve('');
      recorder.note(
        {
          group,
          agent: index,
          kind: 'enrol',
          key: '',
          digest: '',
          intendedUs,
          number: ENROL_NUMBER,
        },
        answer,
      );
      resolve(answer.error);
    });
  });
}
