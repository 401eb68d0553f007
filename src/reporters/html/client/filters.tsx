import type { JSX } from "preact";
import { countOf, formatCount, toPlainText } from "../../plain-text.ts";
import { severityOrder, severityWords } from "../../wording.ts";
import type { FindingIndex } from "../archive-shape.ts";
import { shape } from "../parts/marks.ts";
import { fromMarkup } from "./from-markup.ts";
import { choicesOf, type Criteria } from "./selection.ts";

interface FiltersProps {
  index: FindingIndex;
  criteria: Criteria;
  found: number;
  onChange: (criteria: Criteria) => void;
  onReset: () => void;
}

export function Filters({ index, criteria, found, onChange, onReset }: FiltersProps): JSX.Element {
  const change = (part: Partial<Criteria>): void => onChange({ ...criteria, ...part });
  const all = index.id.length;
  return (
    <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <label class="search">
        <span class="vh">Search the findings</span>
        <input
          type="search"
          placeholder="Search id, name, account, message"
          value={criteria.search}
          onInput={(event) => change({ search: event.currentTarget.value })}
        />
      </label>
      <Toggles
        title="Severity"
        choices={severityChoices}
        chosen={criteria.severities}
        onChange={(severities) => change({ severities })}
      />
      <Toggles
        title="Status"
        choices={statusChoices}
        chosen={criteria.statuses}
        onChange={(statuses) => change({ statuses })}
      />
      <Choice
        title="Rule"
        value={criteria.rule}
        choices={index.rules.map((rule) => rule.id)}
        onChange={(rule) => change({ rule })}
      />
      <Choice
        title="Account"
        value={criteria.account}
        choices={choicesOf(index, index.account)}
        onChange={(account) => change({ account })}
      />
      <Choice
        title="Region"
        value={criteria.region}
        choices={choicesOf(index, index.region)}
        onChange={(region) => change({ region })}
      />
      <button type="button" onClick={onReset}>
        Reset
      </button>
      <output aria-live="polite">
        {found === all ? countOf(all, "result") : `${formatCount(found)} of ${countOf(all, "result")}`}
      </output>
    </form>
  );
}

const severityChoices = severityOrder.map((value) => ({ value, word: severityWords[value], mark: value }));

const statusChoices = [
  { value: "fail", word: "Failed", mark: undefined },
  { value: "unknown", word: "Unknown", mark: "unknown" },
] as const;

interface TogglesProps<T extends string> {
  title: string;
  choices: readonly { value: T; word: string; mark: Parameters<typeof shape>[0] | undefined }[];
  chosen: ReadonlySet<T>;
  onChange: (chosen: ReadonlySet<T>) => void;
}

function Toggles<T extends string>({ title, choices, chosen, onChange }: TogglesProps<T>): JSX.Element {
  const toggle = (value: T): void => {
    const next = new Set(chosen);
    if (!next.delete(value)) next.add(value);
    onChange(next);
  };
  return (
    <fieldset class="toggles">
      <legend class="vh">{title}</legend>
      {choices.map(({ value, word, mark }) => (
        <label key={value}>
          <input type="checkbox" checked={chosen.has(value)} onChange={() => toggle(value)} />
          {mark === undefined ? undefined : fromMarkup(shape(mark))}
          <span>{word}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface ChoiceProps {
  title: string;
  value: string;
  choices: readonly string[];
  onChange: (value: string) => void;
}

function Choice({ title, value, choices, onChange }: ChoiceProps): JSX.Element {
  return (
    <label class="choice">
      <span class="vh">{title}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{`Any ${title === "Region" ? title : title.toLowerCase()}`}</option>
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {toPlainText(choice)}
          </option>
        ))}
      </select>
    </label>
  );
}
