import { didYouMean, throwGathered, UserError } from "../errors.ts";
import type { SnapshotAccount } from "../snapshot/format.ts";
import type { MemberAccount } from "./organization.ts";

/** What the person chose. */
export interface AccountChoice {
  org: boolean;
  accounts: readonly string[];
  excludeAccounts: readonly string[];
  /** Ids of organizational units, or paths of their names. */
  ous: readonly string[];
}

export interface AccountSelection {
  /** To be entered, by id. */
  scanned: SnapshotAccount[];
  /** Known, and left alone for this reason; by id. */
  skipped: { account: SnapshotAccount; reason: string }[];
}

/** States in which nobody can enter an account (aws-semantics 5.6); PENDING_CLOSURE still works. */
const unusableStates: ReadonlySet<string> = new Set(["PENDING_ACTIVATION", "SUSPENDED", "CLOSED"]);

/** @throws UserError where the choice does not make sense by itself */
export function checkChoice({ org, accounts, excludeAccounts, ous }: AccountChoice): void {
  const errors = [...accounts, ...excludeAccounts]
    .filter((id) => !/^\d{12}$/.test(id))
    .map(
      (id) => new UserError("account-id", `"${id}" is not an AWS account id`, { hint: "account ids have 12 digits" }),
    );
  if (ous.length > 0 && !org) {
    errors.push(new UserError("ou-without-org", "--ou chooses from an organization", { hint: "add --org" }));
  }
  throwGathered(errors);
}

/** Without --org: the accounts that were named, else the caller's own. AWS was not asked what state they are in. */
export function selectNamed(choice: AccountChoice, callerAccount: string): AccountSelection {
  const ids = choice.accounts.length === 0 ? [callerAccount] : choice.accounts;
  const named = [...new Set(ids)].sort().map((id) => ({ id, name: "", state: "UNKNOWN", path: "" }));
  return split(named, (account) =>
    choice.excludeAccounts.includes(account.id) ? "excluded by --exclude-account" : undefined,
  );
}

/** @throws UserError for an account or a unit that the organization does not have */
export function selectMembers(choice: AccountChoice, members: readonly MemberAccount[]): AccountSelection {
  const ids = new Set(members.map((member) => member.id));
  const errors = [
    ...choice.accounts.filter((id) => !ids.has(id)).map((id) => unknownAccount(id, ids)),
    ...choice.ous
      .filter((unit) => !members.some((member) => isIn(member, unit)))
      .map((unit) => unknownUnit(unit, members)),
  ];
  throwGathered(errors);
  const inOrder = [...members].sort((a, b) => (a.id < b.id ? -1 : 1));
  return split(inOrder, (member) => skipReason(choice, member));
}

function skipReason({ accounts, excludeAccounts, ous }: AccountChoice, member: MemberAccount): string | undefined {
  if (accounts.length > 0 && !accounts.includes(member.id)) return "not chosen by --account";
  if (ous.length > 0 && !ous.some((unit) => isIn(member, unit))) return "not in a unit chosen by --ou";
  if (excludeAccounts.includes(member.id)) return "excluded by --exclude-account";
  // An unknown state is tried: a new word of AWS's must not turn into accounts that nobody looks at.
  return unusableStates.has(member.state.toUpperCase()) ? `account state ${member.state}` : undefined;
}

function split<T extends SnapshotAccount>(
  accounts: readonly T[],
  reasonOf: (account: T) => string | undefined,
): AccountSelection {
  const selection: AccountSelection = { scanned: [], skipped: [] };
  for (const account of accounts) {
    const { id, name, state, path } = account;
    const plain: SnapshotAccount = { id, name, state, path };
    const reason = reasonOf(account);
    if (reason === undefined) selection.scanned.push(plain);
    else selection.skipped.push({ account: plain, reason });
  }
  return selection;
}

/** By id, or by the path of names with or without the root's: `Workloads/Prod` or `Root/Workloads/Prod`. */
function isIn(member: MemberAccount, unit: string): boolean {
  if (member.units.includes(unit)) return true;
  const wanted = trimSlashes(unit);
  const fromRoot = member.path;
  const belowRoot = member.path.split("/").slice(1).join("/");
  return [fromRoot, belowRoot].some((path) => path !== "" && `${path}/`.startsWith(`${wanted}/`));
}

function trimSlashes(path: string): string {
  return path.replaceAll(/^\/+|\/+$/g, "");
}

function unknownAccount(id: string, known: ReadonlySet<string>): UserError {
  const near = didYouMean(id, known);
  return new UserError("unknown-account", `account ${id} is not in the organization`, {
    hint:
      near === undefined ? "leave --org out to scan an account outside of the organization" : `did you mean ${near}?`,
  });
}

function unknownUnit(unit: string, members: readonly MemberAccount[]): UserError {
  const paths = new Set(members.flatMap(({ path }) => prefixesOf(path)));
  const near = didYouMean(trimSlashes(unit), paths);
  return new UserError("unknown-ou", `no account is in an organizational unit "${unit}"`, {
    hint:
      near === undefined
        ? "name a unit by its id (ou-...) or by its path of names, such as Workloads/Prod"
        : `did you mean ${near}?`,
  });
}

/** `Root/A/B` gives Root, Root/A, Root/A/B, and the same without the root: A, A/B. */
function prefixesOf(path: string): string[] {
  const names = path.split("/");
  const prefixes = names.map((_, index) => names.slice(0, index + 1).join("/"));
  return [...prefixes, ...prefixes.slice(1).map((prefix) => prefix.split("/").slice(1).join("/"))];
}
