import { describe, expect, test } from 'vitest';
import { claimSchema, isHeldBack, mistakesIn, outdatedChecks, type Claim } from '../../src/claims/claim.ts';

const claim = (changes: Partial<Claim> = {}): Claim => ({
  id: 'P7',
  chapter: 'positioning',
  statement: { en: 'Said.', 'zh-cn': '说过。' },
  kind: 'limits',
  verdict: { en: 'Found.', 'zh-cn': '查过。' },
  checked: { date: '2026-11-24', versions: { django: '6.1.3' } },
  evidence: [{ lab: 'event-loop' }],
  ...changes,
});
const sources = { labs: new Set(['event-loop']), measurements: new Set(['start']) };

describe('a claim', () => {
  test('needs both languages, a known verdict and a date that exists', () => {
    expect(claimSchema.safeParse(claim()).success).toBe(true);
    const broken = [
      { ...claim(), statement: { en: 'Said.' } },
      { ...claim(), kind: 'maybe' },
      { ...claim(), id: 'Z1' },
      { ...claim(), checked: { date: '2026-02-30', versions: {} } },
      { ...claim(), evidence: [{ document: 'A page', url: 'https://example.org' }] },
      { ...claim(), note: '' },
    ];
    for (const one of broken) expect(claimSchema.safeParse(one).success).toBe(false);
  });

  test('without evidence keeps its verdict back', () => {
    expect(isHeldBack(claim({ evidence: [] }))).toBe(true);
    expect(isHeldBack(claim())).toBe(false);
  });
});

describe('the list', () => {
  test('is refused when evidence does not exist or an id comes twice', () => {
    expect(mistakesIn([claim(), claim({ id: 'M1', evidence: [{ measurement: 'start' }] })], sources)).toEqual([]);
    const wrong = [claim(), claim({ evidence: [{ lab: 'nowhere' }, { measurement: 'weight' }] })];
    expect(mistakesIn(wrong, sources)).toEqual([
      'P7 stands there twice',
      'P7 names the lab nowhere, which does not exist',
      'P7 names the measurement weight, which does not exist',
    ]);
  });

  test.each([
    ['6.1.3', []],
    ['6.1.2', []],
    ['6.1.10', ['P7 was checked with django 6.1.3, labs run 6.1.10']],
    ['6.2', ['P7 was checked with django 6.1.3, labs run 6.2']],
  ])('names checks older than django %s', (now, expected) => {
    expect(outdatedChecks([claim()], new Map([['django', now]]))).toEqual(expected);
  });
});
