import { html } from 'hono/html';
import type { LoggedRecord, MonthlyReport } from '../../dealer-service.ts';
import type { DealerRecord } from '../../rules/dealer-commands.ts';
import { instant } from '../kit/date-time.ts';
import { page, type Viewer } from '../kit/layout.ts';
import { code, type Column, detailList, table } from '../kit/html-parts.ts';
import { NOTHING, type View } from '../kit/view.ts';

/** Where the report is. */
export const REPORT_PATH = '/dealer/report';

interface ReportParts {
  readonly viewer: Viewer;
  readonly report: MonthlyReport;
}

/** The month's transactions, for the general manager (DLR-9). */
export function reportPage({ viewer, report }: ReportParts): View {
  const months = [...new Set([...report.months, report.month])].sort().reverse();
  return page({
    title: `Vehicle security transactions, ${report.month}`,
    viewer,
    tab: 'report',
    body: html`<p class="intro">
        ${report.dealer.name} (${code(report.dealer.code)}), from the transaction log. Times in UTC.
      </p>
      <nav class="months" aria-label="Months">
        <ul>
          ${months.map(
            (month) =>
              html`<li>
                <a href="${REPORT_PATH}?month=${month}" ${month === report.month ? html`aria-current="page"` : ''}
                  >${month}</a
                >
              </li>`,
          )}
        </ul>
      </nav>
      ${totals(report)}
      <section aria-labelledby="transactions">
        <h2 id="transactions">Transactions</h2>
        <div class="wide-table">
          ${table(`Transactions of ${report.month}`, COLUMNS, report.records, 'No transactions this month.')}
        </div>
      </section>
      <section class="screen-only" aria-labelledby="export">
        <h2 id="export">Export for the crime bureau</h2>
        <p class="buttons">
          <a class="button secondary" href="${REPORT_PATH}/export.csv?month=${report.month}">CSV of ${report.month}</a>
          <a class="button secondary" href="${REPORT_PATH}/export.csv">CSV of all months</a>
        </p>
      </section>`,
  });
}

function totals(report: MonthlyReport): View | typeof NOTHING {
  const counted = Object.entries(report.totals);
  if (counted.length === 0) return NOTHING;
  return html`<section class="card" aria-labelledby="totals">
    <h2 id="totals">Totals</h2>
    ${detailList(counted.map(([kind, count]) => [wordsOf(kind), String(count)]))}
  </section>`;
}

function wordsOf(kind: string): string {
  return KIND_WORDS[kind] ?? kind;
}

const KIND_WORDS: Readonly<Record<string, string>> = {
  requested: 'Reset requested',
  approved: 'Approved',
  declined: 'Declined',
  closed: 'Repair closed',
  expired: 'Approval expired',
  'reset-pass-code': 'Reset pass-code',
  'key-pass-code': 'Add/remove pass-code',
  enrolled: 'Staff enrolled',
  'title-changed': 'Job title changed',
  removed: 'Staff removed',
  'password-reset': 'One-time password',
} satisfies Record<DealerRecord['kind'], string>;

const COLUMNS: readonly Column<LoggedRecord>[] = [
  { heading: 'Time', cell: ({ epochMs }) => instant(epochMs) },
  { heading: 'Transaction', cell: ({ kind }) => wordsOf(kind) },
  {
    heading: 'By',
    cell: ({ actorName, actorTitle }) => html`<span>${actorName}<br /><small>${actorTitle}</small></span>`,
  },
  { heading: 'Vehicle or staff', cell: ({ vin, staff }) => staff?.name ?? codeOrDash(vin) },
  { heading: 'Repair order', cell: ({ repairOrder }) => repairOrder ?? '–' },
  { heading: 'Customer', cell: ({ customerLastName }) => customerLastName ?? '–' },
  { heading: 'Request No.', cell: ({ requestNumber }) => codeOrDash(requestNumber) },
  { heading: 'Seed', cell: ({ seed }) => codeOrDash(seed) },
];

function codeOrDash(text: string | null): View | string {
  return text === null ? '–' : code(text);
}
