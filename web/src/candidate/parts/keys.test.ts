import { describe, expect, it } from 'vitest';
import { meaningOf } from './keys';

const press = (key: string, more = {}) => ({ key, ctrlKey: false, altKey: false, metaKey: false, defaultPrevented: false, target: null, ...more });

describe('meaningOf', () => {
  it.each([['b', 1], ['F', 5], ['3', 2]])('%s chooses', (key, position) => expect(meaningOf(press(key), true)).toEqual({ do: 'choose', position }));
  it.each([['n', 'next'], ['P', 'previous'], ['r', 'flag'], ['ArrowRight', 'next'], ['?', 'help'], ['Delete', 'clear']])('%s means %s', (key, what) =>
    expect(meaningOf(press(key), true)).toEqual({ do: what }));
  it('letters can be switched off, arrows and ? stay', () => {
    expect(meaningOf(press('n'), false)).toBeNull();
    expect(meaningOf(press('ArrowLeft'), false)).toEqual({ do: 'previous' });
  });
  it('typing is typing, and the browser keeps its own keys', () => {
    expect(meaningOf(press('n', { target: { tagName: 'INPUT', type: 'text' } }), true)).toBeNull();
    expect(meaningOf(press('n', { target: { tagName: 'INPUT', type: 'radio' } }), true)).toEqual({ do: 'next' });
    expect(meaningOf(press('r', { ctrlKey: true }), true)).toBeNull();
  });
});
