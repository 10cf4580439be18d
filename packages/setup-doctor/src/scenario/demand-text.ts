import type { Demand } from '@lighthouse/capacity';
import { formatBytes, formatCount } from '@lighthouse/cli-kit/format';
import type { LimitingResource } from '@lighthouse/contract/prediction';

interface Wording {
  readonly title: string;
  readonly unit: (amount: number) => string;
  readonly advice: string;
}

const cores = (amount: number) => `${amount.toFixed(2)} cores`;
const count = (amount: number) =>
  amount === Infinity ? 'unlimited' : formatCount(Math.floor(amount));
const bytes = (amount: number) => (amount === Infinity ? 'unlimited' : formatBytes(amount));
const perSecond = (amount: number) => `${formatCount(Math.round(amount))} operations/s`;

const FEWER = 'fewer agents (lh-run --agents), a lower rate (--rate), or a machine with more';

/** How each resource is spoken of. */
export const WORDING: Readonly<Record<LimitingResource, Wording>> = {
  files: {
    title: 'open files of one process',
    unit: count,
    advice: 'as root: raise the hard limit (ulimit -Hn, LimitNOFILE=)',
  },
  ports: {
    title: 'ports for connections',
    unit: count,
    advice: 'as root: sysctl -w net.ipv4.ip_local_port_range="1024 65535"',
  },
  connections: {
    title: 'connections to the bridge',
    unit: count,
    advice: 'fewer agents (lh-run --agents): a bridge accepts no more',
  },
  space: {
    title: 'space for log and history',
    unit: bytes,
    advice: 'free some space, choose another folder with --out, or a shorter run (--duration)',
  },
  memory: {
    title: 'memory of generator and bridge',
    unit: bytes,
    advice: `${FEWER} memory`,
  },
  generator: {
    title: 'CPU of the generator',
    unit: cores,
    advice: `${FEWER} CPUs`,
  },
  bridge: {
    title: 'CPU of the bridge',
    unit: cores,
    advice: `${FEWER} speed on one CPU`,
  },
  cpu: {
    title: 'CPU of both together',
    unit: cores,
    advice: `${FEWER} CPUs`,
  },
  disk: {
    title: 'what the disk makes durable',
    unit: perSecond,
    advice: `${FEWER} speed of its disk`,
  },
};

/** Says in one line what a demand takes: `CPU of the bridge: 0.70 of 0.91 cores`. */
export function demandText({ resource, needed, available }: Demand): string {
  const { title, unit } = WORDING[resource];
  return `${title}: ${unit(needed)} needed, ${unit(available)} there`;
}

/** Writes a share of 1: `7 %`, `under 1 %`. */
export function percentText(share: number): string {
  return share < 0.01 ? 'under 1 %' : `${Math.round(share * 100)} %`;
}
