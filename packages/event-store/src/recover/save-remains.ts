import type { Clock } from '../clock.ts';
import { isFsError, type LogFile, type LogFs } from '../fs/log-fs.ts';

const TORN_DIR = 'torn';

/**
 * Copies what will be cut off a segment to `torn/`, without trailing zeros; durable when it
 * returns.
 */
export function saveRemains(
  log: { readonly fs: LogFs; readonly dir: string; readonly clock: Clock },
  cut: { readonly firstSeq: number; readonly offset: number; readonly bytes: Buffer },
): void {
  const { fs, dir } = log;
  const folder = `${dir}/${TORN_DIR}`;
  fs.mkdir(folder);
  const file = createFree(fs, log.clock.nowUs(), (time) => {
    return `${folder}/${cut.firstSeq}-${cut.offset}-${time}.bin`;
  });
  try {
    file.pwrite(withoutTrailingZeros(cut.bytes.subarray(cut.offset)), 0);
    file.fsync();
  } finally {
    file.close();
  }
  fs.fsyncDir(folder);
  fs.fsyncDir(dir);
}

/** An earlier recovery that was itself interrupted may have used the name: it is left alone. */
function createFree(fs: LogFs, time: number, nameAt: (time: number) => string): LogFile {
  for (let at = time; ; at++) {
    try {
      return fs.open(nameAt(at), 'create');
    } catch (error) {
      if (!isFsError(error, 'EEXIST')) throw error;
    }
  }
}

function withoutTrailingZeros(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return bytes.subarray(0, end);
}
