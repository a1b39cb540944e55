/** What a plan can be made of, in one language: sections of chapters, labs with their changes, exercises. Pure. */
import type { Plan, Step } from './plan.ts';

export interface Catalog {
  chapters: Chapter[];
  labs: CatalogLab[];
  exercises: CatalogExercise[];
}

export interface Chapter {
  /** `opening` is the language's own root. */
  slug: string;
  title: string;
  /** Where it is read. */
  address: string;
  sections: {
    /** The anchor of the heading in English, which a plan names whatever its language. */
    id: string;
    /** The anchor of the heading in this language. */
    anchor: string;
    title: string;
  }[];
}

export interface CatalogLab {
  name: string;
  /** Slug of the chapter that shows it. */
  chapter: string;
  question: string;
  changes: { id: string; name: string }[];
}

export interface CatalogExercise {
  id: string;
  chapter: string;
  title: string;
  /** Paragraphs. */
  task: string[];
  /** Where it is done. */
  address: string;
}

/** What a step shows, found in the catalog. `missing` when the step names something that this site does not have. */
export type Subject =
  | { kind: 'section'; chapter: Chapter; title: string; address: string; idea: string }
  | { kind: 'lab'; lab: CatalogLab; title: string; address: string; change: CatalogLab['changes'][number] | null }
  | { kind: 'exercise'; exercise: CatalogExercise; title: string; address: string }
  | { kind: 'discussion'; title: string }
  | { kind: 'missing'; title: string };

export function subjectOf(catalog: Catalog, step: Step): Subject {
  switch (step.kind) {
    case 'section': {
      const chapter = catalog.chapters.find(({ slug }) => slug === step.chapter);
      const section = chapter?.sections.find(({ id }) => id === step.section);
      if (!chapter || !section) return { kind: 'missing', title: `${step.chapter}#${step.section}` };
      const address = `${chapter.address}#${section.anchor}`;
      return { kind: 'section', chapter, title: section.title, address, idea: step.idea };
    }
    case 'lab': {
      const lab = catalog.labs.find(({ name }) => name === step.lab);
      const chapter = catalog.chapters.find(({ slug }) => slug === lab?.chapter);
      const change = lab?.changes.find(({ id }) => id === step.change) ?? null;
      if (!lab || !chapter || (step.change !== undefined && !change)) {
        return { kind: 'missing', title: [step.lab, step.change].filter(Boolean).join(' / ') };
      }
      return { kind: 'lab', lab, title: lab.question, address: `${chapter.address}#lab-${lab.name}`, change };
    }
    case 'exercise': {
      const exercise = catalog.exercises.find(({ id }) => id === step.exercise);
      if (!exercise) return { kind: 'missing', title: step.exercise };
      return { kind: 'exercise', exercise, title: exercise.title, address: exercise.address };
    }
    case 'discussion':
      return { kind: 'discussion', title: step.topic };
  }
}

/** The names in a plan that this site does not have. */
export function missingIn(catalog: Catalog, { steps }: Plan): string[] {
  return steps.flatMap((step) => {
    const subject = subjectOf(catalog, step);
    return subject.kind === 'missing' ? [subject.title] : [];
  });
}
