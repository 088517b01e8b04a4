import { describe, expect, it } from 'vitest';
import { exportQuery, lossGroups, notWritten } from './losses';

describe('what an export leaves behind', () => {
  const groups = lossGroups([
    { item: 'num-001', what: 'the domain' }, { item: 'num-002', what: 'the domain' }, { item: 'num-001', what: 'the picture `images/a.png`: it is not in the bank' }, { item: 'num-001', what: 'the picture `images/b.png`: it is not in the bank' },
    { item: 'num-003', what: 'the whole item: Aiken has no `ordering`' }, { item: 'num-002', what: 'something new' },
  ]);
  it('is gathered by what it is, items that are left out first', () => {
    expect(groups.map(({ text, items }) => [text, items.join(' ')])).toEqual([
      ['Butir seutuhnya: format ini tidak mengenal bentuk “Mengurutkan”', 'num-003'], ['Bagian', 'num-001 num-002'], ['Gambar yang tidak ada di bank', 'num-001'], ['something new', 'num-002'],
    ]);
  });
  it('says which words are the server’s own, and how many items the file lacks', () => {
    expect(groups.map((one) => one.english)).toEqual([false, false, false, true]);
    expect(notWritten(groups)).toBe(1);
  });
  it('names stages and items only where they narrow', () => {
    expect(exportQuery('csv', [], [])).toBe('format=csv');
    expect(decodeURIComponent(exportQuery('qti', ['draft', 'active'], ['a', 'b']))).toBe('format=qti&stage=draft,active&item=a,b');
  });
});
