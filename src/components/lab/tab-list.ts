/** Keys within a tab list, as the ARIA pattern for tabs has them. */

/** Where an arrow key, Home or End leads from `current`, going round at the ends; undefined for other keys. */
export function tabListKey<Item>(key: string, items: readonly Item[], current: Item): Item | undefined {
  const at = items.indexOf(current);
  switch (key) {
    case 'ArrowRight':
      return items[(at + 1) % items.length];
    case 'ArrowLeft':
      return items.at(at - 1);
    case 'Home':
      return items[0];
    case 'End':
      return items.at(-1);
    default:
      return undefined;
  }
}
