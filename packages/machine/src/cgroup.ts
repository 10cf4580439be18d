import type { ReadText } from './read-text.ts';

export type Controller = 'cpu' | 'memory' | 'pids';

/**
 * Finds the value of a controller's file in this process's cgroup and every group above it,
 * innermost first. Version 2 has one hierarchy, version 1 one for each controller; a machine may
 * have both. In a container the path may name a folder that only the host has; what cannot be read
 * is left out.
 */
export function readCgroup(
  readText: ReadText,
  controller: Controller,
  files: { readonly v1?: string; readonly v2?: string },
): readonly string[] {
  return [
    ...readHierarchy(readText, files.v2, {
      isGroup: (controllers) => controllers === '',
      isMount: (type) => type === 'cgroup2',
    }),
    ...readHierarchy(readText, files.v1, {
      isGroup: (controllers) => controllers.split(',').includes(controller),
      isMount: (type, options) => type === 'cgroup' && options.split(',').includes(controller),
    }),
  ];
}

interface Hierarchy {
  readonly isGroup: (controllers: string) => boolean;
  readonly isMount: (type: string, options: string) => boolean;
}

function readHierarchy(
  readText: ReadText,
  file: string | undefined,
  hierarchy: Hierarchy,
): string[] {
  const group = findGroup(readText, hierarchy);
  const mount = findMount(readText, hierarchy);
  if (file === undefined || group === undefined || mount === undefined) return [];
  const names = group.split('/').filter((name) => name !== '' && name !== '..');
  const values: string[] = [];
  for (let depth = names.length; depth >= 0; depth--) {
    const text = readText([mount, ...names.slice(0, depth), file].join('/'));
    if (text !== undefined) values.push(text.trim());
  }
  return values;
}

/** Lines of /proc/self/cgroup are `hierarchy:controllers:path`. */
function findGroup(readText: ReadText, { isGroup }: Hierarchy): string | undefined {
  for (const line of (readText('/proc/self/cgroup') ?? '').split('\n')) {
    const [, controllers, ...path] = line.split(':');
    if (controllers !== undefined && isGroup(controllers)) return path.join(':');
  }
  return undefined;
}

/** Lines of /proc/self/mounts are `device folder type options dump pass`. */
function findMount(readText: ReadText, { isMount }: Hierarchy): string | undefined {
  for (const line of (readText('/proc/self/mounts') ?? '').split('\n')) {
    const [, folder, type = '', options = ''] = line.split(' ');
    if (isMount(type, options)) return folder;
  }
  return undefined;
}
