import { formatCount } from '@lighthouse/cli-kit/format';
import type { Result } from '@lighthouse/contract';
import { LIMITING_RESOURCES, type PredictedFigure } from '@lighthouse/contract/prediction';
import { bytesCell, coresCell, rateCell, textCell } from './cells.ts';
import { readableTime } from './readable-time.ts';
import type { Cell, Table } from './table.ts';

const FIGURES: Readonly<
  Record<PredictedFigure['name'], readonly [label: string, cell: (value: number | null) => Cell]>
> = {
  operationsPerSecond: ['Operations', rateCell],
  generatorCpu: ['CPU of the generator, mean', coresCell],
  targetCpu: ['CPU of the target, mean', coresCell],
  generatorMemory: ['Memory of the generator, highest', bytesCell],
  targetMemory: ['Memory of the target, highest', bytesCell],
  logBytes: ['Log', bytesCell],
};

/** What lh-doctor's measurement of the machine let expect, beside what happened. */
export function predictionTable({ prediction }: Result): Table {
  const columns = [
    { label: 'What' },
    { label: 'Predicted', isNumeric: true },
    { label: 'Happened', isNumeric: true },
    { label: 'Difference', isNumeric: true },
  ];
  const table = { id: 'prediction', title: 'Predicted and happened', columns };
  if (prediction === undefined)
    return { ...table, groups: [], whenEmpty: 'Nothing was predicted: see lh-doctor --for.' };
  const { agents, operationsPerSecond, limitedBy } = prediction.highest;
  return {
    ...table,
    note:
      `Measured by lh-doctor on ${readableTime(prediction.calibratedAt)}. ` +
      `At most ${formatCount(agents)} agents of this scenario were expected here ` +
      `(${formatCount(Math.round(operationsPerSecond))} operations a second), ` +
      `limited by ${LIMITING_RESOURCES[limitedBy]}.`,
    groups: [{ rows: prediction.figures.map(figureRow) }],
    whenEmpty: '',
  };
}

function figureRow({ name, predicted, actual }: PredictedFigure): Cell[] {
  const [label, cell] = FIGURES[name];
  return [textCell(label), cell(predicted), cell(actual), differenceCell(predicted, actual)];
}

function differenceCell(predicted: number, actual: number | null): Cell {
  if (actual === null || predicted === 0) return { text: 'n/a', isMissing: true };
  const share = actual / predicted - 1;
  const percent = Math.round(share * 100);
  const text = percent === 0 ? '0%' : `${percent > 0 ? '+' : '−'}${Math.abs(percent)}%`;
  return { text, value: share };
}
