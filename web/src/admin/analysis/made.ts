// Made-up answers of the analysis, for unit tests and pictures: a bank, its items, plots, groups, calibrations, a session.
import type { AnalysedSession } from '../../lib/wire/AnalysedSession';
import type { AnalysisOverview } from '../../lib/wire/AnalysisOverview';
import type { CalibrationComparison } from '../../lib/wire/CalibrationComparison';
import type { CalibrationDetail } from '../../lib/wire/CalibrationDetail';
import type { CalibrationJob } from '../../lib/wire/CalibrationJob';
import type { CalibrationRef } from '../../lib/wire/CalibrationRef';
import type { CalibrationSummary } from '../../lib/wire/CalibrationSummary';
import type { DifAnalysis } from '../../lib/wire/DifAnalysis';
import type { IntegrityReport } from '../../lib/wire/IntegrityReport';
import type { ItemAnalysis } from '../../lib/wire/ItemAnalysis';
import type { ItemAnalysisRow } from '../../lib/wire/ItemAnalysisRow';
import type { ItemFlag } from '../../lib/wire/ItemFlag';
import type { ItemParametersView } from '../../lib/wire/ItemParametersView';
import type { ItemsAnalysis } from '../../lib/wire/ItemsAnalysis';
import type { ScaleAnalysis } from '../../lib/wire/ScaleAnalysis';

const AT = Date.UTC(2026, 7, 11, 1);
const DAY = 86_400_000;
export const domains = [{ id: 'technical', title: 'Kompetensi teknis' }, { id: 'sociocultural', title: 'Kompetensi sosiokultural' }, { id: 'digital', title: 'Literasi digital' }, { id: 'numeric', title: 'Penalaran numerik' }];

export const session = (n: number, change: Partial<AnalysedSession> = {}): AnalysedSession => ({
  id: `s${n}`, title: `Sesi ${n} · Aula Utama`, event_title: 'Uji Kompetensi ASN Kabupaten Contoh 2026', opens_ms: AT + n * DAY, status: 'closed', blueprint_id: 'asn-umum', blueprint_title: 'ASN umum', bank_version: 'v3', persons: 198 + n, voided: n === 2 ? 1 : 0, rescored: n === 2 ? { number: 1, items: 2 } : null, ...change,
});
export const sessions = [session(1), session(2)];
export const accepted: CalibrationRef = { id: 'c1', status: 'accepted', proposed_ms: AT + 3 * DAY, proposed_by: 'admin', accepted_ms: AT + 4 * DAY, accepted_by: 'penelaah' };

export const overviewMade: AnalysisOverview = { banks: [
  { bank_id: 'umum', title: 'Bank umum ASN', domains, locked: false, sessions, persons: 399, answers: 15_806, items: 412, accepted, proposals: 1 },
  { bank_id: 'keuangan', title: 'Bank pengelolaan keuangan daerah', domains, locked: false, sessions: [session(3)], persons: 201, answers: 7_940, items: 160, accepted: null, proposals: 0 },
  { bank_id: 'rahasia', title: 'Bank seleksi terbuka', domains: [], locked: true, sessions: [], persons: 0, answers: 0, items: 90, accepted: null, proposals: 0 },
] };

export const parameters = (a: number, b: number, change: Partial<ItemParametersView> = {}): ItemParametersView => ({ model: '2pl', a: [a], b: [b], c: null, se_a: [0.14], se_b: [0.12], se_location: 0.12, se_c: null, fixed: false, ...change });

export const FLAGS: ItemFlag[] = [
  { code: 'key_suspect', option: 'C', key: 'A', option_share: 0.71, key_share: 0.12 }, { code: 'negative_discrimination', item_rest: -0.18 }, { code: 'low_discrimination', item_rest: 0.06 },
  { code: 'misfit', infit: 1.42, outfit: 1.81 }, { code: 'drift', difference: -0.74 }, { code: 'too_easy', p: 0.973 }, { code: 'too_hard', p: 0.08 }, { code: 'unused_option', option: 'D', share: 0.008 },
  { code: 'slow', median_s: 148, expected_s: 60 }, { code: 'guessed', share: 0.14 }, { code: 'few_answers', shown: 18, needed: 30 },
];

export function row(n: number, change: Partial<ItemAnalysisRow> = {}): ItemAnalysisRow {
  const domain = domains[n % 4] ?? domains[0]!;
  const p = 0.2 + ((n * 37) % 70) / 100;
  return {
    variant: `butir-${n}~1`, id: `butir-${String(n).padStart(3, '0')}`, current: true, domain: domain.id, domain_title: domain.title, competency: 'k1', competency_title: 'Pelayanan publik', interaction: n % 5 === 0 ? 'graded_judgement' : 'single_choice',
    excerpt: 'Seorang warga meminta salinan dokumen yang memuat data pribadi orang lain. Langkah pertama yang tepat adalah …', difficulty: ['easy', 'medium', 'hard'][n % 3]!, pilot: n === 7, shown: 380 - n, skipped: n % 6,
    p, item_rest: 0.12 + ((n * 17) % 40) / 100, item_total: 0.4, seconds: { lower: 31, median: 44 + n, upper: 72, expected: 60 }, rapid_share: 0.02, parameters: parameters(0.9 + (n % 7) / 8, (0.55 - p) * 3), fit: { answers: 370, infit: 0.98, outfit: 1.03, rmsd: 0.03, s_x2: null }, flags: [], ...change,
  };
}
export const rows: ItemAnalysisRow[] = [
  row(17, { p: 0.21, item_rest: -0.18, flags: [FLAGS[0]!, FLAGS[1]!] }), row(31, { item_rest: 0.06, flags: [FLAGS[2]!, FLAGS[7]!] }), row(44, { flags: [FLAGS[3]!] }), row(5, { flags: [FLAGS[4]!] }), row(12, { p: 0.973, flags: [FLAGS[5]!] }),
  row(20, { p: 0.08, flags: [FLAGS[6]!] }), row(26, { flags: [FLAGS[7]!] }), row(3, { flags: [FLAGS[8]!] }), row(9, { flags: [FLAGS[9]!], rapid_share: 0.14 }), row(58, { shown: 18, item_rest: null, seconds: null, rapid_share: null, parameters: null, fit: null, flags: [FLAGS[10]!] }),
  ...Array.from({ length: 30 }, (_, n) => row(60 + n)),
];

const bins = Array.from({ length: 20 }, (_, n) => {
  const count = Math.round(86 * Math.exp(-((n * 5 + 2.5 - 61) ** 2) / 330));
  const from = n * 5;
  const by_category = [0, 0, 0, 0];
  by_category[from < 45 ? 0 : from < 65 ? 1 : from < 80 ? 2 : 3] = count;
  return { from, to: from + 5, count, by_category };
});

export const itemsMade: ItemsAnalysis = {
  bank_id: 'umum', bank_title: 'Bank umum ASN', domains, sessions, calibration: accepted,
  facts: {
    sessions: 2, persons: 399, voided: 1, answers: 15_806, skipped: 154, items_seen: rows.length, items_flagged: 8, items_per_form: 40,
    reliability: { method: 'pairwise', value: 0.86, lower: 0.83, upper: 0.88, items: 40, sem: 4.9, smallest_pair: 31 },
    domains: domains.map(({ id, title }, n) => ({ domain: id, title, items_seen: 90, items_per_form: 10, reliability: n === 1 ? { method: 'unknown', reason: 'no_pairs' } : { method: 'pairwise', value: 0.6 + n * 0.07, lower: 0.52 + n * 0.07, upper: 0.68 + n * 0.07, items: 10, sem: 11.4, smallest_pair: 12 } })),
  },
  scores: {
    persons: 399, mean: 61.2, sd: 12.8, median: 61.9, lowest: 22.5, highest: 95, bins,
    categories: [{ category: 'kurang_potensial', count: 41 }, { category: 'cukup_potensial', count: 189 }, { category: 'potensial', count: 138 }, { category: 'sangat_potensial', count: 31 }],
    cuts: [{ blueprint_id: 'asn-umum', title: 'ASN umum', persons: 399, cukup_potensial: 45, potensial: 65, sangat_potensial: 80, source: 'Contoh kebijakan setempat.' }],
  },
  items: rows, unseen: 372,
};

const grid = Array.from({ length: 81 }, (_, n) => 10 + n);
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
const curve = (a: number, b: number) => grid.map((t) => logistic(a * ((t - 50) / 10 - b)));
const information = (a: number, b: number) => curve(a, b).map((p) => a * a * p * (1 - p));

export const itemMade: ItemAnalysis = {
  bank_id: 'umum', sessions, calibration: accepted, row: rows[0]!,
  stem_html: '<p>Seorang warga meminta salinan dokumen yang memuat data pribadi orang lain. Langkah pertama yang tepat adalah …</p>',
  options: [
    { id: 'A', excerpt: 'menolak permintaan itu secara lisan', is_key: true, score: 1, count: 84, share: 0.23, mean_rest: 52.1, point_biserial: -0.18, by_group: [0.34, 0.3, 0.24, 0.17, 0.12] },
    { id: 'B', excerpt: 'memberikan salinannya setelah biaya dibayar', is_key: false, score: 0, count: 61, share: 0.17, mean_rest: 49.7, point_biserial: -0.2, by_group: [0.3, 0.22, 0.16, 0.1, 0.06] },
    { id: 'C', excerpt: 'memeriksa dasar hukum pengecualian informasi, lalu menjawab tertulis', is_key: false, score: 0, count: 178, share: 0.49, mean_rest: 67.4, point_biserial: 0.41, by_group: [0.2, 0.36, 0.5, 0.64, 0.78] },
    { id: 'D', excerpt: 'meneruskan permintaan kepada atasan tanpa catatan', is_key: false, score: 0, count: 37, share: 0.1, mean_rest: 50.2, point_biserial: -0.13, by_group: [0.14, 0.11, 0.1, 0.09, 0.04] },
    { id: null, excerpt: '', is_key: false, score: 0, count: 3, share: 0.008, mean_rest: 41, point_biserial: -0.05, by_group: [0.02, 0.01, 0, 0, 0] },
  ],
  responses: [], axis: 't',
  groups: [36, 44, 50, 56, 64].map((ability, n) => ({ persons: 73, ability, score: [0.34, 0.3, 0.24, 0.17, 0.12][n]!, score_se: 0.05 })),
  model: { t: grid, expected: curve(1.1, 0.4), information: information(1.1, 0.4), categories: [] },
  times: { bins: Array.from({ length: 24 }, (_, n) => ({ from: n * 5, to: n * 5 + 5, count: Math.round(44 * Math.exp(-((n - 9) ** 2) / 26)) + (n === 23 ? 9 : 0) })), rapid_below_s: 7, expected_s: 60 },
};

export const scaleMade: ScaleAnalysis = {
  bank_id: 'umum', sessions, calibration: accepted,
  domains: domains.map(({ id, title }, n) => ({
    domain: id, title, mean: 50 + n, sd: 9.6, persons: Array.from({ length: 32 }, (_, k) => ({ from: 10 + k * 2.5, to: 12.5 + k * 2.5, count: Math.round(38 * Math.exp(-((10 + k * 2.5 - 50 - n) ** 2) / 190)) })),
    items: Array.from({ length: 40 }, (_, k) => ({ variant: `${id}-${k}~1`, id: `${id}-${k}`, t: 40 + ((k * 29) % 30) + (n === 2 ? -12 : n), steps: [] })),
  })),
  blueprints: [{ id: 'asn-umum', title: 'ASN umum' }, { id: 'asn-singkat', title: 'ASN singkat' }],
  information: {
    blueprint_id: 'asn-umum', title: 'ASN umum', items: 40, calibrated_share: 0.93, t: grid,
    sections: domains.map(({ id, title }, n) => ({ domain: id, title, items: 10, curve: { information: information(1.2, -0.6 + n * 0.4).map((one) => one * (8 + n)), se: information(1.2, -0.6 + n * 0.4).map((one) => 10 / Math.sqrt(one * (8 + n))) } })),
    whole: { information: information(1.15, 0).map((one) => one * 40), se: information(1.15, 0).map((one) => 10 / Math.sqrt(one * 40)) },
    cuts: [
      { category: 'cukup_potensial', score: 45, t: 42.1, target: 11, se: 3, given: { forms: 399, mean: 11.2, least: 10.7, most: 11.6 } }, { category: 'potensial', score: 65, t: 53.4, target: 12.6, se: 2.8, given: { forms: 399, mean: 12.5, least: 12.1, most: 12.9 } },
      { category: 'sangat_potensial', score: 80, t: 63.8, target: 7.4, se: 3.7, given: { forms: 399, mean: 7.5, least: 7.1, most: 7.8 } },
    ],
  },
};

export const difMade: DifAnalysis = {
  bank_id: 'umum', sessions, calibration: accepted,
  attributes: [{ attribute: 'job_family', values: [{ value: 'fungsional', persons: 168 }, { value: 'pelaksana', persons: 141 }, { value: 'pengawas', persons: 90 }] }, { attribute: 'sex', values: [{ value: 'woman', persons: 212 }, { value: 'man', persons: 187 }] }, { attribute: 'event', values: [{ value: 'Uji Kompetensi', persons: 399 }] }],
  result: {
    by: 'job_family', focal: 'pelaksana', reference: 'fungsional', focal_persons: 141, reference_persons: 168, matching: 'theta', minimum_group: 30, advised_group: 200, class_a: 27, class_b: 1, class_c: 1,
    items: [
      { variant: 'butir-23~1', id: 'butir-023', domain: 'technical', excerpt: 'Nota dinas yang memuat usulan perubahan anggaran …', focal_shown: 132, reference_shown: 160, weak: true, method: 'mantel_haenszel', chi_square: 18.2, df: 1, p: 0.00002, difference: -0.24, delta: -2.31, delta_se: 0.51, class: 'C', posterior: { size: -1.9, sd: 0.46, own: 0.82, a: 0.03, b: 0.16, c: 0.81 }, favours: 'reference', non_uniform_p: 0.31 },
      { variant: 'butir-40~1', id: 'butir-040', domain: 'digital', excerpt: 'Tombol pintas untuk menyimpan lembar kerja …', focal_shown: 130, reference_shown: 158, weak: true, method: 'mantel_haenszel', chi_square: 7.9, df: 1, p: 0.005, difference: 0.13, delta: 1.22, delta_se: 0.44, class: 'B', posterior: { size: 1.05, sd: 0.4, own: 0.8, a: 0.45, b: 0.42, c: 0.13 }, favours: 'focal', non_uniform_p: 0.004 },
      ...Array.from({ length: 27 }, (_, n) => ({ variant: `butir-${60 + n}~1`, id: `butir-0${60 + n}`, domain: 'numeric', excerpt: 'Bila harga naik seperempatnya lalu turun seperlimanya …', focal_shown: 120, reference_shown: 151, weak: true, method: 'mantel_haenszel' as const, chi_square: 0.4, df: 1, p: 0.52, difference: ((n % 7) - 3) / 100, delta: ((n % 7) - 3) / 10, delta_se: 0.4, class: 'A' as const, posterior: null, favours: null, non_uniform_p: 0.6 })),
    ],
    not_judged: [{ variant: 'butir-88~1', id: 'butir-088', focal_shown: 9, reference_shown: 14, reason: 'group_too_small' }],
  },
};

export const summary = (n: number, change: Partial<CalibrationSummary> = {}): CalibrationSummary => ({
  id: `c${n}`, bank_id: 'umum', status: 'proposed', origin: 'computed', proposed_ms: AT + (2 + n) * DAY, proposed_by: 'admin', accepted_ms: null, accepted_by: null, withdrawn_ms: null, withdrawn_by: null, withdrawn_reason: null,
  acceptable: false, refused: 'not_proposed', sessions: sessions.map((one) => one.title), rehearsal: false, persons: 399, answers: 15_806, items: 38, not_estimated: 2, doubtful: 3, converged: true, ...change,
});
export const calibrationsMade: CalibrationSummary[] = [summary(2, { origin: 'anchored' }), summary(1, { status: 'accepted', accepted_ms: AT + 4 * DAY, accepted_by: 'penelaah' }), summary(0, { status: 'withdrawn', origin: 'imported', sessions: [], withdrawn_ms: AT + 3 * DAY, withdrawn_by: 'admin', withdrawn_reason: 'Kunci butir ternyata keliru' })];

export const detailMade: CalibrationDetail = {
  summary: calibrationsMade[0]!, log_likelihood: -9021.4, iterations: 34, largest_gradient: 0.0004, warnings: [{ code: 'anchored', id: 'c1' }, { code: 'not_converged', domain: 'technical' }],
  domains: domains.map(({ id, title }, n) => ({ domain: id, title, model: n === 1 ? 'gpcm' : '2pl', items: 10, usable: 9 })),
  correlations: domains.map((_, a) => domains.map((_, b) => (a === b ? 1 : 0.72 - Math.abs(a - b) * 0.06))),
  items: rows.filter((one) => one.parameters !== null).map((one, n) => ({ id: one.id, domain: one.domain, excerpt: one.excerpt, current: n !== 4, parameters: { ...one.parameters!, fixed: n === 6 }, warnings: n === 0 ? ['imprecise_location', 'slope'] : n === 2 ? ['categories_joined'] : [] })),
  not_estimated: [{ id: 'butir-058', reason: { code: 'few_answers', answers: 18, needed: 30 } }, { id: 'butir-091', reason: { code: 'one_category', answers: 44 } }],
  coverage: [
    { blueprint_id: 'asn-umum', title: 'ASN umum', covered: false, least: 0.8, sections: domains.map(({ id, title }, n) => ({ domain: id, title, usable: n === 3 ? 40 : 92, pool: 100, enough: n !== 3 })) },
    { blueprint_id: 'asn-singkat', title: 'ASN singkat', covered: true, least: 0.8, sections: domains.map(({ id, title }) => ({ domain: id, title, usable: 46, pool: 50, enough: true })) },
  ],
};

export const comparisonMade: CalibrationComparison = {
  a: calibrationsMade[1]!, b: calibrationsMade[0]!, domains: domains.map(({ id, title }, n) => ({ domain: id, title, common: 10, link: n === 3 ? null : { slope: 1.03, shift: -0.04 }, reason: n === 3 ? 'few_items' : null, correlation_b: 0.96, correlation_a: 0.71, drifted: n === 0 ? 1 : 0 })),
  items: rows.filter((one) => one.parameters !== null).map((one, n) => {
    const { a, b } = one.parameters!;
    const moved = n === 0 ? -0.9 : ((n % 5) - 2) / 14;
    return { id: one.id, domain: one.domain, excerpt: one.excerpt, a: one.parameters!, b: parameters(a[0]! * (1 + ((n % 3) - 1) / 12), b[0]! + moved), difference_b: moved, difference_log_a: 0.02, z_b: n === 0 ? -6.2 : moved * 4, z_a: 0.3, area: Math.abs(moved) / 6, drifted: n === 0 };
  }),
  only_a: ['butir-090'], only_b: ['butir-091', 'butir-092'],
};

export const jobMade: CalibrationJob = { id: 'j1', bank_id: 'umum', started_ms: AT, started_by: 'admin', ended_ms: null, standing: { state: 'running', phase: 'estimating', domain: 'digital', place: 2, domains: 4, iteration: 17, gradient: 0.0421, share: 0.58 } };

const person = (n: number) => ({ attempt_id: `a${n}`, nip_masked: `1985••••••••••${String(n).padStart(2, '0')}`, room: 'Aula Utama', seat: `B${n}` });
export const integrityMade: IntegrityReport = {
  session_id: 's1', session_title: 'Sesi 1 · Aula Utama', persons: 199,
  caution: { id: 'Angka di halaman ini adalah petunjuk bagi orang yang memutuskan. Tidak seorang pun boleh dinyatakan bersalah karena angka.', en: 'These numbers are evidence for people who decide. Nobody may be found guilty by a number.' },
  similarity: { not_computed: null, pairs: 17_402, neighbours: 362, least_common: 10, level: 0.01, false_positives: { rate: 0.00002, examined: 1_000_000, flagged: 20, halls: 13, halls_flagged: 2 },
    near: { pairs: 362, comparable: 362, shared_mean: 31.4, shared_most: 38, visibility: 'partly', power: [{ share: 0.4, planted: 780, found: 90 }, { share: 0.6, planted: 780, found: 421 }, { share: 0.8, planted: 780, found: 760 }] },
    far: { pairs: 19_339, comparable: 17_040, shared_mean: 20.2, shared_most: 36, visibility: 'hardly', power: [{ share: 0.4, planted: 780, found: 2 }, { share: 0.6, planted: 780, found: 31 }, { share: 0.8, planted: 780, found: 120 }] }, flagged: [
    { first: person(7), second: person(8), neighbours: true, common: 31, same: 30, expected: 16.4, same_wrong: 12, p: 2e-8, p_corrected: 7e-6 }, { first: person(12), second: { ...person(40), seat: null, room: null }, neighbours: false, common: 28, same: 27, expected: 15.1, same_wrong: 9, p: 3e-8, p_corrected: 5e-4 },
  ] },
  rapid: { not_computed: null, persons: 199, effort_below: 0.9, false_positives: { rate: 0.004, examined: 4_000, flagged: 16, halls: 20, halls_flagged: 9 }, flagged: [{ person: person(22), timed: 40, rapid: 17, effort: 0.575, rapid_score: 0.24 }] },
  bursts: { not_computed: 'few_persons', persons: 0, pause_s: 300, answers: 5, fast_share: 0.3, false_positives: null, flagged: [] },
};
