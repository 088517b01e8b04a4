// How this person wants to read: language, text size, contrast, letter shortcuts. Kept on this computer.
import { chosenLanguage, chooseLanguage, type Language } from '../lib/i18n';

export type TextSize = 1 | 2 | 3;
const read = (key: string): string | null => localStorage.getItem(`ukur-${key}`);

class Preferences {
  language: Language = $state(chosenLanguage());
  textSize: TextSize = $state((Number(read('text-size')) || 1) as TextSize);
  highContrast: boolean = $state(read('contrast') === 'high');
  shortcuts: boolean = $state(read('shortcuts') !== 'off');

  constructor() {
    this.#show();
  }

  setLanguage(language: Language): void {
    this.language = language;
    chooseLanguage(language);
  }
  setTextSize(size: TextSize): void {
    this.textSize = size;
    localStorage.setItem('ukur-text-size', String(size));
    this.#show();
  }
  setHighContrast(high: boolean): void {
    this.highContrast = high;
    localStorage.setItem('ukur-contrast', high ? 'high' : 'normal');
    this.#show();
  }
  setShortcuts(on: boolean): void {
    this.shortcuts = on;
    localStorage.setItem('ukur-shortcuts', on ? 'on' : 'off');
  }

  #show(): void {
    const root = document.documentElement;
    root.lang = this.language;
    root.dataset.text = String(this.textSize);
    if (this.highContrast) root.dataset.contrast = 'high';
    else delete root.dataset.contrast;
  }
}

export const preferences = new Preferences();
