// What the server refuses, in the words of these pages.
import type { Fault } from '../../lib/wire/Fault';
import type { Problem } from '../../lib/wire/Problem';
import { faultText } from '../faults';
import { isWord, t } from '../words/rescoring';

/** `null`: the general sentence will do. */
export function refusalText({ code }: Problem): string | null {
  const key = `x_${code}`;
  return isWord(key) ? t(key) : null;
}

export function ruleFault(fault: Fault): string {
  const key = `f_${fault.field}_${fault.code}`;
  return isWord(key) ? t(key) : faultText(fault);
}
