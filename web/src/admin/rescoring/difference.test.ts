import { describe, expect, test } from 'vitest';
import type { DifferenceView } from '../../lib/wire/DifferenceView';
import type { MoveView } from '../../lib/wire/MoveView';
import { asked, chosenOf, counted, effectOnT, inForce, isNothing, knowledge, matrixOf, moversCsv, moversOf, nothingChosen, OVERALL, sumsOf, undone, wayOf, withItem } from './difference';

const mark = (score: number, category: MoveView['before']['category'], t: number | null = null) => ({ score, category, t });
const move = (name: string, before: MoveView['before'], after: MoveView['after'], domains: MoveView['domains'] = []): MoveView => ({ attempt_id: name, name, nip_masked: '•', unit: '', before, after, domains });

const up = move('Budi', mark(68, 'cukup_potensial'), mark(72, 'potensial'));
const down = move('Citra', mark(71, 'potensial'), mark(60, 'cukup_potensial'), [{ domain: 'technical', title: 'Teknis', before: mark(80, 'potensial'), after: mark(40, 'kurang_potensial') }]);
const inDomain = move('=Dewi', mark(71, 'potensial'), mark(71.5, 'potensial'), [{ domain: 'technical', title: 'Teknis', before: mark(50, 'kurang_potensial'), after: mark(60, 'cukup_potensial') }]);
const difference: DifferenceView = {
  attempts: 10, unchanged: 6, voided: 1, rises: { attempts: 3, most: 8.25 }, falls: { attempts: 1, most: -11 },
  overall: [[4, 0, 0, 0], [0, 2, 1, 0], [0, 1, 2, 0], [0, 0, 0, 0]],
  domains: [{ domain: 'technical', title: 'Teknis', matrix: [[5, 1, 0, 0], [0, 3, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]] }],
  moves: [up, down, inDomain],
};

describe('the difference', () => {
  test('a step has a way', () => {
    expect([up, down, inDomain].map(wayOf)).toEqual(['up', 'down', null]);
  });

  test('movers belong to the place that is looked at, the largest change first', () => {
    const names = (...args: [string, ('up' | 'down')?]) => moversOf(difference, ...args).map((one) => one.person.name);
    expect(names(OVERALL)).toEqual(['Citra', 'Budi']);
    expect(names(OVERALL, 'up')).toEqual(['Budi']);
    expect(names('technical')).toEqual(['Citra', '=Dewi']);
    expect(names('technical', 'down')).toEqual(['Citra']);
    expect(names('elsewhere')).toEqual([]);
  });

  test('where T decides, the largest change of T is first, and the file holds it', () => {
    const t = (name: string, from: number, to: number, points: number) => move(name, mark(50, 'potensial', from), mark(50 + points, 'cukup_potensial', to));
    const found = moversOf({ ...difference, moves: [t('Ani', 50, 49, 20), t('Budi', 50, 45, 1)] }, OVERALL);
    expect(found.map((one) => one.person.name)).toEqual(['Budi', 'Ani']);
    expect(moversCsv(['nama', 't_sebelum', 't_sesudah'], found, () => ({ from: 'a', to: 'b', way: 'turun' }))).toContain('50.00,51.00,50.00,45.00');
  });

  test('sums come from the matrix', () => {
    expect(sumsOf(matrixOf(difference, OVERALL))).toEqual({ up: 1, down: 1, stay: 8 });
    expect(sumsOf(matrixOf(difference, 'technical'))).toEqual({ up: 1, down: 1, stay: 8 });
    expect(sumsOf(matrixOf(difference, 'elsewhere'))).toEqual({ up: 0, down: 0, stay: 0 });
  });

  test('nothing changes when every outcome is as it was', () => {
    expect([isNothing(difference), isNothing({ ...difference, unchanged: 10 })]).toEqual([false, true]);
  });

  test('a file defuses formulas', () => {
    const text = moversCsv(['nama'], moversOf(difference, 'technical', 'up'), () => ({ from: 'a', to: 'b', way: 'naik' }));
    expect(text).toContain("'=Dewi,•,,a,b,naik,50.00,60.00");
  });
});

describe('the rules', () => {
  const original = { bank_version: 'v1', calibration: null, items: [] };

  test('what is as it was is not chosen', () => {
    expect(nothingChosen(chosenOf(original, original))).toBe(true);
    const other = { bank_version: 'v2', calibration: 'c', items: [{ item: 'i', treatment: 'dropped' as const }] };
    expect(chosenOf(other, original)).toEqual({ version: 'v2', calibration: 'c', items: other.items });
  });

  test('a corrected key leaves T; what was never fit changes points alone', () => {
    expect([effectOnT(true, false, 'rekeyed'), effectOnT(false, false, 'rekeyed'), effectOnT(null, null, 'rekeyed')]).toEqual(['t_gone', 't_never', null]);
    expect([effectOnT(true, true, 'dropped'), effectOnT(true, true, 'credited'), effectOnT(false, false, 'dropped'), effectOnT(null, null, 'credited')]).toEqual(['t_dropped', 't_credited', 't_never_points', null]);
    expect([effectOnT(true, true, 'rekeyed'), effectOnT(null, true, 'rekeyed'), effectOnT(true, false, 'credited')]).toEqual(['t_kept', 't_joins', 't_not_by_this']);
  });

  test('another calibration knows other items, or an item by its new key, or too few of them', () => {
    const given = (item: string, ...measured: string[]) => ({ item, domain: 'Teknis', given: 3, measured });
    const version = (name: string, pinned: boolean, decisive: string[], ...measured: string[]) =>
      ({ version: name, loaded_ms: 0, pinned, decisive, mended: pinned ? [] : [{ item: 'i', domain: 'Teknis', given: 3, mending: 'rekeyed' as const, before: 'A', after: 'B', measured }] });
    const desk = { original: { ...original, calibration: 'old' }, items: [given('i', 'old'), given('k', 'old', 'new'), given('n')], versions: [version('v1', true, ['old', 'new']), version('v2', false, ['new'], 'new')] };
    const rules = (change: object) => ({ version: null, calibration: null, items: [], ...change });
    expect(knowledge(desk, rules({}), 'i')).toEqual({ was: true, knows: true, mended: false });
    expect(knowledge(desk, rules({ calibration: 'new' }), 'i')).toEqual({ was: true, knows: false, mended: false });
    expect(knowledge(desk, rules({ calibration: 'new', version: 'v2' }), 'i')).toEqual({ was: true, knows: true, mended: true });
    expect(knowledge(desk, rules({ version: 'v2' }), 'i').knows).toBeNull();
    expect(counted(desk, rules({ calibration: 'new' }))).toEqual({ before: 2, after: 1, all: 3 });
    expect(counted(desk, rules({ calibration: 'new', items: withItem([], 'k') })).after).toBe(0);
    expect(counted(desk, rules({ calibration: 'narrow' }))).toEqual({ before: 2, after: null, all: 3 });
    expect(counted({ ...desk, original }, rules({ calibration: 'new' })).before).toBeNull();
  });

  test('the form starts from what counts now, as far as it can be chosen', () => {
    const revision = (number: number, state: 'published' | 'withdrawn', bank_version: string) => ({ number, state, base: 0, proposed_by: 'a', proposed_ms: 0, reason: 'r', settled_by: null, settled_ms: null, note: null, hash: '', rules: { ...original, bank_version, items: withItem([], 'i') } });
    const desk = { original, calibrations: [], revisions: [revision(2, 'withdrawn', 'v3'), revision(1, 'published', 'v2')], versions: [{ version: 'v2', loaded_ms: 0, pinned: false, decisive: [], mended: [] }] };
    expect(inForce(desk)).toEqual({ version: 'v2', calibration: null, items: withItem([], 'i') });
    expect(inForce({ ...desk, versions: [] }).version).toBeNull();
    expect(nothingChosen(inForce({ ...desk, revisions: [] }))).toBe(true);
  });

  test('what counts now and is left out is named', () => {
    const standing = { version: 'v2', calibration: 'c', items: withItem([], 'i') };
    expect(undone({ version: null, calibration: null, items: [] }, standing)).toEqual({ items: ['i'], version: 'v2', calibration: true });
    expect(undone(standing, standing)).toEqual({ items: [], version: null, calibration: false });
  });

  test('an item stands in the list once', () => {
    const one = withItem([], 'i');
    expect([one, withItem(one, 'i')]).toEqual([[{ item: 'i', treatment: 'dropped' }], one]);
    expect(asked({ version: null, calibration: null, items: one }, ' salah ', false)).toMatchObject({ reason: 'salah', bank_version: null, items: one, propose: false });
  });
});
