// Marks go where the caret is, and come off again.
import { describe, expect, it } from 'vitest';
import { asBlock, formulaMark, marked, pictureMark } from './insertion';

const at = (text: string, start = text.length, end = start) => ({ text, start, end });

describe('marks', () => {
  it('wrap what is chosen and unwrap it', () => {
    const bold = marked(at('satu dua tiga', 5, 8), 'bold');
    expect(bold).toEqual({ text: 'satu **dua** tiga', start: 7, end: 10 });
    expect(marked(bold, 'bold')).toEqual(at('satu dua tiga', 5, 8));
    expect(marked(at('satu '), 'italic')).toEqual({ text: 'satu *miring*', start: 6, end: 12 });
  });
  it('make lists of whole lines', () => {
    expect(marked(at('satu\ndua', 1, 6), 'list').text).toBe('- satu\n- dua');
    expect(marked(at('- satu\n- dua', 1, 9), 'list').text).toBe('satu\ndua');
    expect(marked(at('Judul\nsatu'), 'list').text).toBe('Judul\n\n- satu');
  });
  it('keep blocks apart from their neighbours', () => {
    expect(asBlock(at('di atas di bawah', 8), 'X').text).toBe('di atas\n\nX\n\ndi bawah');
    expect(asBlock(at(''), 'X')).toEqual({ text: 'X', start: 0, end: 1 });
    expect(marked(at('a'), 'table').text).toContain('a\n\n| Kolom 1');
  });
});

it('pictures and formulas as Markdown', () => {
  expect(pictureMark('images/a.png', ' Grafik [1]\nloket ')).toBe('![Grafik \\[1\\] loket](images/a.png)');
  expect(formulaMark(' x^2 ', false)).toBe('$x^2$');
  expect(formulaMark('x', true)).toBe('$$x$$');
});
