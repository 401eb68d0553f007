import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { toPlainText } from "../../plain-text.ts";
import { describePlace, describeResource } from "../../wording.ts";
import type { FindingIndex } from "../archive-shape.ts";
import { markOf } from "../parts/finding.ts";
import { badge } from "../parts/marks.ts";
import { fromMarkup } from "./from-markup.ts";
import { readRow } from "./selection.ts";

/** Pixels; the style sheet gives the rows the same height. */
const rowHeight = 58;

/** Rows that are drawn above and below what is seen, so that scrolling shows no gaps. */
const spareRows = 6;

interface ListProps {
  index: FindingIndex;
  rows: readonly number[];
  /** Place in `rows`. */
  selected: number;
  onSelect: (place: number) => void;
}

/** Only the rows that are seen are in the document. One stop for the tab key; the arrows move the selection. */
export function List({ index, rows, selected, onSelect }: ListProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 640 });
  const read = (): void => {
    if (box.current !== null) setView({ top: box.current.scrollTop, height: box.current.clientHeight });
  };
  useEffect(read, []);
  useEffect(() => reveal(box.current, selected), [selected]);
  const first = Math.max(0, Math.floor(view.top / rowHeight) - spareRows);
  const last = Math.min(rows.length, Math.ceil((view.top + view.height) / rowHeight) + spareRows);
  const shown = rows.slice(first, last);
  const move = (event: KeyboardEvent): void => {
    const next = movedTo(event.key, { selected, rows: rows.length, page: Math.floor(view.height / rowHeight) });
    if (next === undefined) return;
    event.preventDefault();
    onSelect(next);
  };
  return (
    <div
      class="list"
      role="listbox"
      aria-label="Results"
      tabIndex={0}
      aria-activedescendant={rows.length === 0 ? undefined : `row-${selected}`}
      ref={box}
      onScroll={read}
      onKeyDown={move}
    >
      <div class="spacer" style={{ height: `${rows.length * rowHeight}px` }}>
        {shown.map((row, offset) => (
          <Item
            key={row}
            index={index}
            row={row}
            place={first + offset}
            of={rows.length}
            isSelected={first + offset === selected}
            onSelect={onSelect}
          />
        ))}
      </div>
      {rows.length === 0 ? <p class="note">Nothing meets these filters.</p> : undefined}
    </div>
  );
}

interface ItemProps {
  index: FindingIndex;
  row: number;
  place: number;
  of: number;
  isSelected: boolean;
  onSelect: (place: number) => void;
}

function Item({ index, row, place, of, isSelected, onSelect }: ItemProps): JSX.Element {
  const finding = readRow(index, row);
  return (
    <div
      id={`row-${place}`}
      class="row"
      role="option"
      aria-selected={isSelected}
      aria-posinset={place + 1}
      aria-setsize={of}
      style={{ transform: `translateY(${place * rowHeight}px)` }}
      onClick={() => onSelect(place)}
    >
      <span class="first">
        {fromMarkup(badge(markOf(finding)))}
        <span class="subject">{toPlainText(describeResource(finding))}</span>
      </span>
      <span class="second">
        <span class="rule-id">{toPlainText(finding.ruleId)}</span>
        <span class="place">{toPlainText(describePlace(finding))}</span>
      </span>
    </div>
  );
}

function reveal(box: HTMLDivElement | null, place: number): void {
  if (box === null) return;
  const top = place * rowHeight;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + rowHeight > box.scrollTop + box.clientHeight) box.scrollTop = top + rowHeight - box.clientHeight;
}

/** Where a key moves the selection; undefined for the keys that do not. */
function movedTo(
  key: string,
  { selected, rows, page }: { selected: number; rows: number; page: number },
): number | undefined {
  const moves: Partial<Record<string, number>> = {
    ArrowDown: selected + 1,
    ArrowUp: selected - 1,
    PageDown: selected + page,
    PageUp: selected - page,
    Home: 0,
    End: rows - 1,
  };
  const next = moves[key];
  return next === undefined ? undefined : Math.max(0, Math.min(rows - 1, next));
}
