// The banks with what is known of them: read by every page of the analysis, kept between them.
import { api, asProblem } from '../../lib/staff/api';
import type { AnalysedBank } from '../../lib/wire/AnalysedBank';
import type { AnalysisOverview } from '../../lib/wire/AnalysisOverview';
import type { Problem } from '../../lib/wire/Problem';

class Overview {
  banks = $state.raw<AnalysedBank[] | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** Grows when a bank, its results or its calibrations have changed since the last look: what was computed of them is old. */
  changes = $state(0);
  bank = (id: string): AnalysedBank | undefined => this.banks?.find((bank) => bank.bank_id === id);

  async load(): Promise<void> {
    try {
      const { banks } = await api.get<AnalysisOverview>('/api/analysis');
      const changed = JSON.stringify(banks) !== JSON.stringify(this.banks);
      if (changed && this.banks !== null) this.changes += 1;
      if (changed) this.banks = banks;
      this.problem = null;
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  /** Looks now, and whenever somebody comes back to the page; gives the end of it. */
  attend(): () => void {
    const look = (): void => {
      if (document.visibilityState === 'visible') void this.load();
    };
    void this.load();
    document.addEventListener('visibilitychange', look);
    addEventListener('focus', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      removeEventListener('focus', look);
    };
  }
}
export const overview = new Overview();
export const analysisAddress = (bank: string): string => `/api/analysis/${encodeURIComponent(bank)}`;
