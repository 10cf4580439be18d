import type { ReadText } from '@lighthouse/machine';

/** Where a folder lies. */
export interface Mount {
  readonly point: string;
  /** As the kernel names it: ext4, fuse.sshfs, tmpfs. */
  readonly type: string;
  /** A device, or what a mount without one calls itself. */
  readonly source: string;
  readonly options: string;
}

/**
 * Looks a folder's mount up in /proc/self/mountinfo: the deepest above it, the latest of those at
 * one place. Its lines are `id parent device root point options tags… - type source options`; tags
 * may be none (proc(5)). Takes a real path. Null where there is no such file.
 */
export function findMount(folder: string, readText: ReadText): Mount | null {
  let found: Mount | null = null;
  for (const line of (readText('/proc/self/mountinfo') ?? '').split('\n')) {
    const [left = '', right = ''] = line.split(' - ');
    const [, , , , point, options = ''] = left.split(' ');
    const [type, source = ''] = right.split(' ');
    if (point === undefined || type === undefined) continue;
    const mount = { point: unescape(point), type, source: unescape(source), options };
    if (!isWithin(folder, mount.point)) continue;
    if (found === null || mount.point.length >= found.point.length) found = mount;
  }
  return found;
}

function isWithin(folder: string, point: string): boolean {
  return folder === point || folder.startsWith(point.endsWith('/') ? point : `${point}/`);
}

/** The kernel writes blanks and backslashes as three octal digits. */
function unescape(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
