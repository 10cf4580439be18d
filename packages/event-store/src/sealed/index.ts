export { createSealedLog, openSealedLog } from '../open-sealed-log.ts';
export type {
  CreateSealedLogOptions,
  OpenSealedLogOptions,
  SealedEventLog,
} from '../open-sealed-log.ts';
export { epochFile } from '../keys/epoch-file.ts';
export type { EpochState, EpochStore } from '../keys/epoch-file.ts';
