// Shortcuts stay out of the way of typing and of the browser's own keys.
import { expect, it } from 'vitest';
import { commandOf } from './keys';

const key = (name: string, more = {}) => ({ key: name, ctrlKey: false, metaKey: false, altKey: false, ...more });

it('maps keys to commands', () => {
  expect(commandOf(key('j'), false, true)).toBe('next');
  expect(commandOf(key('q'), false, true)).toBeNull();
  expect(commandOf(key('a', { ctrlKey: true }), false, true)).toBeNull();
});
it('is quiet while typing or when switched off; Escape works always', () => {
  expect(commandOf(key('x'), true, true)).toBeNull();
  expect(commandOf(key('x'), false, false)).toBeNull();
  expect(commandOf(key('Escape'), true, false)).toBe('clear');
});
