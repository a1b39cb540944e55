/** Build only: whether the page under way is a handout. On paper nothing can be pressed, so components show what they have. */
const handouts = new WeakSet<App.Locals>();

export function markHandout(locals: App.Locals): void {
  handouts.add(locals);
}

export const isHandout = (locals: App.Locals): boolean => handouts.has(locals);

/** The handout of all chapters, beside those named by their chapter's slug. */
export const course = 'course';
