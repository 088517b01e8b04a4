// Problems of the analysis as sentences; `null` leaves them to the words all rooms share.
import type { Problem } from '../../lib/wire/Problem';
import { isAnalysisWord, t } from '../words/analysis';

export function analysisProblem({ code }: Problem): string | null {
  const key = `p_${code}`;
  return isAnalysisWord(key) ? t(key) : null;
}
