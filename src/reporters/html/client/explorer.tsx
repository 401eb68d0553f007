import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Finding } from "../../../report/report.ts";
import { countOf, formatCount, toPlainText } from "../../plain-text.ts";
import { describePlace, describeResource, severityOrder } from "../../wording.ts";
import type { FindingIndex } from "../archive-shape.ts";
import { findingDetails, markOf } from "../parts/finding.ts";
import { badge } from "../parts/marks.ts";
import { readFinding } from "./archive.ts";
import { Filters } from "./filters.tsx";
import { fromMarkup } from "./from-markup.ts";
import { List } from "./list.tsx";
import { readRow, selectRows, type Criteria } from "./selection.ts";

const everything: Criteria = {
  search: "",
  severities: new Set(severityOrder),
  statuses: new Set(["fail", "unknown"] as const),
  rule: "",
  account: "",
  region: "",
};

/** The list with its filters, and beside it the finding that is selected. */
export function Explorer({ index }: { index: FindingIndex }): JSX.Element {
  const [criteria, setCriteria] = useState(everything);
  const [selected, setSelected] = useState(0);
  const rows = useMemo(() => selectRows(index, criteria), [index, criteria]);
  const change = (next: Criteria): void => {
    setCriteria(next);
    setSelected(0);
  };
  return (
    <div class="explorer">
      <Filters
        index={index}
        criteria={criteria}
        found={rows.length}
        onChange={change}
        onReset={() => change(everything)}
      />
      <div class="panes">
        <List
          key={JSON.stringify([criteria, ...criteria.severities, ...criteria.statuses])}
          index={index}
          rows={rows}
          selected={selected}
          onSelect={setSelected}
        />
        <Details index={index} row={rows[selected]} />
      </div>
      <PrintedList index={index} rows={rows} />
    </div>
  );
}

function Details({ index, row }: { index: FindingIndex; row: number | undefined }): JSX.Element {
  const [finding, setFinding] = useState<Finding>();
  useEffect(() => {
    let isCurrent = true;
    if (row === undefined) setFinding(undefined);
    else void readFinding(row).then((read) => isCurrent && setFinding(read));
    return () => {
      isCurrent = false;
    };
  }, [row]);
  const rule = index.rules.find((candidate) => candidate.id === finding?.ruleId);
  return (
    <section class="details" aria-label="Selected finding" tabIndex={0}>
      {finding === undefined ? undefined : (
        <article key={finding.fingerprint}>
          <div class="details-head">
            {fromMarkup(badge(markOf(finding)))}
            <span class="rule-id">{toPlainText(finding.ruleId)}</span>
          </div>
          <h3>{toPlainText(describeResource(finding.resource))}</h3>
          <p class="note">{toPlainText(rule?.title ?? "")}</p>
          {fromMarkup(findingDetails(finding, rule))}
        </article>
      )}
    </section>
  );
}

/** Paper takes no scrolling: what was filtered is printed as a table, up to here. */
const mostPrinted = 500;

function PrintedList({ index, rows }: { index: FindingIndex; rows: readonly number[] }): JSX.Element | null {
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    const start = (): void => setPrinting(true);
    const stop = (): void => setPrinting(false);
    addEventListener("beforeprint", start);
    addEventListener("afterprint", stop);
    return () => {
      removeEventListener("beforeprint", start);
      removeEventListener("afterprint", stop);
    };
  }, []);
  if (!isPrinting) return null;
  const shown = rows.slice(0, mostPrinted).map((row) => readRow(index, row));
  return (
    <div class="printed">
      {rows.length > shown.length ? (
        <p class="note">{`The first ${formatCount(shown.length)} of ${countOf(rows.length, "result")}.`}</p>
      ) : undefined}
      <table>
        <tbody>
          {shown.map((row) => (
            <tr>
              <td>{fromMarkup(badge(markOf(row)))}</td>
              <td>{toPlainText(row.ruleId)}</td>
              <td>{toPlainText(describePlace(row))}</td>
              <td>{toPlainText(`${describeResource(row)}: ${row.message}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
