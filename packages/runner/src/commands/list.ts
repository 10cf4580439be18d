import { formatTable } from '@lighthouse/cli-kit/format';
import { EXIT, type ExitCode } from '@lighthouse/contract';
import { BUILTIN_SCENARIOS, loadScenario } from '@lighthouse/scenario-file';
import type { CommandIo } from './command-io.ts';

/** Lists the built-in scenarios. */
export async function listScenarios(io: CommandIo): Promise<ExitCode> {
  const scenarios = [];
  for (const name of Object.keys(BUILTIN_SCENARIOS)) {
    const { scenario } = await loadScenario(name);
    const agents = scenario.agents.reduce((sum, { count }) => sum + count, 0);
    const { description = '', tags } = scenario;
    scenarios.push({ name, agents, tags, description });
  }
  const answer = { schema: 'lighthouse/scenario-list/1', scenarios };
  if (io.json) io.printJson(answer);
  else
    io.stdout.write(
      `${formatTable(scenarios.map(({ name, description, tags }) => [io.stdout.colour.bold(name), description, io.stdout.colour.dim(tags.join(', '))]))}\n`,
    );
  return EXIT.good;
}
