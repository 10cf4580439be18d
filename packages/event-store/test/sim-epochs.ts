import { encodeEpochState, parseEpochState, type EpochStore } from '../src/keys/epoch-file.ts';
import { isFsError, type LogFs } from '../src/fs/log-fs.ts';

const FOLDER = '/keys';
const FILE = `${FOLDER}/epoch.json`;

/** Keeps the key of the epoch on a simulated disk, in the same steps as on a real one. */
export function simEpochs(fs: LogFs): EpochStore {
  return {
    load: () => {
      fs.fsyncDir(FOLDER);
      const file = fs.open(FILE, 'read');
      const bytes = Buffer.alloc(file.size());
      file.pread(bytes, 0);
      return parseEpochState(bytes.toString());
    },
    create: (state) => {
      fs.mkdir(FOLDER);
      writeDraft(fs, encodeEpochState(state));
      fs.link(`${FILE}.new`, FILE);
      fs.fsyncDir(FOLDER);
      fs.unlink(`${FILE}.new`);
    },
    replace: (state) => {
      writeDraft(fs, encodeEpochState(state));
      fs.rename(`${FILE}.new`, FILE);
      fs.fsyncDir(FOLDER);
    },
  };
}

/** Tells whether a key was put down. */
export function hasEpoch(fs: LogFs): boolean {
  try {
    return fs.list(FOLDER).includes('epoch.json');
  } catch (error) {
    if (isFsError(error, 'ENOENT')) return false;
    throw error;
  }
}

function writeDraft(fs: LogFs, text: string): void {
  if (fs.list(FOLDER).includes('epoch.json.new')) fs.unlink(`${FILE}.new`);
  const file = fs.open(`${FILE}.new`, 'create');
  file.pwrite(Buffer.from(text), 0);
  file.fsync();
}
