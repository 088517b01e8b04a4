// The language of a staff page: chosen once per page load, so texts are plain constants. Changing it reloads.
import { chooseLanguage, chosenLanguage, type Language } from '../i18n';

export const language: Language = typeof localStorage === 'undefined' ? 'id' : chosenLanguage();

export function switchLanguage(): void {
  chooseLanguage(language === 'id' ? 'en' : 'id');
  location.reload();
}

const CONTRAST = 'ukur-contrast';

export const highContrast = (): boolean => localStorage.getItem(CONTRAST) === 'high';

/** Puts the kept preferences on the page; call once before mounting. */
export function applyPreferences(): void {
  document.documentElement.lang = language;
  if (highContrast()) document.documentElement.dataset.contrast = 'high';
}

export function setContrast(high: boolean): void {
  localStorage.setItem(CONTRAST, high ? 'high' : 'normal');
  if (high) document.documentElement.dataset.contrast = 'high';
  else delete document.documentElement.dataset.contrast;
}
