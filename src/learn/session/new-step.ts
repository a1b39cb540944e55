/** A step to begin with, of a kind that the facilitator chose; it names the first thing of its kind that there is. Pure. */
import type { Catalog } from './catalog.ts';
import type { Step, StepKind } from './plan.ts';

/** `topic`: what a new discussion is called. Null when there is nothing of that kind. */
export function newStep(kind: StepKind, catalog: Catalog, topic: string): Step | null {
  const common = { minutes: 5, say: '', ask: '', choices: [] };
  switch (kind) {
    case 'section': {
      const chapter = catalog.chapters.find(({ sections }) => sections.length > 0);
      const section = chapter?.sections[0];
      return chapter && section ? { kind, chapter: chapter.slug, section: section.id, idea: '', ...common } : null;
    }
    case 'lab': {
      const lab = catalog.labs[0];
      return lab ? { kind, lab: lab.name, ...common } : null;
    }
    case 'exercise': {
      const exercise = catalog.exercises[0];
      return exercise ? { kind, exercise: exercise.id, ...common } : null;
    }
    case 'discussion':
      return { kind, topic, ...common };
  }
}
