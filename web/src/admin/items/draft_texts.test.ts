// Two versions differ where they differ, and nowhere else.
import { expect, it } from 'vitest';
import type { ItemDraft } from '../../lib/wire/ItemDraft';
import { differences, textsOfDraft } from './draft_texts';
import { blank, KINDS } from './interaction';

const draft = (over: Partial<ItemDraft> = {}): ItemDraft => ({
  id: 'a-1', title: '', domain: 'technical', competency: 'budgeting', indicator: '', difficulty: 'easy', seconds: 60, tags: [], job_families: [], fixed_order: false, stimulus: null, enemies: [], computation: null, origin: null,
  stem: 'Berapa jumlahnya?', interaction: { type: 'single_choice', options: ['satu', 'dua'], key: 0, credit: [] }, rationale: '', ...over,
});

it('names the key and the option that changed', () => {
  const after = draft({ interaction: { type: 'single_choice', options: ['satu', 'tiga'], key: 1, credit: [] } });
  expect(differences(draft(), after).map((one) => one.label)).toEqual(['Pilihan B', 'Kunci']);
  expect(differences(draft(), after)[1]?.parts).toEqual([{ kind: 'out', text: 'A' }, { kind: 'in', text: 'B' }]);
  expect(differences(draft(), draft())).toEqual([]);
});

it('shows what is gone', () => {
  const after = draft({ interaction: { type: 'single_choice', options: ['satu'], key: 0, credit: [] } });
  expect(differences(draft(), after)).toEqual([{ label: 'Pilihan B', parts: [{ kind: 'out', text: 'dua' }] }]);
});

it('has words for every interaction', () => {
  for (const kind of KINDS) expect(textsOfDraft(draft({ interaction: blank(kind) })).length).toBeGreaterThan(10);
});
