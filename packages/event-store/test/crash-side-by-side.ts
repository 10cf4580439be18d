/**
 * The crash campaign in processes of its own: as many at a time as there are processors, and
 * without the test runner's sandbox, which makes it take twice as long.
 */
import { createScope, runCli } from '@lighthouse/testkit';
import { bundleForTest } from './bundle-for-test.ts';
import { noCounts, type CampaignCounts } from './crash-campaign.ts';

const PROCESSES = 2;

export interface CampaignPlan {
  readonly crashCount: number;
  readonly firstSeed: number;
  readonly timeoutMs: number;
}

/** Runs the campaign; rejects with what a process said, seed included, when a promise is broken. */
export async function runSideBySide(plan: CampaignPlan): Promise<CampaignCounts> {
  const scope = createScope();
  try {
    const program = await bundleForTest('crash-campaign-main.ts', await scope.folder());
    const parts = Array.from({ length: PROCESSES }, (_, part) => runPart(program, plan, part));
    return (await Promise.all(parts)).reduce(sum, noCounts());
  } finally {
    await scope.close();
  }
}

async function runPart(program: string, plan: CampaignPlan, part: number): Promise<CampaignCounts> {
  const { crashCount, firstSeed, timeoutMs } = plan;
  const args = [Math.ceil(crashCount / PROCESSES), firstSeed + part, PROCESSES].map(String);
  const { code, stdout, stderr } = await runCli(program, args, { timeoutMs });
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as CampaignCounts;
}

function sum(a: CampaignCounts, b: CampaignCounts): CampaignCounts {
  const total = noCounts();
  for (const name of Object.keys(total) as (keyof CampaignCounts)[])
    total[name] = a[name] + b[name];
  return total;
}
