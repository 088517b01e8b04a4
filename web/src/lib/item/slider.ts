// A slider's places and the wire's decimals. No DOM.
import type { SliderView } from '../wire/SliderView';

/** The wire's decimals have no more digits behind the point. */
const DIGITS_MOST = 9;

function digits(value: number): number {
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  const behind = (mantissa.split('.')[1]?.length ?? 0) - Number(exponent);
  return Math.min(DIGITS_MOST, Math.max(0, behind));
}

/** The place nearest to `value` as the wire writes it; free of what binary fractions leave behind (0.30000000000000004). */
export function sliderNumber({ lower, upper, step }: SliderView, value: number): string {
  const last = Math.floor((upper - lower) / step + 1e-9);
  const place = Math.round((Math.min(upper, Math.max(lower, value)) - lower) / step);
  const text = (lower + Math.min(place, last) * step).toFixed(Math.max(digits(lower), digits(step)));
  const short = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return short === '-0' ? '0' : short;
}

/** Where the thumb stands: at the answer, and at the lower end while there is none. */
export const sliderPlace = (slider: SliderView, value: string): number =>
  value === '' ? slider.lower : Math.min(slider.upper, Math.max(slider.lower, Number(value)));

/** How far along the way, for the filled part of the track. */
export const sliderPart = (slider: SliderView, place: number): number =>
  slider.upper > slider.lower ? (place - slider.lower) / (slider.upper - slider.lower) : 0;

/** A typed number need not be a place of the slider: it counts as typed. */
export const isBeyond = (slider: SliderView, value: string): boolean =>
  value !== '' && (Number(value) < slider.lower || Number(value) > slider.upper);
