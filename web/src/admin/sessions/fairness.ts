// What the fairness card computes from the certificate: the cut that differs most, the bars. No DOM.
import type { CertificateView } from '../../lib/wire/CertificateView';
import type { FairnessCut } from '../../lib/wire/FairnessCut';
import type { FairnessView } from '../../lib/wire/FairnessView';

/** Where two forms differ most; of equals the lowest cut. */
export const worstCut = (view: FairnessView): FairnessCut | undefined =>
  view.cuts.reduce<FairnessCut | undefined>((worst, cut) => (worst && worst.drawn.difference >= cut.drawn.difference ? worst : cut), undefined);

export type Bar = { id: 'exposure' | 'event' | 'overlap' | 'beside'; drawn: number; chance: number };

/** Shares, 0 to 1. The event and the neighbours only where there are some. */
export function barsOf({ drawn, chance, earlier_forms, neighbours }: FairnessView): Bar[] {
  const bars: (Bar | false)[] = [
    { id: 'exposure', drawn: drawn.exposure_max, chance: chance.exposure_max },
    earlier_forms > 0 && { id: 'event', drawn: drawn.event_exposure_max, chance: chance.event_exposure_max },
    { id: 'overlap', drawn: drawn.overlap_mean, chance: chance.overlap_mean },
    neighbours > 0 && { id: 'beside', drawn: drawn.neighbours_mean, chance: chance.neighbours_mean },
  ];
  return bars.filter((bar) => bar !== false);
}

/** A name of a file that every system takes. */
export const fileName = (view: CertificateView): string => `${view.method === 'adaptive' ? 'simulasi-adaptif' : 'sertifikat-keadilan'}-${view.session_id}.json`;
