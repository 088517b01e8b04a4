// Every address leads to its page, and what is no address is said to be none.
import { describe, expect, it } from 'vitest';
import { analysedItemPath, analysisPath, bankPath, calibrationPath, eventPath, itemPath, routeOf, sessionPath } from './route';

describe('routeOf', () => {
  it('reads the single pages, with and without a last slash', () => {
    expect(routeOf('/admin')).toEqual({ page: 'events' });
    expect(routeOf('/admin/')).toEqual({ page: 'events' });
    expect(routeOf('/admin/results')).toEqual({ page: 'results_index' });
    expect(routeOf('/admin/blueprints')).toEqual({ page: 'blueprints' });
  });
  it('reads what the path builders write, also odd ids', () => {
    expect(routeOf(eventPath('a/b c'))).toEqual({ page: 'event', event: 'a/b c' });
    for (const page of ['session', 'candidates', 'cards', 'results', 'integrity', 'audit'] as const) {
      expect(routeOf(sessionPath('ä?1', page))).toEqual({ page, session: 'ä?1' });
    }
    expect(routeOf('/admin/attempts/9')).toEqual({ page: 'attempt', attempt: '9' });
  });
  it('reads the pages of a bank and of an item, whatever the item is called', () => {
    for (const page of ['norms', 'blueprints', 'staff', 'log'] as const) expect(routeOf(`/admin/${page}`)).toEqual({ page });
    for (const page of ['items', 'item_new', 'item_import', 'similar', 'models', 'protect'] as const) expect(routeOf(bankPath('umum', page))).toEqual({ page, bank: 'umum' });
    for (const page of ['item', 'item_edit', 'item_versions'] as const) expect(routeOf(itemPath('umum', 'new', page))).toEqual({ page, bank: 'umum', item: 'new' });
  });
  it('reads the pages of the analysis, also for a bank that is called as one of them', () => {
    expect(routeOf('/admin/analysis')).toEqual({ page: 'analysis' });
    for (const page of ['analysed_items', 'analysed_test', 'analysed_groups', 'calibrations', 'compare'] as const) expect(routeOf(analysisPath('compare', page))).toEqual({ page, analysed: 'compare' });
    expect(routeOf(analysedItemPath('umum', 'a/b~1'))).toEqual({ page: 'analysed_item', analysed: 'umum', variant: 'a/b~1' });
    expect(routeOf(calibrationPath('umum', '7'))).toEqual({ page: 'calibration', analysed: 'umum', calibration: '7' });
  });
  it('knows what it does not know', () => {
    for (const path of ['/admin/zzz', '/admin/sessions', '/admin/sessions/1/zzz', '/admin/events/1/2', '/admin/sessions/1/cards/2', '/proctor', '/admin/bank/1/zzz', '/admin/bank/1/item', '/admin/bank/1/item/2/zzz', '/admin/bank/1/import/2', '/admin/bank/1/item/2/edit/3', '/admin/analysis/1/zzz', '/admin/analysis/1/item', '/admin/analysis/1/test/2', '/admin/analysis/1/calibrations/2/3']) {
      expect(routeOf(path)).toEqual({ page: 'unknown' });
    }
    expect(routeOf('/admin/events/%E0%A4')).toEqual({ page: 'event', event: '%E0%A4' });
  });
});
