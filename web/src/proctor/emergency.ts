// What the server says about an emergency file, as the proctor reads it. Pure.
import type { EmergencyReport } from '../lib/wire/EmergencyReport';
import { number, timeSeconds } from '../lib/staff/format';
import { LONGEST_REASON, SHORTEST_REASON } from './interventions';
import { t, verdictText } from './emergency_text';

/** The server reads at most half a megabyte; a larger file is none that a candidate's page saved. */
export const LARGEST_FILE = 400_000;

export type Tone = 'good' | 'known' | 'bad';

export interface ReportLine {
  key: number;
  /** Place in the candidate's form; a dash for an item that is not in it. */
  item: string;
  time: string;
  tone: Tone;
  text: string;
}

export interface ReportSummary {
  counts: number;
  known: number;
  refused: number;
  lines: ReportLine[];
}

const toneOf = (verdict: string): Tone => (verdict === 'counts' ? 'good' : verdict === 'known' ? 'known' : 'bad');

export function summaryOf(report: EmergencyReport, zone: string): ReportSummary {
  const lines = report.answers.map((answer): ReportLine => ({
    key: answer.client_seq,
    item: answer.number > 0 ? number(answer.number) : '–',
    time: timeSeconds(answer.at_ms, zone),
    tone: toneOf(answer.verdict),
    text: verdictText(answer.verdict),
  }));
  // An item that was answered twice is one answer; of what is in no form, every line is one.
  const count = (tone: Tone): number =>
    new Set(lines.filter((line) => line.tone === tone).map((line) => (line.item === '–' ? line.key : line.item))).size;
  return { counts: count('good'), known: count('known'), refused: count('bad'), lines };
}

export const reasonLack = (reason: string): boolean => {
  const { length } = reason.trim();
  return length < SHORTEST_REASON || length > LONGEST_REASON;
};

export const usualReasons = (): string[] => [t('r_line'), t('r_server'), t('r_power')];
