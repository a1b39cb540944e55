/** Whether a lab, as a link would have it, is one by the contract of labs. Apart from link.ts, because it weighs much and few open a link. */
import { labOf, type Draft, type LabSource } from '../lab/draft.ts';
import { labSchema } from '../contract/lab.ts';

export const keepsContract = (source: LabSource, draft: Draft): boolean =>
  labSchema.safeParse(labOf(source, draft).lab).success;
