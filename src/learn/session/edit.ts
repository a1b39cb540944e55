/** Changing the order of a plan's steps. Pure, on any list; the list itself when there is nothing to change. */

/** Puts `item` at the end, unless that makes more than `most`. */
export function added<Item>(list: readonly Item[], item: Item, most: number): readonly Item[] {
  return list.length >= most ? list : [...list, item];
}

/** A list keeps its last item. */
export function removed<Item>(list: readonly Item[], index: number): readonly Item[] {
  return list.length === 1 ? list : list.toSpliced(index, 1);
}

/** Moves the item at `index` by one place, -1 up or 1 down, if there is one. */
export function moved<Item>(list: readonly Item[], index: number, by: -1 | 1): readonly Item[] {
  const to = index + by;
  const item = list.slice(index, index + 1);
  if (item.length === 0 || to < 0 || to >= list.length) return list;
  return list.toSpliced(index, 1).toSpliced(to, 0, ...item);
}
