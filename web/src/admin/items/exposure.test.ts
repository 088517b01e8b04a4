import { describe, expect, it } from 'vitest';
import { alarmText, CHART, pointsOf } from './exposure';

const sitting = (mean_score: number | null, shown = 100, mean_s: number | null = 60) => ({ session: `s${mean_score}`, title: 'Sesi', opens_ms: 0, shown, mean_score, mean_s });

describe('the alarm', () => {
  it('weighs all sittings before the last by how many met the item', () => {
    const sittings = [sitting(0.4, 100), sitting(0.6, 150), sitting(0.81, 120)];
    expect(alarmText({ drift: 'easier', sittings })).toMatch(/^Rata-rata naik dari 0,52 menjadi 0,81 pada sesi terakhir;/);
  });
  it('speaks of time, of nothing, and of what it does not know', () => {
    expect(alarmText({ drift: 'faster', sittings: [sitting(0.5, 90, 62.4), sitting(0.5, 90, 30.5)] })).toMatch(/dari 62 menjadi 31 detik/);
    expect(alarmText({ drift: null, sittings: [sitting(0.5)] })).toBeNull();
    expect(alarmText({ drift: 'harder', sittings: [sitting(0.5), sitting(0.2)] })).toMatch(/^Butir ini berubah/);
    expect(alarmText({ drift: 'easier', sittings: [] })).toMatch(/^Butir ini berubah/);
  });
});

describe('the chart', () => {
  it('goes from 0 at the bottom to 1 at the top, oldest left', () => {
    const points = pointsOf([sitting(0), sitting(null), sitting(1)], 300);
    expect(points.map(({ y }) => y)).toEqual([CHART.bottom, CHART.top]);
    expect(points[0]!.x).toBeLessThan(points[1]!.x);
  });
  it('keeps the newest sittings that fit, inside the width', () => {
    const points = pointsOf(Array.from({ length: 30 }, (_, n) => sitting(n / 30)), 400);
    expect(points).toHaveLength(5);
    expect(points.at(-1)!.value).toBeCloseTo(29 / 30);
    expect(points.at(-1)!.x).toBeLessThanOrEqual(400 - CHART.side);
    expect(pointsOf([sitting(0.5)], 400)).toHaveLength(1);
  });
});
