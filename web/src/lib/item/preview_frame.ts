// A frame in which an item looks as on a candidate's screen, whatever page stands around it: own width for the media
// queries, own root for text size and contrast, and only the styles that the candidate's page has too.
import type { Language } from '../i18n';
import theme from '../theme.css?inline';
import reading from './reading.css?inline';

export interface Look {
  language: Language;
  textSize: 1 | 2 | 3;
  highContrast: boolean;
}

/** The candidate's global styles, and of this page only what belongs to components: their rules name a hashed class. */
export function putStyles(doc: Document, page: Document): void {
  const scoped = [...page.styleSheets].flatMap((sheet) => rulesOf(sheet)).filter((rule) => rule.includes('svelte-'));
  const style = doc.createElement('style');
  style.textContent = [theme, reading, 'body { background: var(--paper); }', ...scoped].join('\n');
  doc.head.replaceChildren(style);
}

/** A sheet from elsewhere (a browser's extension) may not be read; it is none of ours. */
function rulesOf(sheet: CSSStyleSheet): string[] {
  try {
    return [...sheet.cssRules].map((rule) => rule.cssText);
  } catch {
    return [];
  }
}

export function putLook(doc: Document, look: Look): void {
  const root = doc.documentElement;
  root.lang = look.language;
  root.dataset.text = String(look.textSize);
  if (look.highContrast) root.dataset.contrast = 'high';
  else delete root.dataset.contrast;
}
