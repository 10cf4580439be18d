/**
 * A campaign in processes of its own: as many at a time as there are processors, and without the
 * test runner's sandbox, which makes it take up to twice as long.
 */
import { bundleForTest, createScope, runCli } from '@lighthouse/testkit';

const PROCESSES = 2;

/** A share of the seeds: every `step`th from the first on. */
export interface Seeds {
  readonly first: number;
  readonly step: number;
}

export interface CampaignPlan {
  /** How often it is done, all processes together. */
  readonly count: number;
  readonly firstSeed: number;
  readonly timeoutMs: number;
}

/**
 * Runs a program of this folder, which gets its count, first seed, step and these arguments, and
 * prints counts by name as JSON. Gives their sums; rejects with what a process said, seed included,
 * when a promise is broken.
 */
export async function runSideBySide<Name extends string>(
  program: string,
  plan: CampaignPlan,
  args: readonly string[] = [],
): Promise<Record<Name, number>> {
  const scope = createScope();
  try {
    const bundle = await bundleForTest(new URL(program, import.meta.url), await scope.folder());
    const parts = Array.from({ length: PROCESSES }, (_, part) => runPart(bundle, plan, part, args));
    const sums = new Map<string, number>();
    for (const [name, count] of (await Promise.all(parts)).flatMap(Object.entries))
      sums.set(name, (sums.get(name) ?? 0) + Number(count));
    return Object.fromEntries(sums) as Record<Name, number>;
  } finally {
    await scope.close();
  }
}

async function runPart(
  bundle: string,
  { count, firstSeed, timeoutMs }: CampaignPlan,
  part: number,
  args: readonly string[],
): Promise<object> {
  const share = [Math.ceil(count / PROCESSES), firstSeed + part, PROCESSES].map(String);
  const { code, stdout, stderr } = await runCli(bundle, [...share, ...args], { timeoutMs });
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as object;
}
