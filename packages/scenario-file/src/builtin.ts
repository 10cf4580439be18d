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
  load: `name: load
description: An average day. Agents come, work, some at a rate and some when they are answered, and go.
tags: [load, slow]
agents:
  - { role: builder, count: 20, rate: 1/s, mix: { safe: 70, risky: 20, complex: 10 } }
  - { role: builder, count: 20, think: 1s, mix: { safe: 70, risky: 20, complex: 10 } }
  - { role: expert, count: 10 }
load:
  warmup: 3s
  stages:
    - { duration: 10s, target: 50 }
    - { duration: 40s, target: 50 }
    - { duration: 10s, target: 0 }
thresholds:
  - 'latency{op:command}': p(95) < 100ms
  - 'latency{op:command}': p(99) < 250ms
  - errors: rate < 1%
  - dropped: rate < 1%
`,
  stress: `name: stress
description: Twice an average day, then four times, to see what gets slower first.
tags: [load, slow]
agents:
  - { role: builder, count: 170, rate: 1/s, mix: { safe: 70, risky: 20, complex: 10 } }
  - { role: expert, count: 30 }
load:
  warmup: 3s
  stages:
    - { duration: 10s, target: 100 }
    - { duration: 20s, target: 100 }
    - { duration: 10s, target: 200 }
    - { duration: 20s, target: 200 }
    - { duration: 10s, target: 0 }
thresholds:
  - 'latency{op:command}': p(95) < 250ms
  - 'latency{op:command}': p(99) < 500ms
  - errors: rate < 1%
  - dropped: rate < 1%
`,
  soak: `name: soak
description: An average day without an end, to find what grows, leaks or wears out.
tags: [load, slow]
agents:
  - { role: builder, count: 40, rate: 1/s, mix: { safe: 70, risky: 20, complex: 10 } }
  - { role: expert, count: 10 }
load:
  warmup: 30s
  stages:
    - { duration: 30s, target: 50 }
    - { duration: 29m, target: 50 }
    - { duration: 30s, target: 0 }
thresholds:
  - 'latency{op:command}': p(95) < 100ms
  - 'latency{op:command}': p(99.9) < 1s
  - errors: rate < 0.1%
  - dropped: rate < 0.1%
invariants:
  - nothing-lost
  - nothing-forged
  - nothing-duplicated
  - nothing-changed
  - order-kept
  - log-intact
  - memory-bounded
`,
  spike: `name: spike
description: Ten times as many agents from one moment to the next, and back again.
tags: [load, slow]
agents:
  - { role: builder, count: 270, rate: 1/s, mix: { safe: 70, risky: 20, complex: 10 } }
  - { role: expert, count: 30 }
load:
  stages:
    - { duration: 5s, target: 30 }
    - { duration: 10s, target: 30 }
    - { duration: 1s, target: 300 }
    - { duration: 8s, target: 300 }
    - { duration: 1s, target: 30 }
    - { duration: 15s, target: 30 }
    - { duration: 5s, target: 0 }
thresholds:
  - 'latency{op:command}': p(95) < 500ms
  - errors: rate < 1%
  - dropped: rate < 1%
`,
  breakpoint: `name: breakpoint
description: More and more commands until a limit breaks. lh-run capacity finds the number exactly.
tags: [load, slow]
agents:
  - { role: builder, count: 450, rate: 1/s, mix: { safe: 80, risky: 10, complex: 10 } }
  - { role: expert, count: 50 }
load:
  stages:
    - { duration: 3m, target: 6000/s }
thresholds:
  - metric: 'latency{op:command}'
    limit: p(95) < 250ms
    abortOnFail: true
    delayAbortEval: 10s
  - { metric: errors, limit: rate < 1%, abortOnFail: true, delayAbortEval: 10s }
  - { metric: dropped, limit: rate < 1%, abortOnFail: true, delayAbortEval: 10s }
`,
  integrity: `name: integrity
description: A bridge that dies twice, requests that come twice, and a damaged log that must be noticed.
tags: [integrity]
agents:
  - { role: builder, count: 16, rate: 5/s, mix: { safe: 70, risky: 20, complex: 10 } }
  - { role: expert, count: 4 }
load: { ramp: 1s, hold: 24s, timeout: 3s }
retry: { attempts: 5, backoff: 100ms }
faults:
  - { id: twice, kind: duplicate, at: 3s, for: 4s, share: 0.3 }
  - { id: crash, kind: kill, at: 9s, restartAfter: 300ms }
  - { id: crash-again, kind: kill, at: 13s, restartAfter: 300ms }
  - { id: damage, kind: corrupt, at: 18s, for: 4s }
thresholds:
  - 'errors{phase:before,fault:twice}': rate < 1%
`,
  chaos: `name: chaos
description: The network, the bridge and the machine break, one after the other; the agents go on.
tags: [chaos, slow]
agents:
  - { role: builder, count: 24, rate: 4/s, mix: { safe: 70, risky: 20, complex: 10 } }
  - { role: expert, count: 6 }
load: { ramp: 1s, hold: 59s, timeout: 5s }
retry: { attempts: 6, backoff: 100ms, backoffMax: 1s }
faults:
  - id: slow
    kind: latency
    at: 4s
    for: 3s
    latency: 100ms
    jitter: 20ms
    agents: { share: 0.5 }
  - { id: lossy, kind: loss, at: 9s, for: 3s, share: 0.1 }
  - { id: split, kind: partition, at: 14s, for: 3s, split: one-third }
  - { id: ring, kind: partition, at: 20s, for: 3s, split: ring }
  - { id: resets, kind: reset_peer, at: 26s, for: 1s, toxicity: 0.5 }
  - { id: crash, kind: kill, at: 30s, restartAfter: 500ms }
  - { id: stop, kind: pause, at: 36s, for: 1s }
  - { id: full, kind: disk_full, at: 41s, for: 1s, optional: true }
  - { id: disk, kind: disk_slow, at: 46s, for: 2s, optional: true }
  - { id: clock, kind: clock_step, at: 51s, for: 1s, step: 10s, optional: true }
  - { id: cpu, kind: cpu_pressure, at: 55s, for: 2s }
thresholds:
  - 'errors{phase:before}': rate < 1%
  - 'latency{op:command,phase:before}': p(95) < 250ms
`,
  byzantine: `name: byzantine
description: Every fourth agent lies, in every way there is; the honest ones must not notice.
tags: [byzantine]
target: { bridge: embedded, reviewTimeout: 2s }
agents:
  - { role: builder, count: 17, rate: 2/s, mix: { safe: 6, risky: 3, complex: 1 }, readBack: 0.2 }
  - { role: expert, count: 4 }
  - { role: builder, count: 2, rate: 6/s, behaviour: [malicious, random] }
  - { role: builder, count: 1, rate: 6/s, behaviour: conflicting, collude: band }
  - { role: expert, count: 1, rate: 6/s, behaviour: malicious, collude: band }
  - { role: expert, count: 1, behaviour: silent }
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
