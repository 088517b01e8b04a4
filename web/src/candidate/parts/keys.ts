// What a key means at the desk. Typing into a field means nothing but typing. No DOM beyond the event.
export type Meaning = { do: 'next' | 'previous' | 'flag' | 'clear' | 'grid' | 'help' } | { do: 'choose'; position: number };

interface Pressed {
  key: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  defaultPrevented: boolean;
  target: EventTarget | null;
}

const LETTERS = { n: 'next', p: 'previous', r: 'flag', g: 'grid' } as const;

/** `shortcuts`: whether single letters and digits mean anything (they can be switched off). */
export function meaningOf(event: Pressed, shortcuts: boolean): Meaning | null {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return null;
  if (event.key === 'ArrowRight') return { do: 'next' };
  if (event.key === 'ArrowLeft') return { do: 'previous' };
  if (event.key === 'Delete') return { do: 'clear' };
  if (event.key === '?') return { do: 'help' };
  if (!shortcuts || event.key.length !== 1) return null;
  const key = event.key.toLowerCase();
  if (key in LETTERS) return { do: LETTERS[key as keyof typeof LETTERS] };
  if (/[a-f]/.test(key)) return { do: 'choose', position: key.charCodeAt(0) - 97 };
  return /[1-8]/.test(key) ? { do: 'choose', position: Number(key) - 1 } : null;
}

function isTyping(target: EventTarget | null): boolean {
  const element = target as { tagName?: string; type?: string } | null;
  if (element?.tagName === 'TEXTAREA' || element?.tagName === 'SELECT') return true;
  return element?.tagName === 'INPUT' && !['radio', 'checkbox', 'button'].includes(element.type ?? '');
}
