// The columns of the table of items. No DOM.
import { number, percent } from '../../lib/staff/format';
import type { Column } from '../../lib/staff/table';
import type { ItemAnalysisRow } from '../../lib/wire/ItemAnalysisRow';
import { named } from '../library/text';
import { t } from '../words/analysis';
import { FLAG_CODES } from './flags';
import { figure, locationOf, slopeOf } from './plain';

/** Gravest first; without a flag last. */
export function gravity(row: ItemAnalysisRow): number | null {
  const first = row.flags[0];
  return first ? FLAG_CODES.indexOf(first.code) * 100 - Math.min(99, row.flags.length) : null;
}

export const itemColumns = (): Column<ItemAnalysisRow>[] => [
  { id: 'item', label: t('c_item'), value: (row) => row.id, fixed: true },
  { id: 'flags', label: t('c_flags'), value: gravity },
  { id: 'p', label: t('c_p'), value: (row) => row.p, width: '150px' },
  { id: 'discrimination', label: t('c_discrimination'), value: (row) => row.item_rest, width: '120px' },
  { id: 'time', label: t('c_time'), value: (row) => row.seconds?.median ?? null, text: (row) => (row.seconds ? t('seconds', { n: number(row.seconds.median) }) : '–'), align: 'right', width: '88px' },
  { id: 'shown', label: t('c_shown'), value: (row) => row.shown, text: (row) => number(row.shown), align: 'right', width: '84px' },
  { id: 'location', label: t('c_location'), value: (row) => locationOf(row.parameters), text: (row) => figure(locationOf(row.parameters), 1), align: 'right', optional: true },
  { id: 'slope', label: t('c_slope'), value: (row) => slopeOf(row.parameters), text: (row) => figure(slopeOf(row.parameters)), align: 'right', optional: true },
  { id: 'domain', label: t('c_domain'), value: (row) => row.domain_title, optional: true },
  { id: 'competency', label: t('c_competency'), value: (row) => row.competency_title, optional: true },
  { id: 'interaction', label: t('c_interaction'), value: (row) => named(row.interaction), optional: true },
  { id: 'author', label: t('c_author'), value: (row) => ['easy', 'medium', 'hard'].indexOf(row.difficulty), text: (row) => named(row.difficulty), optional: true },
  { id: 'skipped', label: t('c_skipped'), value: (row) => row.skipped, text: (row) => number(row.skipped), align: 'right', optional: true },
  { id: 'rapid', label: t('c_rapid'), value: (row) => row.rapid_share, text: (row) => (row.rapid_share === null ? '–' : percent(row.rapid_share)), align: 'right', optional: true },
];
