import type { Report } from '../model/report.ts';
import { renderFacts } from './facts.ts';
import { markup } from './html.ts';
import type { Html } from './html.ts';

export function renderReproduction({ command, reproduction, host, scenario }: Report): Html {
  return markup`<section id="again" aria-labelledby="again-title">
<h2 id="again-title">Run it again</h2>
<p class="note">The same scenario with the same seed gives the same agents and the same schedule,
and so the same plan.</p>
<pre class="command" tabindex="0"><code>${command.split('\n').map(renderCommand)}</code></pre>
<div class="columns">
<div><h3>Run</h3>${renderFacts(reproduction)}</div>
<div><h3>Machine</h3>${renderFacts(host)}</div>
</div>
<details class="block"><summary>The scenario, as it was understood</summary>
<pre tabindex="0"><code>${renderLines(scenario)}</code></pre></details>
</section>`;
}

/** A run that was merged has a command for each shard. */
function renderCommand(command: string, place: number): Html {
  return place === 0
    ? markup`${command}`
    : markup`
${command}`;
}

function renderLines(text: string): Html[] {
  return text.split('\n').map(
    (line) => markup`${line}
`,
  );
}
