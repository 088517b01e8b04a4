import { expect, it } from 'vitest';
import type { AuthoringBank } from '../../../lib/wire/AuthoringBank';
import { idsOf, line, outlineOf, pasted, requestOf, withStanding, wrongOf, type Outline } from './outline';

const bank: AuthoringBank = {
  id: 'uji', title: 'Uji', items: {}, released: null, released_ms: null, locked: false,
  domains: [{ id: 'digital_literacy', title: 'Digital', competencies: [{ id: 'surel', title: 'Surat elektronik' }] }],
};
/** With these titles typed as new competencies of a domain. */
function typed(outline: Outline, domain: string, ...titles: string[]): Outline {
  const add = titles.map((title) => line(title));
  return { ...outline, parts: outline.parts.map((part) => (part.id === domain ? { ...part, chosen: true, lines: [...part.lines, ...add] } : part)) };
}
const ids = (outline: Outline): string[] => [...idsOf(outline.parts).values()];

it('ids of competencies are made of titles, and none comes twice in the bank', () => {
  const outline = typed(typed(outlineOf(bank), 'digital_literacy', 'Surel', 'Keamanan data'), 'technical', 'Keamanan Data', '—');
  expect(ids(outline)).toEqual(['surel', 'surel_2', 'keamanan_data', 'keamanan_data_2', 'kompetensi']);
  const long = 'Pengelolaan anggaran pendapatan dan belanja daerah';
  const twins = ids(typed(typed(outlineOf(), 'technical', long), 'sociocultural', long));
  expect(twins).toEqual(['pengelolaan_anggaran_pendapatan_dan_bela', 'pengelolaan_anggaran_pendapatan_dan_be_2']);
});

it('a bank keeps the order, ids and titles of what it has; empty lines go', () => {
  const outline = typed(outlineOf(bank), 'technical', '  Tata   naskah ', '');
  expect(requestOf(outline)).toEqual({
    id: 'uji', title: 'Uji',
    domains: [
      { id: 'digital_literacy', title: 'Digital', competencies: [{ id: 'surel', title: 'Surat elektronik' }] },
      { id: 'technical', title: 'Teknis', competencies: [{ id: 'tata_naskah', title: 'Tata naskah' }] },
    ],
  });
});

it('what is wrong is said at its place', () => {
  expect(wrongOf(outlineOf(), ['uji'])).toEqual({ title: 'title_missing', id: 'id_missing', domains: 'domain_missing' });
  const empty = typed({ ...outlineOf(), id: 'uji', title: 'Uji' }, 'technical');
  expect(wrongOf(empty, ['uji'])).toEqual({ id: 'id_taken', [empty.parts[0]!.lines[0]!.key]: 'competency_missing' });
  const twice = typed(outlineOf(bank), 'digital_literacy', 'surat  Elektronik');
  expect(Object.values(wrongOf(twice, null))).toEqual(['competency_twice']);
  const many = typed(outlineOf(bank), 'technical', ...Array.from({ length: 51 }, (_, n) => `k${n}`));
  expect(wrongOf(many, null)).toEqual({ technical: 'too_many' });
});

it('what somebody else added comes in beside what was typed', () => {
  const mine = typed(outlineOf(bank), 'technical', 'Arsip');
  const domains = [...bank.domains, { id: 'technical', title: 'Teknis', competencies: [{ id: 'anggaran', title: 'Anggaran' }] }];
  const merged = withStanding(mine, { ...bank, domains });
  expect(requestOf(merged).domains[1]!.competencies.map((one) => one.id)).toEqual(['anggaran', 'arsip']);
  expect(merged.parts[1]!.stands).toBe(true);
});

it('a pasted list loses its numbers and dashes', () => {
  expect(pasted('1. Anggaran\r\n2) Arsip\n\n- Tata naskah\n')).toEqual(['Anggaran', 'Arsip', 'Tata naskah']);
  expect([pasted('5 langkah kerja'), pasted('satu\n')]).toEqual([null, null]);
});
