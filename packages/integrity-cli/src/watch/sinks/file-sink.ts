import fs from 'node:fs';
import { toJsonLine } from '../../render/escape-text.ts';
import { errnoOf } from '../../store/errno.ts';
import { delivered, notDelivered, type Sink } from './sink.ts';

/** Appends each alert as a line of JSON. The file is opened anew each time: it may be rotated. */
export function createFileSink(file: string): Sink {
  return {
    name: `file:${file}`,
    deliver: async (alert) => {
      try {
        fs.appendFileSync(file, toJsonLine(alert), { mode: 0o600 });
        return delivered('written');
      } catch (error) {
        return notDelivered(errnoOf(error) ?? String(error));
      }
    },
  };
}
