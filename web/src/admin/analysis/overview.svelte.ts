// The banks with what is known of them: read by every page of the analysis, kept between them.
import { api, asProblem } from '../../lib/staff/api';
import type { AnalysedBank } from '../../lib/wire/AnalysedBank';
import type { AnalysisOverview } from '../../lib/wire/AnalysisOverview';
import type { Problem } from '../../lib/wire/Problem';

class Overview {
  banks = $state.raw<AnalysedBank[] | null>(null);
  problem = $state.raw<Problem | null>(null);
  bank = (id: string): AnalysedBank | undefined => this.banks?.find((bank) => bank.bank_id === id);

  async load(): Promise<void> {
    try {
      this.banks = (await api.get<AnalysisOverview>('/api/analysis')).banks;
      this.problem = null;
    } catch (error) {
      this.problem = asProblem(error);
    }
  }
}
export const overview = new Overview();
export const analysisAddress = (bank: string): string => `/api/analysis/${encodeURIComponent(bank)}`;
