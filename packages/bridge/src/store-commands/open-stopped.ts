import { hasErrorCode, LighthouseError } from '@lighthouse/contract';
import { openLog } from '@lighthouse/event-store';
import type { EventLog, OpenLogOptions } from '@lighthouse/event-store';

/**
 * Opens a log for writing, which nobody else may do meanwhile: rejects with LH_LOG_LOCKED while a
 * bridge runs, else as openLog does.
 */
export async function openStopped(options: OpenLogOptions): Promise<EventLog> {
  try {
    return await openLog(options);
  } catch (error) {
    if (!hasErrorCode(error, 'LH_LOG_LOCKED')) throw error;
    throw new LighthouseError('LH_LOG_LOCKED', error.message, {
      hint: 'stop the bridge, or whoever has the log open, and try again; nothing was changed',
      facts: error.facts,
      cause: error,
    });
  }
}
