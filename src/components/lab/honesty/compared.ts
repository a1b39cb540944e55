/** What a lab's page is told about real servers: of each machine, the cells of this lab. */
import type { Fidelity, FidelityCell } from '../../../measurements/fidelity.ts';

export interface Compared {
  about: Pick<Fidelity['about'], 'date' | 'machine' | 'python' | 'busy' | 'repetitions'>;
  cells: Pick<FidelityCell, 'side' | 'requests' | 'real' | 'virtual' | 'seeds' | 'within' | 'note'>[];
}

/** Machines on which nothing of the lab was compared are left out. */
export function comparedOf(lab: string, all: readonly Fidelity[]): Compared[] {
  return all.flatMap(({ about, cells }) => {
    const { date, machine, python, busy, repetitions } = about;
    const own = cells
      .filter((cell) => cell.lab === lab)
      .map(({ side, requests, real, virtual, seeds, within, note }): Compared['cells'][number] => ({
        ...{ side, requests, real, virtual, seeds, within, note },
      }));
    return own.length === 0 ? [] : [{ about: { date, machine, python, busy, repetitions }, cells: own }];
  });
}
