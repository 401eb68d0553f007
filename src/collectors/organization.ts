import {
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListRootsCommand,
  type Account,
  type OrganizationsClient,
} from "@aws-sdk/client-organizations";
import pLimit from "p-limit";
import { classifyError, errorCode } from "../aws/errors.ts";
import { UserError } from "../errors.ts";
import type { Manifest, SnapshotAccount } from "../snapshot/format.ts";
import { readAllPages } from "./paging.ts";

/** An account, and the ids of the root and the organizational units above it, from the root down. */
export interface MemberAccount extends SnapshotAccount {
  units: string[];
}

export interface OrganizationListing {
  organization: Manifest["organization"];
  accounts: MemberAccount[];
  /** Why some units have no name, if so; then their ids stand in the paths. */
  unnamed: string | undefined;
}

/** The largest page that Organizations allows (aws-semantics 5.1). */
const pageSize = 20;
/** Its limits are a few calls a second for the whole account (aws-semantics 5.4). */
const callsInFlight = 3;

const whereToRun =
  "run --org from the management account or from a delegated administrator, with organizations:ListAccounts allowed";

/** @throws UserError where the accounts cannot be listed: a scan of some of them would look like a scan of all */
export async function listOrganization(client: OrganizationsClient): Promise<OrganizationListing> {
  const listed = await listAccounts(client);
  const organization = (await describeOrganization(client)) ?? organizationOfArn(listed[0]?.Arn);
  const { units, unnamed } = await placeAccounts(client, listed);
  const accounts = listed.map((account): MemberAccount => {
    const above = units.get(account.Id ?? "") ?? [];
    const path = above.map((unit) => unit.name).join("/");
    return {
      id: account.Id ?? "",
      name: account.Name ?? "",
      state: stateOf(account),
      path,
      units: above.map(({ id }) => id),
    };
  });
  return { organization, accounts, unnamed };
}

/** Null where there is no organization, or where the caller may not know. */
export async function describeOrganization(client: OrganizationsClient): Promise<Manifest["organization"]> {
  try {
    const { Organization } = await client.send(new DescribeOrganizationCommand({}));
    const { Id, MasterAccountId } = Organization ?? {};
    return Id && MasterAccountId ? { id: Id, managementAccount: MasterAccountId } : null;
  } catch {
    return null;
  }
}

async function listAccounts(client: OrganizationsClient): Promise<Account[]> {
  let accounts: Account[];
  try {
    accounts = await readAllPages(async (NextToken) => {
      const page = await client.send(new ListAccountsCommand({ MaxResults: pageSize, NextToken }));
      return { items: page.Accounts ?? [], nextToken: page.NextToken };
    });
  } catch (cause) {
    if (errorCode(cause) === "AWSOrganizationsNotInUseException") {
      throw new UserError("no-organization", "the caller's account is not in an organization", {
        hint: "leave --org out to scan this account alone, or name accounts with --account",
        cause,
      });
    }
    const { reason } = classifyError(cause);
    throw new UserError("no-organization", `the accounts of the organization cannot be listed: ${reason}`, {
      hint: whereToRun,
      cause,
    });
  }
  // Every organization has its management account: an empty list is a refusal in disguise (emulators 1.2).
  if (accounts.length === 0) {
    throw new UserError("no-organization", "ListAccounts answered an empty list of accounts", { hint: whereToRun });
  }
  return accounts;
}

/** arn:aws:organizations::<management account>:account/<organization>/<account> */
function organizationOfArn(arn: string | undefined): Manifest["organization"] {
  const match = /^arn:[^:]+:organizations::(\d{12}):account\/(o-[a-z0-9]+)\//.exec(arn ?? "");
  const [, managementAccount, id] = match ?? [];
  return id === undefined || managementAccount === undefined ? null : { id, managementAccount };
}

/** `State` first: `Status` is being retired, and a scan that asked for it alone would find no account (5.5). */
function stateOf(account: Account): string {
  return account.State ?? account.Status ?? "";
}

interface Unit {
  id: string;
  name: string;
}

interface Placement {
  /** By account id: the root and the units above the account. */
  units: ReadonlyMap<string, Unit[]>;
  unnamed: string | undefined;
}

/** Names come last and may be missing: without them the scan is as complete as with them. */
async function placeAccounts(client: OrganizationsClient, accounts: readonly Account[]): Promise<Placement> {
  const known = new Map(accounts.map((account) => [account.Id ?? "", unitIds(account)]));
  const isKnown = [...known.values()].every((ids) => ids.length > 0);
  const wanted = isKnown ? new Set([...known.values()].flat()) : undefined;
  const tree = await walkUnits(client, wanted);
  const units = [...known].map(([account, ids]): [string, Unit[]] => {
    const fromTree = tree.accounts.get(account);
    const chain = ids.map((id): Unit => ({ id, name: tree.names.get(id) ?? id }));
    return [account, chain.length > 0 || fromTree === undefined ? chain : fromTree];
  });
  return { units: new Map(units), unnamed: tree.failure };
}

/** `Paths` reads o-.../r-.../ou-.../ou-.../ (aws-semantics 5.5). */
function unitIds(account: Account): string[] {
  return (account.Paths?.[0] ?? "").split("/").filter((part) => /^(r|ou)-/.test(part));
}

interface Tree {
  names: Map<string, string>;
  /** Filled where the accounts do not say themselves where they are. */
  accounts: Map<string, Unit[]>;
  failure: string | undefined;
}

/** @param wanted the units to name; where absent, all are walked and the accounts in them are listed too */
async function walkUnits(client: OrganizationsClient, wanted: ReadonlySet<string> | undefined): Promise<Tree> {
  const tree: Tree = { names: new Map(), accounts: new Map(), failure: undefined };
  const limit = pLimit(callsInFlight);

  async function visit(above: Unit[]): Promise<void> {
    const id = above.at(-1)?.id ?? "";
    for (const unit of above) tree.names.set(unit.id, unit.name);
    if (wanted === undefined) {
      for (const account of await limit(() => accountsIn(client, id))) tree.accounts.set(account, above);
    } else if ([...wanted].every((unit) => tree.names.has(unit))) {
      return;
    }
    const children = await limit(() => unitsIn(client, id));
    const next = children.filter((unit) => wanted === undefined || wanted.has(unit.id));
    await Promise.all(next.map((unit) => visit([...above, unit])));
  }

  try {
    const roots = await limit(() => rootsOf(client));
    await Promise.all(roots.map((root) => visit([root])));
  } catch (error) {
    tree.failure = classifyError(error).reason;
  }
  return tree;
}

function rootsOf(client: OrganizationsClient): Promise<Unit[]> {
  return readAllPages(async (NextToken) => {
    const page = await client.send(new ListRootsCommand({ MaxResults: pageSize, NextToken }));
    return { items: (page.Roots ?? []).map(toUnit), nextToken: page.NextToken };
  });
}

function unitsIn(client: OrganizationsClient, ParentId: string): Promise<Unit[]> {
  return readAllPages(async (NextToken) => {
    const page = await client.send(
      new ListOrganizationalUnitsForParentCommand({ ParentId, MaxResults: pageSize, NextToken }),
    );
    return { items: (page.OrganizationalUnits ?? []).map(toUnit), nextToken: page.NextToken };
  });
}

/** The whole of a unit at a time: far fewer calls than asking for each account's parent (aws-semantics 5.4). */
function accountsIn(client: OrganizationsClient, ParentId: string): Promise<string[]> {
  return readAllPages(async (NextToken) => {
    const page = await client.send(new ListAccountsForParentCommand({ ParentId, MaxResults: pageSize, NextToken }));
    return { items: (page.Accounts ?? []).flatMap((account) => account.Id ?? []), nextToken: page.NextToken };
  });
}

function toUnit({ Id = "", Name = Id }: { Id?: string | undefined; Name?: string | undefined }): Unit {
  return { id: Id, name: Name };
}
