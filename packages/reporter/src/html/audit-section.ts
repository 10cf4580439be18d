import type { AuditView } from '../model/audit.ts';
import { rowCountOf } from '../model/table.ts';
import { renderFacts } from './facts.ts';
import { markup } from './html.ts';
import type { Html } from './html.ts';
import { renderTable } from './table.ts';

export function renderAudit(audit: AuditView): Html {
  return markup`<section id="audit" aria-labelledby="audit-title">
<h2 id="audit-title">Audit of the log</h2>
${audit.kind === 'skipped' ? renderSkipped(audit.reason) : renderDone(audit)}
</section>`;
}

function renderSkipped(reason: string): Html {
  return markup`<div class="notice" role="note">
<strong>The log was not audited:</strong> <bdi>${reason}</bdi>
</div>`;
}

function renderDone(audit: Extract<AuditView, { kind: 'done' }>): Html {
  return markup`${renderFacts(audit.facts)}
${renderTable(audit.checks)}
${rowCountOf(audit.examples) === 0 ? undefined : renderTable(audit.examples)}
${renderTable(audit.findings)}`;
}
