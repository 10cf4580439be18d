import { formatBytes, formatCount, formatDuration, formatTable } from '@lighthouse/cli-kit/format';
import type { DoctorAnswer } from '@lighthouse/contract/doctor-answer';
import { LIMITING_RESOURCES, type PredictedFigure } from '@lighthouse/contract/prediction';
import type { Styles } from './styles.ts';

const FIGURES: Readonly<
  Record<PredictedFigure['name'], readonly [title: string, write: (value: number) => string]>
> = {
  operationsPerSecond: ['operations', (value) => `${formatCount(Math.round(value))}/s`],
  generatorCpu: ['CPU of the generator', (value) => `${value.toFixed(2)} cores`],
  targetCpu: ['CPU of the bridge', (value) => `${value.toFixed(2)} cores`],
  generatorMemory: ['memory of the generator', formatBytes],
  targetMemory: ['memory of the bridge', formatBytes],
  logBytes: ['log', formatBytes],
};

/** What the scenario named with --for asks for, and what is to be expected of it here. */
export function renderPrediction(scenario: DoctorAnswer['scenario'], styles: Styles): string {
  if (scenario === undefined) return '';
  const { name, needs, prediction } = scenario;
  const asks = [
    `${formatCount(needs.agents)} agents`,
    `${formatCount(Math.round(needs.operationsPerSecond))} operations a second`,
    `for ${formatDuration(needs.loadMs)}`,
  ].join(', ');
  const lines = [`${styles.bold(`what ${name} will do here`)}  ${styles.dim(asks)}`];
  if (prediction === undefined)
    return [...lines, '  not predicted: nothing was measured (lh-doctor --calibrate)'].join('\n');
  const rows = prediction.figures.map(({ name: figure, predicted }) => {
    const [title, write] = FIGURES[figure];
    return [title, write(predicted)];
  });
  const { agents, operationsPerSecond, limitedBy } = prediction.highest;
  const highest = `  at most ${styles.bold(`${formatCount(agents)} agents`)} (${formatCount(Math.round(operationsPerSecond))} operations a second), limited by ${LIMITING_RESOURCES[limitedBy]}`;
  return [...lines, formatTable(rows, { alignRight: [1] }), highest].join('\n');
}
