// Two languages, typed: a key that lacks a translation does not compile. Indonesian is the default and is chosen
// unless the person picked English before. Each room keeps its dictionary beside its screens.
export type Language = 'id' | 'en';
export type Dictionary = Record<string, Record<Language, string>>;

const STORED = 'ukur-language';

export function chosenLanguage(): Language {
  return localStorage.getItem(STORED) === 'en' ? 'en' : 'id';
}

export function chooseLanguage(language: Language): void {
  localStorage.setItem(STORED, language);
  document.documentElement.lang = language;
}

/** `translator(dictionary, language)('key', { n: 3 })` fills `{n}`. */
export function translator<D extends Dictionary>(dictionary: D, language: Language) {
  return (key: keyof D, values: Record<string, string | number> = {}): string => {
    const text = dictionary[key]?.[language] ?? String(key);
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  };
}

export const locale = (language: Language): string => (language === 'id' ? 'id-ID' : 'en-GB');
