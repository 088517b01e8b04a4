// The columns of the results table: fixed ones and two lines (score, category) for each domain.
import type { ResultRow } from '../../lib/wire/ResultRow';
import { dateShort, number, percent, since, timeZoned } from '../../lib/staff/format';
import type { Column } from '../../lib/staff/table';
import { rankText } from '../norms/norms';
import { t as mt } from '../words/measure';
import { t as nt } from '../words/norms';
import { domainsOf } from './potential';
import { decisiveT, followsT, probabilityOf } from './probability';
import { jobText, t } from './text';

const DOMAIN = 'domain:';

/** The domain that a column shows, if it shows one. */
export const domainOfColumn = (id: string): string | null => (id.startsWith(DOMAIN) ? id.slice(DOMAIN.length) : null);

/** "3 mnt"; a dash when nobody gave anything. */
export const given = (ms: number): string => (ms > 0 ? since(ms) : '–');

export function resultColumns(rows: readonly ResultRow[], zone: string): Column<ResultRow>[] {
  const domains = domainsOf(rows).map(({ domain, title }): Column<ResultRow> => ({
    id: `${DOMAIN}${domain}`, label: title.replace(/^Kompetensi (.)/, (_, first: string) => first.toUpperCase()), width: '136px',
    value: (row) => row.domains.find((one) => one.domain === domain)?.score ?? null,
  }));
  return [
    { id: 'name', label: t('name'), value: (row) => row.name, width: '210px', fixed: true },
    // What the categories follow stands first; where nothing follows T, T decides nothing and is not shown here.
    ...(followsT(rows) ? [{ id: 't', label: mt('t_score'), value: decisiveT, text: (row: ResultRow) => { const own = decisiveT(row); return own === null ? '–' : number(own, 1); }, width: '150px', fixed: true }] : []),
    { id: 'overall', label: t('overall'), value: (row) => row.score, width: '150px', fixed: true },
    { id: 'probability', label: mt('probability'), value: (row) => probabilityOf(row.measurement?.overall, row.category), text: (row) => { const p = probabilityOf(row.measurement?.overall, row.category); return p === null ? '–' : percent(p); }, width: '140px' },
    // Only where a norm group gives one: a column of dashes tells nobody anything.
    ...(rows.some((row) => row.percentile !== null) ? [{ id: 'percentile', label: nt('percentile'), value: (row: ResultRow) => row.percentile, text: (row: ResultRow) => rankText(row.percentile), width: '110px' }] : []),
    ...domains,
    { id: 'unit', label: t('unit'), value: (row) => row.unit, width: '220px' },
    { id: 'job_group', label: t('job_group'), value: (row) => jobText(row.job_group), width: '140px' },
    { id: 'answered', label: t('answered'), value: (row) => row.answered, text: (row) => t('of', { n: row.answered, m: row.items }), width: '110px' },
    { id: 'how', label: t('how'), value: (row) => (row.voided ? t('voided') : t(`how_${row.how}`)), width: '170px' },
    { id: 'closed', label: t('closed'), value: (row) => row.closed_ms, text: (row) => `${dateShort(row.closed_ms, zone)}, ${timeZoned(row.closed_ms, zone)}`, width: '200px', optional: true },
    { id: 'extended', label: t('extended'), value: (row) => row.extended_ms, text: (row) => given(row.extended_ms), width: '150px', optional: true },
    { id: 'outage_credit', label: t('outage_credit'), value: (row) => row.outage_credit_ms, text: (row) => given(row.outage_credit_ms), width: '230px', optional: true },
  ];
}
