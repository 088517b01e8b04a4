// How a place is called in a sentence: `Teknis · soal 3`; where items have no section, `soal 3`.
import type { Place } from '../paper';
import { t } from '../words';

export function placeName({ section, index }: Place): string {
  const number = t('item', { n: index + 1 }).toLowerCase();
  return section.title === '' ? number : `${section.title} · ${number}`;
}
