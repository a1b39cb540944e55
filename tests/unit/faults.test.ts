/** Two of every kind of fault of the table; `npm run faults` plays a thousand, in a real browser too. */
import { expect, test } from 'vitest';
import { faultTable, playAll } from '../faults/table.ts';

test('of whatever breaks, no reader loses work, is left without a helpful word, or is stuck', async () => {
  const verdicts = await playAll(faultTable(20_26, 140));
  expect(verdicts.filter(({ complaints }) => complaints.length > 0)).toEqual([]);
});
