// What is wrong with an item, what a difference between groups means, and what stands against a calibration, as sentences.
import { describe, expect, it } from 'vitest';
import { percent } from '../../lib/staff/format';
import type { Visibility } from '../../lib/wire/Visibility';
import type { ItemFlag } from '../../lib/wire/ItemFlag';
import { comparePlot, driftText, failureText, isDecided, isUsable, modelName, phaseText, reasonText as whyNotEstimated, remarkText, remarks } from './calibrations';
import { FLAG_CODES, flagWords, kindName, weightOf } from './flags';
import { importFaultText } from './import_faults';
import { direction, gapText, groupName, isSmall, posteriorText } from './groups';
import { gravity } from './items_columns';
import { curvePlot, informationPlot, optionPlot, peakOf, timesPlot } from './item_plots';
import { comparisonMade, detailMade, difMade, FLAGS, integrityMade, itemMade, itemsMade, jobMade, row, rows, scaleMade, sessions, summary } from './made';
import { discriminationWord, filteredItems, hasIdleOption, isFlagged, NO_FILTERS, pText } from './plain';
import { counted, personsOf, queryText, sessionsOf, toggled } from './query';
import { falseText, foundShare, minutesText, notComputed, seatText, visibilityText } from './seats';
import { mainCuts, scorePlot, sectionErrors, sePlot } from './test_plots';

describe('flags', () => {
  it('say first what was seen, with the values', () => {
    const of = (code: string) => flagWords(FLAGS.find((flag) => flag.code === code)!);
    expect(of('key_suspect')).toMatchObject({ name: 'Kunci mungkin salah', sentence: 'Peserta berkemampuan tinggi memilih C (71\u00a0%), bukan kunci A (12\u00a0%).' });
    expect(of('slow').sentence).toBe('Separuh peserta memerlukan lebih dari 148 detik; penulis memperkirakan 60 detik.');
    expect(of('few_answers').sentence).toContain('Baru 18 peserta');
    expect(of('drift')).toMatchObject({ name: 'Menjadi lebih mudah', sentence: 'Bergeser 7,4 poin T sejak kalibrasi yang berlaku.' });
    expect(flagWords({ code: 'drift', difference: 0.6 }).name).toBe('Menjadi lebih sukar');
  });
  it('leave no value unsaid, for every kind', () => {
    expect(FLAGS.map((flag) => flag.code)).toEqual(FLAG_CODES);
    for (const flag of FLAGS as ItemFlag[]) for (const text of Object.values(flagWords(flag))) expect(text, flag.code).toMatch(/^[^{}]+$/);
    for (const code of FLAG_CODES) expect(kindName(code)).toMatch(/^[^{}]+$/);
    expect(FLAG_CODES.filter((code) => weightOf(code) === 'bad')).toEqual(['key_suspect', 'negative_discrimination']);
  });
  it('sort by the gravest, then by how many, and leave those that only wait for answers out', () => {
    expect(gravity(row(1))).toBeNull();
    expect(gravity(row(1, { flags: [FLAGS[0]!, FLAGS[1]!] }))!).toBeLessThan(gravity(row(1, { flags: [FLAGS[0]!] }))!);
    expect(gravity(row(1, { flags: [FLAGS[0]!] }))!).toBeLessThan(gravity(row(1, { flags: [FLAGS[1]!, FLAGS[2]!, FLAGS[3]!] }))!);
    expect(isFlagged(row(1, { flags: [FLAGS[10]!] }))).toBe(false);
    expect(filteredItems(rows, { ...NO_FILTERS, flagged: true })).toHaveLength(8);
    expect(rows.filter(hasIdleOption).map((one) => one.flags.map((flag) => flag.code))).toEqual([['unused_option']]);
    const word = (r: number, flags: typeof FLAGS = []) => discriminationWord(r, flags);
    expect([word(-0.01), word(-0.18, [FLAGS[1]!])]).toEqual(['lemah', 'terbalik']);
    expect(filteredItems(rows, { ...NO_FILTERS, flag: 'unused_option' }).map((one) => one.id)).toEqual(['butir-031', 'butir-026']);
    expect(filteredItems(rows, { flagged: true, flag: 'drift', domain: 'numeric' })).toEqual([]);
  });
});

describe('sessions that count', () => {
  it('stand in the address, all of them by standing for none', () => {
    expect(sessionsOf('?sessions=s1,s%202&by=unit')).toEqual(['s1', 's 2']);
    expect([sessionsOf(''), sessionsOf('?sessions=,,')]).toEqual([null, null]);
    expect(queryText({ sessions: ['s1', 's&2'], by: 'unit', focal: null, reference: '' })).toBe('?sessions=s1,s%262&by=unit');
    expect(queryText({ sessions: null })).toBe('');
  });
  it('are chosen one by one, never none', () => {
    expect(toggled(['a', 'b'], 'b', ['a', 'b'])).toEqual(['a']);
    expect(toggled(['b'], 'a', ['a', 'b'])).toEqual(['a', 'b']);
    expect(toggled(['a'], 'a', ['a', 'b'])).toEqual(['a']);
    expect(personsOf(counted(sessions, ['s2']))).toBe(200);
  });
  it('are the real ones, and rehearsals where there are no others', () => {
    const [one, other] = sessions;
    const rehearsal = { ...other!, title: 'Gladi 1' };
    expect(counted([one!, rehearsal], null)).toEqual([one]);
    expect(counted([rehearsal], null)).toEqual([rehearsal]);
  });
});

describe('groups', () => {
  const result = difMade.result!;
  it('say for whom an item is harder', () => {
    expect(direction(result.items[0]!, result)).toBe('Lebih sukar bagi Pelaksana pada kemampuan yang sama.');
    expect(direction(result.items[1]!, result)).toBe('Lebih sukar bagi Fungsional pada kemampuan yang sama. Perbedaannya berubah menurut kemampuan.');
    expect(direction(result.items[0]!, { ...result, focal: 'pengawas', reference: null })).toContain('Pengawas');
    expect(direction({ ...result.items[0]!, favours: 'focal' }, { ...result, reference: null })).toContain('semua peserta lain');
    expect(direction(result.items[5]!, result)).toBe('Tidak ada perbedaan yang berarti.');
  });
  it('give the probabilities of a small group', () => {
    expect(posteriorText(difMade.result!.items[0]!.posterior!).replaceAll('\u00a0', ' ')).toBe('peluang dapat diabaikan 3,0 %, sedang 16 %, besar 81 %');
    const certain = posteriorText({ size: 0, sd: 0.1, own: 0.1, a: 0.9999, b: 0.0001, c: 0 });
    expect(certain.replaceAll('\u00a0', ' ')).toBe('peluang dapat diabaikan > 99 %, sedang < 1 %, besar < 1 %');
  });
  it('name values, and warn below the advised number', () => {
    expect([groupName('sex', 'woman'), groupName('birth_decade', '1970'), groupName('unit', 'Dinas Contoh'), groupName('unit', '')]).toEqual(['perempuan', 'kelahiran 1970-an', 'Dinas Contoh', '(kosong)']);
    expect([gapText(-0.24), gapText(0.13), gapText(null)]).toEqual(['−24', '+13', '–']);
    expect(isSmall(result)).toBe(true);
    expect(isSmall({ ...result, focal_persons: 200, reference_persons: 200 })).toBe(false);
  });
});

describe('calibrations', () => {
  it('say in words what the server says by code, and pass on what an earlier version said', () => {
    expect(detailMade.not_estimated.map((one) => whyNotEstimated(one.reason))).toEqual(['baru 18 jawaban; diperlukan 30', 'semua 44 jawaban mendapat skor yang sama']);
    expect([whyNotEstimated({ code: 'no_answers' }), whyNotEstimated({ code: 'other', text: 'something else' })]).toEqual(['belum ada jawaban', 'something else']);
    const title = (domain: string): string => `<${domain}>`;
    expect(detailMade.warnings.map((one) => remarkText(one, title))).toEqual(['Butir lama dipertahankan pada kalibrasi c1.', '<technical>: perhitungan tidak konvergen; angkanya jangan dipakai.']);
    expect(remarkText({ code: 'other', text: 'unheard of' }, title)).toBe('unheard of');
    expect(failureText('not_converged')).toContain('tidak konvergen');
    expect(failureText('zzz')).not.toContain('zzz');
    expect([modelName('2pl'), modelName('nominal')]).toEqual(['2PL: kesukaran dan ketajaman', 'NOMINAL']);
    expect(jobMade.standing.state === 'running' && phaseText(jobMade.standing)).toBe('Menghitung parameter: bagian 3 dari 4, langkah 17');
  });
  it('tell what is fit for use', () => {
    expect(detailMade.items.filter((one) => !isUsable(one))).toHaveLength(2);
    expect(remarks(detailMade.items[2]!)).toHaveLength(1);
    expect(isUsable(detailMade.items[2]!)).toBe(true);
    expect(comparisonMade.items.slice(0, 2).map(driftText)).toEqual(['menjadi lebih mudah', 'tetap']);
    expect(driftText({ ...comparisonMade.items[1]!, difference_b: null, z_b: null, z_a: null })).toBe('tidak dapat dibandingkan');
  });
  it('draw both on one range, what moved by another mark', () => {
    const { x, y, marks } = comparePlot(comparisonMade.items, 'b');
    expect([x.min, x.max]).toEqual([y.min, y.max]);
    expect(marks.map((mark) => (mark.kind === 'dots' ? `${mark.shape} ${mark.dots.length}` : mark.kind))).toEqual(['line', `circle ${comparisonMade.items.length - 1}`, 'cross 1']);
  });
});

describe('plots', () => {
  it('name every option at its line, the key by word', () => {
    const plot = optionPlot(itemMade)!;
    expect(plot.marks.map((mark) => mark.kind === 'line' && mark.label)).toEqual(['A (kunci)', 'B', 'C', 'D', 'Dilewati']);
    const signs = plot.marks.map((mark) => mark.kind === 'line' && `${mark.dash} ${mark.shape}`);
    expect(new Set(signs).size).toBe(signs.length);
    expect(plot.table.rows[2]).toEqual(['C', ...[20, 36, 50, 64, 78].map((share) => percent(share / 100))]);
    expect(optionPlot({ ...itemMade, options: [] })).toBeNull();
  });
  it('show the model only on its own axis', () => {
    expect(curvePlot(itemMade)!.marks.map((mark) => mark.kind)).toEqual(['line', 'dots']);
    expect(curvePlot({ ...itemMade, axis: 'rest' })!.marks.map((mark) => mark.kind)).toEqual(['dots']);
    expect(curvePlot({ ...itemMade, groups: [], model: null })).toBeNull();
    expect(peakOf(itemMade.model!)).toBe(54);
    expect(informationPlot({ ...itemMade, model: null })).toBeNull();
    expect(timesPlot({ ...itemMade.times!, expected_s: 900 }).marks).toHaveLength(2);
  });
  it('stack scores by category under the cuts of the blueprint most persons sat', () => {
    const { marks, y } = scorePlot(itemsMade.scores);
    const bars = marks.flatMap((mark) => (mark.kind === 'bars' ? mark.bars : []));
    expect(bars.reduce((sum, bar) => sum + bar.high - bar.low, 0)).toBe(itemsMade.scores.bins.reduce((sum, bin) => sum + bin.count, 0));
    expect(Math.max(...bars.map((bar) => bar.high))).toBeLessThanOrEqual(y.max);
    expect(marks.filter((mark) => mark.kind === 'rule').map((mark) => mark.x)).toEqual([45, 65, 80]);
    const few = { ...itemsMade.scores.cuts[0]!, blueprint_id: 'b', persons: 2 };
    expect(mainCuts([few, ...itemsMade.scores.cuts])?.blueprint_id).toBe('asn-umum');
  });
  it('leave a gap where the standard error says that nothing is known', () => {
    expect(sectionErrors(scaleMade.information!).map((one) => one.se.length)).toEqual([3, 3, 3, 3]);
    const lines = sePlot(scaleMade.information!).marks.filter((mark) => mark.kind === 'line');
    const [x, unknown] = [[20, 50], [null, 3]];
    const gap = sePlot({ ...scaleMade.information!, t: x, whole: { information: [0, 9], se: [99, 3] } }).marks.find((mark) => mark.kind === 'line');
    expect(gap?.kind === 'line' && gap.points.map((point) => point.y)).toEqual(unknown);
    expect(lines.every((line) => line.points.every((point) => point.y === null || point.y <= 10))).toBe(true);
  });
});

describe('integrity', () => {
  it('say plainly what the forms do not let be seen', () => {
    const { near, far } = integrityMade.similarity;
    expect(visibilityText('near', { ...near, visibility: 'nothing_shared' })).toBe('Formulir tetangga tidak berbagi butir; menyontek dari tetangga tidak mungkin terlihat di sini, dan tidak ada gunanya.');
    const all: Visibility[] = ['no_pairs', 'nothing_shared', 'too_few_shared', 'unknown', 'hardly', 'partly', 'well'];
    for (const visibility of all) for (const text of [visibilityText('near', { ...near, visibility }), visibilityText('far', { ...far, visibility })]) expect(text).toMatch(/^[^{}]+$/);
    expect(far.power.map(foundShare)[2]).toBeCloseTo(0.154, 3);
  });
  it('names seats as far as they are known, and small rates', () => {
    const person = { attempt_id: 'a', nip_masked: '1985••', room: 'Aula', seat: 'B7' };
    expect([seatText(person), seatText({ ...person, room: null }), seatText({ ...person, seat: null }), seatText({ ...person, room: null, seat: null })]).toEqual(['Aula kursi B7', 'kursi B7', 'Aula', 'kursi tidak tercatat']);
    expect(falseText({ rate: 0.00002, examined: 100_000, flagged: 2, halls: 13, halls_flagged: 1 })).toContain('2 tertandai (0,0020 %); itu terjadi pada 1 dari 13 simulasi');
    expect(falseText({ rate: 0, examined: 8000, flagged: 0, halls: 20, halls_flagged: 0 })).toContain('Dari 8.000 yang diperiksa tidak satu pun');
    expect(falseText(null)).toContain('tidak dapat disimulasikan');
    expect([notComputed('few_persons'), notComputed('not_calibrated')]).toEqual(['Tidak dihitung: pesertanya terlalu sedikit.', 'Tidak dihitung: jawaban sesi ini belum cukup untuk memperkirakan kesukaran soalnya.']);
    expect([minutesText(300), minutesText(90), pText(0.0004), pText(0.02)]).toEqual(['5 mnt', '1,5 mnt', '< 0,001', '0,020']);
  });
});

describe('a file of parameters', () => {
  const fault = (field: string, code: string, detail = '') => ({ row: null, field, code, detail });
  it('is told its faults in the reader’s language', () => {
    expect(importFaultText(fault('items[0] nope', 'unknown', 'the bank has no item of this id'))).toBe('Butir ke-1 (nope): tidak ada butir dengan id ini di bank soal.');
    expect(importFaultText(fault('items[2]', 'unreadable', 'no item with id, a and b or d'))).toBe('Butir ke-3: tidak terbaca; perlu id, a, dan b atau d.');
    expect(importFaultText(fault('items[3] hitung-1', 'value_scores', 'item hitung-1: it must have a score'))).toBe('Butir ke-4 (hitung-1): scores harus dari 0 sampai 1, makin besar, satu untuk tiap kategori.');
    for (const code of ['value_se', 'model', 'facts', 'domains', 'correlations_wrong', 'correlations_close', 'scale']) expect(importFaultText(fault('items', code, 'an English detail'))).not.toContain('English');
    expect(importFaultText(fault('items', 'count', '1 to 5000 items are needed'))).toBe('jumlah butir harus 1 sampai 5.000.');
  });
});

describe('what a job proposed', () => {
  const job = { ...jobMade, standing: { state: 'proposed' as const, calibration_id: 'c0' } };
  it('is told until somebody decided', () => {
    expect([isDecided(jobMade, []), isDecided(job, null), isDecided(job, [summary(0)]), isDecided(job, [summary(0, { status: 'accepted' })])]).toEqual([false, false, false, true]);
  });
});
