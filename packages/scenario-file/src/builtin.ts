/**
 * The scenarios that lh-run knows by name. `examples/` holds the same texts as files, to copy and
 * change; a test holds the two together.
 */
export const BUILTIN_SCENARIOS: Readonly<Record<string, string>> = {
  smoke: `name: smoke
description: Three agents for three seconds, to see that everything works together.
tags: [load, smoke]
agents:
  - role: builder
    count: 2
    rate: 5/s
    arrival: constant
    mix: { safe: 60, risky: 20, complex: 20 }
  - { role: expert, count: 1 }
load: { ramp: 500ms, hold: 3s }
thresholds:
  - 'latency{op:command}': p(95) < 250ms
  - errors: rate < 1%
`,
  small: `name: small
description: Ten agents, some steady, some in bursts, and experts who approve what is risky.
tags: [load]
agents:
  - { role: builder, count: 4, rate: 6/s, mix: { safe: 70, risky: 20, complex: 10 } }
  - role: builder
    count: 3
    rate: 6/s
    arrival: bursty
    mix: { safe: 40, risky: 20, complex: 40 }
    complexity: 5
  - { role: expert, count: 3 }
load: { ramp: 1s, hold: 8s }
thresholds:
  - 'latency{op:command}': p(95) < 250ms
  - 'latency{op:command}': p(99) < 500ms
  - 'latency{op:review}': p(95) < 500ms
  - errors: rate < 1%
`,
  medium: `name: medium
description: A hundred agents at about one command a second each.
tags: [load]
agents:
  - { role: builder, count: 50, rate: 1/s, mix: { safe: 70, risky: 20, complex: 10 } }
  - role: builder
    count: 30
    rate: 1/s
    arrival: bursty
    mix: { safe: 40, risky: 20, complex: 40 }
    complexity: 5
  - { role: expert, count: 20 }
load: { ramp: 3s, hold: 30s }
thresholds:
  - 'latency{op:command}': p(95) < 100ms
  - 'latency{op:command}': p(99) < 250ms
  - 'latency{op:review}': p(95) < 250ms
  - errors: rate < 1%
  - dropped: rate < 1%
`,
  large: `name: large
description: A thousand agents at about one command a second each.
tags: [load, slow]
agents:
  - { role: builder, count: 500, rate: 1/s, mix: { safe: 70, risky: 20, complex: 10 } }
  - role: builder
    count: 300
    rate: 1/s
    arrival: bursty
    mix: { safe: 40, risky: 20, complex: 40 }
    complexity: 5
  - { role: expert, count: 200 }
load: { ramp: 10s, hold: 30s, drain: 10s }
thresholds:
  - 'latency{op:command}': p(95) < 250ms
  - 'latency{op:command}': p(99) < 500ms
  - 'latency{op:review}': p(95) < 500ms
  - errors: rate < 1%
  - dropped: rate < 1%
`,
  byzantine: `name: byzantine
description: Every fourth agent lies, in every way there is; the honest ones must not notice.
tags: [byzantine]
agents:
  - { role: builder, count: 14, rate: 2/s, mix: { safe: 6, risky: 3, complex: 1 }, readBack: 0.2 }
  - { role: expert, count: 4 }
  - { role: builder, count: 2, rate: 6/s, behaviour: [malicious, random] }
  - { role: builder, count: 1, rate: 6/s, behaviour: conflicting, collude: band }
  - { role: expert, count: 1, rate: 6/s, behaviour: malicious, collude: band }
  - { role: builder, count: 1, rate: 30/m, behaviour: flood }
  - { role: builder, count: 1, rate: 30/m, behaviour: slowloris }
load: { ramp: 1s, hold: 20s }
thresholds:
  - 'latency{op:command,behaviour:honest}': p(95) < 250ms
  - 'errors{behaviour:honest}': rate < 1%
invariants:
  - nothing-lost
  - nothing-forged
  - nothing-duplicated
  - nothing-changed
  - order-kept
  - log-intact
  - lies-refused
  - nothing-leaked
  - reads-fresh
  - nobody-starved
`,
};
