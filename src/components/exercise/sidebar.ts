/** The exercises as a group of the sidebar; read by astro.config.mjs. */
import { languageTags } from '../../i18n/i18n.ts';
import { loadExercises } from '../../learn/load-exercise.ts';

interface SidebarLink {
  label: string;
  translations: Record<string, string>;
  link: string;
}

export function exerciseLinks(): SidebarLink[] {
  return loadExercises().map(({ id, exercise: { title } }) => ({
    label: title.en,
    translations: { [languageTags['zh-cn']]: title['zh-cn'] },
    link: `/exercises/${id}/`,
  }));
}
