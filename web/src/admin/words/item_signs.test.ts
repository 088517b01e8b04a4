import { describe, expect, it } from 'vitest';
import { signText } from './item_signs';

const sign = (code: string, detail: string) => ({ row: null, field: '', code, detail });
describe('signs for reviewers', () => {
  it('are said by code', () => {
    expect(signText(sign('odd_year', 'the year 20225 is out of range'))).toEqual({ text: 'Tahun 20225 tidak wajar. Mungkin salah ketik.', english: false });
    expect(signText(sign('longest_key', 'the key is the longest option by far (1.6 times the next)')).text).toContain('jauh lebih panjang');
  });
  it('that are not known are shown in the server’s words', () => {
    expect(signText(sign('new_sign', 'something else'))).toEqual({ text: 'something else', english: true });
    expect(signText(sign('new_sign', ''))).toEqual({ text: 'new_sign', english: false });
  });
});
