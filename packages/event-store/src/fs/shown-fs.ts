import type { LogFs } from './log-fs.ts';

/** The same file system, in which a folder holds no other names than these. */
export function showOnly(fs: LogFs, names: readonly string[]): LogFs {
  const isShown = (name: string): boolean => names.includes(name);
  return {
    list: (dir) => fs.list(dir).filter(isShown),
    open: (path, mode) => {
      if (isShown(path.slice(path.lastIndexOf('/') + 1))) return fs.open(path, mode);
      throw Object.assign(new Error('it is not shown'), { code: 'ENOENT', path });
    },
    mkdir: (dir) => fs.mkdir(dir),
    rename: (from, to) => fs.rename(from, to),
    link: (from, to) => fs.link(from, to),
    unlink: (path) => fs.unlink(path),
    fsyncDir: (dir) => fs.fsyncDir(dir),
    fsyncDirAsync: async (dir) => fs.fsyncDirAsync(dir),
  };
}
