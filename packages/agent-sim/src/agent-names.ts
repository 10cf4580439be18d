import type { CrowdSpec, GroupSpec } from './types.ts';

/**
 * The names of a crowd: role and index, `builder-0417`, after a prefix that tells apart runs
 * against one server.
 */
export class AgentNames {
  readonly count: number;
  private readonly prefix: string;
  private readonly groups: readonly GroupSpec[];
  private readonly width: number;

  constructor(spec: CrowdSpec, prefix = '') {
    this.prefix = prefix;
    this.groups = spec.groups;
    this.count = spec.groups.reduce((sum, group) => sum + group.count, 0);
    this.width = Math.max(INDEX_WIDTH_MIN, String(this.count - 1).length);
  }

  nameOf(index: number): string {
    const { role } = this.groupOf(index);
    return `${this.prefix}${role}-${String(index).padStart(this.width, '0')}`;
  }

  /** Undefined when no agent of the crowd has exactly this name. */
  indexOf(name: string): number | undefined {
    const digits = name.slice(-this.width);
    if (!DIGITS.test(digits)) return undefined;
    const index = Number(digits);
    return index < this.count && this.nameOf(index) === name ? index : undefined;
  }

  /** The group of an agent of the crowd. */
  groupOf(index: number): GroupSpec {
    const group = this.groups.find(({ firstIndex, count }) => index < firstIndex + count);
    if (group === undefined || index < 0) throw new RangeError(`no agent ${index}`);
    return group;
  }
}

const INDEX_WIDTH_MIN = 4;
const DIGITS = /^\d+$/;
