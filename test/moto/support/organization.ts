import {
  CloseAccountCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  ListRootsCommand,
  MoveAccountCommand,
  type OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { organizationsClient } from "./clients.ts";
import { given } from "./given.ts";

/** Units by name, each with its accounts by name; `closed` accounts are closed after they were made. */
export interface UnitPlan {
  accounts?: readonly string[];
  closed?: readonly string[];
  units?: Readonly<Record<string, UnitPlan>>;
}

export interface Organization {
  id: string;
  /** Account ids by name. */
  accounts: Record<string, string>;
  /** Unit ids by path, such as `Root/Workloads/Prod`. */
  units: Record<string, string>;
}

/** Makes an organization. Accounts are made in the order of the plan, depth first, as ListAccounts will list them. */
export async function createOrganization(url: string, plan: UnitPlan): Promise<Organization> {
  const client = organizationsClient(url);
  const created = await client.send(new CreateOrganizationCommand({ FeatureSet: "ALL" }));
  const root = given((await client.send(new ListRootsCommand({}))).Roots?.[0]?.Id, "root");
  const organization: Organization = {
    id: given(created.Organization?.Id, "organization"),
    accounts: {},
    units: { Root: root },
  };
  await fillUnit({ client, root, organization }, { id: root, path: "Root" }, plan);
  return organization;
}

interface Building {
  client: OrganizationsClient;
  root: string;
  organization: Organization;
}

async function fillUnit(building: Building, unit: { id: string; path: string }, plan: UnitPlan): Promise<void> {
  for (const name of [...(plan.closed ?? []), ...(plan.accounts ?? [])]) {
    building.organization.accounts[name] = await addAccount(building, name, unit.id);
  }
  for (const name of plan.closed ?? []) {
    await building.client.send(new CloseAccountCommand({ AccountId: building.organization.accounts[name] }));
  }
  for (const [name, child] of Object.entries(plan.units ?? {})) {
    const path = `${unit.path}/${name}`;
    const created = await building.client.send(new CreateOrganizationalUnitCommand({ ParentId: unit.id, Name: name }));
    const id = given(created.OrganizationalUnit?.Id, path);
    building.organization.units[path] = id;
    await fillUnit(building, { id, path }, child);
  }
}

async function addAccount({ client, root }: Building, name: string, unit: string): Promise<string> {
  const created = await client.send(new CreateAccountCommand({ AccountName: name, Email: `${name}@example.com` }));
  const id = given(created.CreateAccountStatus?.AccountId, name);
  if (unit !== root) {
    await client.send(new MoveAccountCommand({ AccountId: id, SourceParentId: root, DestinationParentId: unit }));
  }
  return id;
}
