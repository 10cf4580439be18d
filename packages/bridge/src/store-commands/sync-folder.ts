import { open } from 'node:fs/promises';
import path from 'node:path';

/** Makes the name of a file or folder durable. */
export async function syncFolderOf(name: string): Promise<void> {
  const folder = await open(path.dirname(name), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
