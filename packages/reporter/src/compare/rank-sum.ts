/**
 * The rank-sum test of Mann and Whitney (1947): could two samples come from one distribution? It
 * asks nothing of the distributions' shape.
 */
export interface RankSum {
  /** Chance of a difference this large, either way, between samples of one distribution. */
  readonly p: number;
  /** The smallest p that samples of these sizes can give. */
  readonly pMin: number;
}

/** Up to this many values of both samples together, every arrangement is counted. */
const EXACT_MAX = 40;

/** Both samples need at least one value. Ties count half. */
export function rankSum(a: readonly number[], b: readonly number[]): RankSum {
  const u = statisticOf(a, b);
  const [n, m] = [a.length, b.length];
  const pMin = Math.min(1, 2 / choose(n + m, n));
  const hasTies = new Set([...a, ...b]).size < n + m;
  const p = n + m <= EXACT_MAX && !hasTies ? exactP(u, n, m) : normalP(u, a, b);
  return { p: Math.max(p, pMin), pMin };
}

/** Pairs in which the value of `a` is larger, plus half of those that tie. */
function statisticOf(a: readonly number[], b: readonly number[]): number {
  let u = 0;
  for (const x of a) for (const y of b) u += x > y ? 1 : x === y ? 0.5 : 0;
  return u;
}

/** Counts the arrangements whose statistic lies as far from the middle as this one. */
function exactP(u: number, n: number, m: number): number {
  const counts = arrangements(n, m);
  const far = Math.abs(u - (n * m) / 2);
  let extreme = 0;
  let all = 0;
  for (const [value, count] of counts.entries()) {
    all += count;
    if (Math.abs(value - (n * m) / 2) >= far - 1e-9) extreme += count;
  }
  return extreme / all;
}

/**
 * Number of arrangements of n and m values by their statistic, 0 to n * m: the coefficients of the
 * Gaussian binomial, by f(n, m, u) = f(n - 1, m, u - m) + f(n, m - 1, u).
 */
function arrangements(n: number, m: number): number[] {
  // rows[j] holds f(i, j, ·) for the i reached so far.
  let rows = Array.from({ length: m + 1 }, () => [1]);
  for (let i = 1; i <= n; i++) {
    const next: number[][] = [[1]];
    for (let j = 1; j <= m; j++) {
      const last = rows[j] ?? [];
      const left = next[j - 1] ?? [];
      next.push(Array.from({ length: i * j + 1 }, (_, u) => (last[u - j] ?? 0) + (left[u] ?? 0)));
    }
    rows = next;
  }
  return rows[m] ?? [1];
}

/** The normal approximation with the correction for ties and for continuity. */
function normalP(u: number, a: readonly number[], b: readonly number[]): number {
  const [n, m] = [a.length, b.length];
  const total = n + m;
  const repeats = new Map<number, number>();
  for (const value of [...a, ...b]) repeats.set(value, (repeats.get(value) ?? 0) + 1);
  const ties = [...repeats.values()].reduce((sum, t) => sum + t ** 3 - t, 0);
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)));
  if (!(variance > 0)) return 1;
  const z = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5) / Math.sqrt(variance);
  return 2 * (1 - normalShareBelow(z));
}

/** Abramowitz and Stegun (1964), 26.2.17; off by less than 7.5e-8. */
function normalShareBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const factors = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  return 1 - density * factors.reduce((sum, factor, i) => sum + factor * t ** (i + 1), 0);
}

function choose(n: number, k: number): number {
  let product = 1;
  for (let i = 1; i <= k; i++) product = (product * (n - k + i)) / i;
  return product;
}
