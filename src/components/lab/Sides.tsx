/** The sides next to each other, each with the files, the command and the output that belong to it. */
import { useState, type CSSProperties } from 'react';
import { programId, type LoadedLab } from '../../lab/jobs.ts';
import type { Place } from '../../workbench/places.ts';
import { Side } from './Side.tsx';
import type { UsedLab } from './use-lab.ts';

/** A place in the files of one side; a new object leads there again. */
export type SidePlace = Place & { side: string };

interface SidesProps {
  lab: UsedLab;
  now: LoadedLab;
  target: SidePlace | null;
  onPlace: (place: SidePlace) => void;
}

/** Rows that the code of every side gets: as many as the longest file shown first has, within reason. */
function rowsOf({ files }: LoadedLab, open: Record<string, string>): number {
  const lines = Object.entries(open).map(([side, path]) => files[side]?.[path]?.split('\n').length ?? 0);
  return Math.min(18, Math.max(9, ...lines));
}

const rowsStyle = (rows: number): CSSProperties & Record<`--${string}`, number> => ({ '--rows': rows });

export function Sides({ lab, now, target, onPlace }: SidesProps) {
  const { page } = lab.data;
  const [opened, setOpened] = useState<Record<string, string>>(page.open);
  const [followed, setFollowed] = useState<SidePlace | null>(null);
  // Following a link to a line opens its file; after that the reader's own choice counts again.
  if (target !== followed) {
    setFollowed(target);
    if (target) setOpened({ ...opened, [target.side]: target.file });
  }
  return (
    <div className="lab-sides" data-sides={now.lab.sides.length} style={rowsStyle(rowsOf(lab.source, page.open))}>
      {now.lab.sides.map((side) => {
        const id = programId(side, now.name);
        const files = now.files[id] ?? {};
        const open = opened[id] ?? '';
        return (
          <Side
            key={id}
            id={id}
            side={side}
            lab={lab}
            files={files}
            open={open in files ? open : (Object.keys(files)[0] ?? '')}
            target={target?.side === id ? target : null}
            onOpen={(path) => {
              setOpened({ ...opened, [id]: path });
            }}
            onPlace={onPlace}
          />
        );
      })}
    </div>
  );
}
