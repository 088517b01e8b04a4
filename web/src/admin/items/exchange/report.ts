// The rows of an import as the screen has them: with their place, and what was mended here. No DOM.
import { csv } from '../../../lib/staff/table';
import type { ImportStatus } from '../../../lib/wire/ImportStatus';
import type { ItemDraft } from '../../../lib/wire/ItemDraft';
import type { ItemImport } from '../../../lib/wire/ItemImport';
import type { ItemImportRow } from '../../../lib/wire/ItemImportRow';
import { t } from '../../words/item_import';
import { placeText, rowText } from './import_text';

export type Standing = ImportStatus | 'mended';
export type Line = { index: number; row: ItemImportRow; standing: Standing; draft: ItemDraft | null };

export const linesOf = (report: ItemImport, mended: ReadonlyMap<number, ItemDraft>): Line[] =>
  report.rows.map((row, index) => ({ index, row, standing: mended.has(index) ? 'mended' : row.status, draft: mended.get(index) ?? row.draft }));

/** A table, and whether its headers said nothing. */
export const canBeMapped = (file: string, report: ItemImport | null): boolean => /\.(xlsx|csv|tsv)$/i.test(file) || report?.format === 'xlsx' || report?.format === 'csv';
export const needsMapping = ({ refused }: ItemImport): boolean => refused?.endsWith('[no_header]') ?? false;

export const countOf = (lines: Line[], standing: Standing): number => lines.filter((line) => line.standing === standing).length;
export const takenOf = (lines: Line[]): number => lines.length - countOf(lines, 'left_out');

/** Left out, but read so far that a person can put it right. */
export const canMend = (line: Line): boolean => line.row.status === 'left_out' && line.draft !== null;

export function reportCsv(lines: Line[]): string {
  const header = [t('c_row'), t('c_source'), 'Id', t('c_item'), t('c_interaction'), t('c_status'), t('c_what')];
  return csv(header, lines.map(({ index, row, standing }) => [index + 1, placeText(row.source), row.source_id, row.title, row.interaction, t(standing), [...(row.reason ? [row.reason] : []), ...row.changes].map((sentence) => rowText(sentence).text).join('; ')]));
}
