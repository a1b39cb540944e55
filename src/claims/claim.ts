/** A claim of the comparison article, and what was found on checking it. content/claims.yaml is a list of these. */
import { z } from '../schemas/full.ts';
import { bilingual, text } from '../i18n/bilingual.ts';

/** How a claim fared. `judgement` is a matter of weighing, for which no run can decide. */
export const verdictKinds = ['holds', 'limits', 'wrong', 'outdated', 'unsupported', 'judgement'] as const;

const evidence = z.union([
  /** A lab of content/labs whose run shows it. */
  z.strictObject({ lab: text }),
  /** A file of content/measurements, without its ending. */
  z.strictObject({ measurement: text }),
  /** What was read: title, the version it speaks of, the section, and in one line what stands there. */
  z.strictObject({
    document: text,
    version: text,
    section: text,
    url: z.url({ protocol: /^https$/ }),
    finding: bilingual,
  }),
]);

export const claimSchema = z.strictObject({
  id: z.string().regex(/^[SPMDOCF][1-9]$/),
  /** Slug of the chapter that shows it; the opening's is `opening`. */
  chapter: text,
  /** As the article makes it, in our own words. */
  statement: bilingual,
  kind: z.enum(verdictKinds),
  /** What is true today. */
  verdict: bilingual,
  checked: z.strictObject({
    date: z.iso.date(),
    /** Of the packages that the verdict speaks of, by their name on PyPI. */
    versions: z.record(text, z.string().regex(/^\d+(\.\d+)*$/)),
  }),
  evidence: z.array(evidence),
});
export type Claim = z.infer<typeof claimSchema>;

/** A verdict that nothing supports is not shown. */
export function isHeldBack({ evidence: found }: Claim): boolean {
  return found.length === 0;
}

/** What a claim may point at. */
export interface Sources {
  labs: ReadonlySet<string>;
  measurements: ReadonlySet<string>;
}

/** What is wrong with the list as a whole: an id twice, evidence that does not exist. */
export function mistakesIn(claims: readonly Claim[], { labs, measurements }: Sources): string[] {
  const ids = claims.map(({ id }) => id);
  const twice = ids.filter((id, index) => ids.indexOf(id) < index).map((id) => `${id} stands there twice`);
  const missing = claims.flatMap(({ id, evidence: found }) =>
    found.flatMap((one) => {
      if ('lab' in one && !labs.has(one.lab)) return [`${id} names the lab ${one.lab}, which does not exist`];
      if ('measurement' in one && !measurements.has(one.measurement))
        return [`${id} names the measurement ${one.measurement}, which does not exist`];
      return [];
    }),
  );
  return [...twice, ...missing];
}

function isNewer(version: string, than: string): boolean {
  const [left, right] = [version, than].map((one) => one.split('.').map(Number));
  const length = Math.max(left?.length ?? 0, right?.length ?? 0);
  for (let index = 0; index < length; index += 1) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

/** Claims to look at again: a package that labs run on is newer than the one they were checked against. `bundled`: versions by package. */
export function outdatedChecks(claims: readonly Claim[], bundled: ReadonlyMap<string, string>): string[] {
  return claims.flatMap(({ id, checked }) =>
    Object.entries(checked.versions).flatMap(([name, version]) => {
      const now = bundled.get(name.toLowerCase());
      return now !== undefined && isNewer(now, version)
        ? [`${id} was checked with ${name} ${version}, labs run ${now}`]
        : [];
    }),
  );
}
