import { InvalidArgumentError } from "commander";
import { didYouMean } from "../errors.ts";

/** Parsers of option values: each refuses what it cannot mean, with the reason (exit code 2). */

/** `a,b c` given once or repeatedly: every value, once. */
function gather<T extends string>(check: (value: string) => T): (value: string, previous: T[] | undefined) => T[] {
  return (value, previous) => {
    const values = value.split(",").filter((part) => part !== "");
    return [...new Set([...(previous ?? []), ...values.map(check)])];
  };
}

export const accountIds = gather((value) => {
  if (!/^\d{12}$/.test(value)) throw new InvalidArgumentError(`"${value}" is not an account id: it has 12 digits.`);
  return value;
});

export const regionNames = gather((value) => {
  if (!/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(value)) {
    throw new InvalidArgumentError(`"${value}" is not the name of a Region, such as eu-west-1.`);
  }
  return value;
});

export const organizationalUnits = gather((value) => value);

export function positiveInteger(value: string): number {
  if (!/^[1-9]\d{0,5}$/.test(value)) throw new InvalidArgumentError("it takes a whole number from 1 up.");
  return Number(value);
}

export function percentage(value: string): number {
  const percent = Number(value);
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(value) || percent > 100) {
    throw new InvalidArgumentError("it takes a percentage from 0 to 100, such as 95 or 99.5.");
  }
  return percent;
}

/** `accounts=60,regions=17,seed=1`; what is left out has these values. */
export function generatedOrganization(value: string): { accounts: number; regions: number; seed: number } {
  const members = { accounts: 60, regions: 17, seed: 1 };
  for (const part of value.split(",")) {
    const [, name = "", number = ""] = /^(accounts|regions|seed)=(\d{1,5})$/.exec(part) ?? [];
    if (!Object.hasOwn(members, name)) {
      throw new InvalidArgumentError(`"${part}" is none of accounts=N, regions=N, seed=N.`);
    }
    members[name as keyof typeof members] = Number(number);
  }
  if (members.accounts < 1 || members.regions < 1 || members.regions > 17) {
    throw new InvalidArgumentError("it takes at least one account, and 1 to 17 Regions.");
  }
  return members;
}

export function portNumber(value: string): number {
  const port = Number(value);
  if (!/^\d{1,5}$/.test(value) || port > 65_535) throw new InvalidArgumentError("it takes a port from 0 to 65535.");
  return port;
}

export interface ReportTarget<Format extends string> {
  format: Format;
  /** `-` is stdout. */
  path: string;
}

/** `FORMAT=PATH`, repeatable. */
export function reportTargets<Format extends string>(formats: readonly Format[]) {
  return (value: string, previous: ReportTarget<Format>[] | undefined): ReportTarget<Format>[] => {
    const at = value.indexOf("=");
    const name = at === -1 ? value : value.slice(0, at);
    const format = formats.find((candidate) => candidate === name);
    if (format === undefined) {
      const suggestion = didYouMean(name, formats);
      const known = suggestion === undefined ? `the formats are ${formats.join(", ")}` : `did you mean ${suggestion}?`;
      throw new InvalidArgumentError(`"${name}" is not a report format: ${known}`);
    }
    const path = at === -1 ? "" : value.slice(at + 1);
    if (path === "") throw new InvalidArgumentError(`say where to write it: ${name}=PATH, or ${name}=- for stdout.`);
    const targets = [...(previous ?? []), { format, path }];
    if (targets.filter((target) => target.path === "-").length > 1) {
      throw new InvalidArgumentError("only one report can go to stdout.");
    }
    return targets;
  };
}
