// The bank's faults find their field and their Indonesian sentence.
import { describe, expect, it } from 'vitest';
import { distinctFaults, isMissing, itemFaultText, namedItemFault, placeOf, sourceOf } from './fault_places';

const fault = (field: string, code: string, detail = '') => ({ row: 1, field, code, detail });

describe('places', () => {
  it('are fields of the form and places in its lists', () => {
    expect(placeOf(fault('options.C', 'empty'))).toEqual({ field: 'options', at: 2, gap: null });
    expect(placeOf(fault('left.2', 'empty'))).toEqual({ field: 'left', at: 1, gap: null });
    expect(placeOf(fault('gap 2.A', 'empty'))).toEqual({ field: 'gap', at: 0, gap: 1 });
    expect(placeOf(fault('stem.chart.x', 'chart_labels')).field).toBe('stem');
    expect(placeOf(fault('Rationale', 'missing_section')).field).toBe('rationale');
  });
  it('of a release name the item', () => {
    const given = fault('technical/tek-001.md: enemies', 'unknown_enemy');
    expect([sourceOf(given), placeOf(given).field, sourceOf(fault('key', 'key_size'))]).toEqual([{ item: 'tek-001' }, 'enemies', null]);
    expect(sourceOf(fault('stimuli/a.md: body', 'empty'))).toEqual({ file: 'stimuli/a.md' });
    expect(sourceOf(fault('bank.toml: domain', 'empty'))).toEqual({ file: 'bank.toml' });
  });
});

describe('sentences', () => {
  it('prefer the words of the field and take numbers along', () => {
    expect(itemFaultText(fault('key', 'missing_field'))).toBe('Kunci belum ditentukan.');
    expect(itemFaultText(fault('options', 'list_size', '1 entries; 2 to 10 are allowed'))).toContain('1 terisi, seharusnya 2 sampai 10');
    expect(namedItemFault(fault('options.B', 'too_long', '700 characters; at most 600'))).toBe('Pilihan B: Terlalu panjang: 700 karakter, paling banyak 600.');
    expect(itemFaultText(fault('stem', 'formula', 'unknown command'))).toContain('unknown command');
  });
  it('show an unknown code as the server said it', () => {
    expect(itemFaultText(fault('stem', 'strange', 'what it is'))).toBe('what it is');
    expect(itemFaultText(fault('stem', 'strange'))).toBe('strange');
  });
  it('tell what is missing from what is wrong, and say things once', () => {
    expect([isMissing(fault('stem', 'empty')), isMissing(fault('stem', 'link'))]).toEqual([true, false]);
    expect(distinctFaults([fault('stem', 'raw_html'), fault('stem', 'raw_html'), fault('stem', 'link')])).toHaveLength(2);
  });
});
