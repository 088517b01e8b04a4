// What the fairness card computes from the certificate: the cut that differs most, the bars. No DOM.
import { number } from '../../lib/staff/format';
import type { CertificateView } from '../../lib/wire/CertificateView';
import type { FairnessCount } from '../../lib/wire/FairnessCount';
import type { FairnessCut } from '../../lib/wire/FairnessCut';
import type { FairnessView } from '../../lib/wire/FairnessView';
import type { PlotParts } from '../analysis/item_plots';
import type { Mark } from '../analysis/plots/marks';
import { topOf } from '../analysis/plots/scale';
import { t } from '../words/fairness';

/** Where two forms differ most; of equals the lowest cut. */
export const worstCut = (view: FairnessView): FairnessCut | undefined =>
  view.cuts.reduce<FairnessCut | undefined>((worst, cut) => (worst && worst.drawn.difference >= cut.drawn.difference ? worst : cut), undefined);

/** "27", or "25–27" where forms differ. */
export const countText = ({ min, max }: FairnessCount): string => (min === max ? number(min) : `${number(min)}–${number(max)}`);

export type Bar = { id: 'exposure' | 'event' | 'overlap' | 'beside' | 'diagonal' | 'diagonal_most'; drawn: number; chance: number };

/** Shares, 0 to 1. The event, the neighbours and the diagonal only where there are some. */
export function barsOf({ drawn, chance, earlier_forms, neighbours, diagonals }: FairnessView): Bar[] {
  const bars: (Bar | false)[] = [
    { id: 'exposure', drawn: drawn.exposure_max, chance: chance.exposure_max },
    earlier_forms > 0 && { id: 'event', drawn: drawn.event_exposure_max, chance: chance.event_exposure_max },
    { id: 'overlap', drawn: drawn.overlap_mean, chance: chance.overlap_mean },
    neighbours > 0 && { id: 'beside', drawn: drawn.neighbours_mean, chance: chance.neighbours_mean },
    diagonals > 0 && { id: 'diagonal', drawn: drawn.diagonal_mean, chance: chance.diagonal_mean },
    diagonals > 0 && { id: 'diagonal_most', drawn: drawn.diagonal_max, chance: chance.diagonal_max },
  ];
  return bars.filter((bar) => bar !== false);
}

/** How many items are used how often: bars for the forms as drawn, marks for plain drawing where the two differ. */
export function exposurePlot({ drawn, chance, method }: FairnessView): PlotParts {
  const step = 100 / Math.max(1, drawn.histogram.length);
  const most = Math.max(1, ...drawn.histogram, ...chance.histogram);
  const last = Math.max(drawn.histogram.findLastIndex((n) => n > 0), chance.histogram.findLastIndex((n) => n > 0), 3) + 1;
  const parallel = method === 'parallel';
  const bars = drawn.histogram.slice(0, last).map((count, at) => ({ from: at * step, to: (at + 1) * step, low: 0, high: count }));
  const dots = chance.histogram.slice(0, last).map((count, at) => ({ x: (at + 0.5) * step, y: count })).filter((dot) => dot.y > 0);
  const range = (at: number): string => `${number(at * step)}–${number((at + 1) * step)} %`;
  return {
    x: { min: 0, max: last * step, label: t('h_axis'), format: (value) => `${number(value)} %` },
    y: { min: 0, max: topOf(most), label: t('h_items') },
    marks: [{ kind: 'bars', bars }, ...(parallel ? [{ kind: 'dots', dots, shape: 'diamond', tone: 'ink', hollow: true } satisfies Mark] : [])],
    table: { head: [t('h_axis'), t(parallel ? 'drawn' : 'chance'), ...(parallel ? [t('chance')] : [])], rows: bars.map((bar, at) => [range(at), number(bar.high), ...(parallel ? [number(chance.histogram[at] ?? 0)] : [])]) },
  };
}

/** A name of a file that every system takes. */
export const fileName = (view: CertificateView): string => `${view.method === 'adaptive' ? 'simulasi-adaptif' : 'sertifikat-keadilan'}-${view.session_id}.json`;
