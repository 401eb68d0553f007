import { ListRegionsCommand } from "@aws-sdk/client-account";
import {
  DescribeAccountCommand,
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListRootsCommand,
  paginateListAccounts,
} from "@aws-sdk/client-organizations";
import { describe, expect, test } from "vitest";
import type { Gap, Manifest, SnapshotAccount } from "../../../src/snapshot/format.ts";
import { place } from "../../support/topology.ts";
import { accountOf, errorOf, management, member, organizationsOf, simulate } from "./support.ts";

const account = (id: string, path: string, state = "ACTIVE"): SnapshotAccount => ({
  id,
  name: `name ${id}`,
  state,
  path,
});
const accounts = [
  account(management, "Root"),
  account(member, "Root/Workloads/Prod"),
  account("222222222222", "Root/Workloads/Dev"),
  account("333333333333", "Root/Sandbox/Prod", "SUSPENDED"),
];
const world = { manifest: { accounts } satisfies Partial<Manifest> };
const memberCredentials = {
  accessKeyId: `ASIA${member}SIMU`,
  secretAccessKey: "secret",
  sessionToken: Buffer.from(JSON.stringify({ account: member, role: "r", name: "n", expires: 1e15 })).toString(
    "base64url",
  ),
};

describe("Organizations", () => {
  test("DescribeOrganization is open to every member", async () => {
    const simulator = await simulate(world);
    const { Organization } = await organizationsOf(simulator, { credentials: memberCredentials }).send(
      new DescribeOrganizationCommand({}),
    );
    expect(Organization).toMatchObject({
      Id: "o-exampleorgid",
      MasterAccountId: management,
      Arn: `arn:aws:organizations::${management}:organization/o-exampleorgid`,
    });
  });

  test("ListAccounts has State and no longer Status (5.5)", async () => {
    const client = organizationsOf(await simulate(world));
    const found: unknown[] = [];
    for await (const page of paginateListAccounts({ client }, {})) {
      found.push(...(page.Accounts ?? []).map(({ Id, State, Status, Name }) => ({ Id, State, Status, Name })));
    }
    expect(found).toEqual(
      accounts.map(({ id, state, name }) => ({ Id: id, State: state, Status: undefined, Name: name })),
    );
  });

  test("the first page of ListAccounts is empty and has a token (5.1)", async () => {
    const client = organizationsOf(await simulate(world));
    const first = await client.send(new ListAccountsCommand({}));
    expect([first.Accounts, typeof first.NextToken]).toEqual([[], "string"]);
  });

  test("pages hold 20 accounts at most, and the SDK's paginator reads all of 45", async () => {
    const many = Array.from({ length: 45 }, (_, index) => account(String(100_000_000_000 + index), "Root"));
    const client = organizationsOf(await simulate({ manifest: { accounts: many } }));
    const sizes: number[] = [];
    for await (const page of paginateListAccounts({ client }, {})) sizes.push(page.Accounts?.length ?? 0);
    expect(sizes).toEqual([0, 20, 20, 5]);
    const error = await errorOf(client.send(new ListAccountsCommand({ MaxResults: 21 })));
    expect(error.code).toBe("InvalidInputException");
    const token = await errorOf(client.send(new ListAccountsCommand({ NextToken: "made up" })));
    expect(token.code).toBe("InvalidInputException");
  });

  test("the tree of units is that of the accounts' paths; units of one name under two parents are two", async () => {
    const client = organizationsOf(await simulate(world));
    const { Roots } = await client.send(new ListRootsCommand({}));
    const root = Roots?.[0]?.Id ?? "";
    expect([root, Roots?.[0]?.Name]).toEqual([expect.stringMatching(/^r-[0-9a-z]{4}$/), "Root"]);
    const unitsOf = async (ParentId: string) => {
      const { OrganizationalUnits = [] } = await client.send(new ListOrganizationalUnitsForParentCommand({ ParentId }));
      return OrganizationalUnits.map(({ Id = "", Name }) => ({ id: Id, name: Name }));
    };
    const [workloads, sandbox] = await unitsOf(root);
    expect([workloads?.name, sandbox?.name]).toEqual(["Workloads", "Sandbox"]);
    expect(workloads?.id).toMatch(new RegExp(`^ou-${root.slice(2)}-[0-9a-z]{8}$`));
    const [prod, dev] = await unitsOf(workloads?.id ?? "");
    const [sandboxProd] = await unitsOf(sandbox?.id ?? "");
    expect([prod?.name, dev?.name, sandboxProd?.name]).toEqual(["Prod", "Dev", "Prod"]);
    expect(prod?.id).not.toBe(sandboxProd?.id);
    const inside = await client.send(new ListAccountsForParentCommand({ ParentId: prod?.id }));
    expect(inside.Accounts?.map(({ Id }) => Id)).toEqual([member]);
    expect(inside.Accounts?.[0]?.Paths).toEqual([`o-exampleorgid/${root}/${workloads?.id}/${prod?.id}/${member}/`]);
    const unit = await client.send(new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: prod?.id }));
    expect(unit.OrganizationalUnit?.Name).toBe("Prod");
  });

  test("ListParents goes up from an account and from a unit", async () => {
    const client = organizationsOf(await simulate(world));
    const parentOf = async (ChildId: string) => (await client.send(new ListParentsCommand({ ChildId }))).Parents?.[0];
    const prod = await parentOf(member);
    const workloads = await parentOf(prod?.Id ?? "");
    expect([prod?.Type, workloads?.Type]).toEqual(["ORGANIZATIONAL_UNIT", "ORGANIZATIONAL_UNIT"]);
    expect((await parentOf(workloads?.Id ?? ""))?.Type).toBe("ROOT");
    expect((await errorOf(parentOf("000000000000"))).code).toBe("ChildNotFoundException");
  });

  test("DescribeAccount knows the accounts of the snapshot alone", async () => {
    const client = organizationsOf(await simulate(world));
    const { Account } = await client.send(new DescribeAccountCommand({ AccountId: member }));
    expect(Account).toMatchObject({ Id: member, State: "ACTIVE" });
    const unknown = client.send(new DescribeAccountCommand({ AccountId: "000000000000" }));
    expect((await errorOf(unknown)).code).toBe("AccountNotFoundException");
  });

  test("other members are AccessDeniedException", async () => {
    const simulator = await simulate(world);
    const client = organizationsOf(simulator, { credentials: memberCredentials });
    expect((await errorOf(client.send(new ListAccountsCommand({})))).code).toBe("AccessDeniedException");
  });

  test("the account that started the scan may list, as a delegated administrator", async () => {
    const simulator = await simulate({ manifest: { accounts, callerAccount: member } });
    await expect(organizationsOf(simulator).send(new ListAccountsCommand({}))).resolves.toHaveProperty("Accounts");
  });

  test("without an organization every call is AWSOrganizationsNotInUseException", async () => {
    const client = organizationsOf(await simulate({ manifest: { organization: null } }));
    const errors = await Promise.all([
      errorOf(client.send(new DescribeOrganizationCommand({}))),
      errorOf(client.send(new ListAccountsCommand({}))),
    ]);
    expect(errors.map(({ code }) => code)).toEqual([
      "AWSOrganizationsNotInUseException",
      "AWSOrganizationsNotInUseException",
    ]);
  });
});

describe("Account Management", () => {
  const closed: Gap = { api: "*", outcome: "not-enabled", reason: "not-opted-in" };
  const places = [place({}), place({ account: member, region: "eu-west-1" })];
  const rows = [{ account: management, region: "me-south-1", collected: [], gaps: [closed] }];

  test("ListRegions answers for the caller, by status and in pages", async () => {
    const client = accountOf(await simulate({ places, rows }));
    const first = await client.send(new ListRegionsCommand({ MaxResults: 1 }));
    expect(first.Regions).toEqual([{ RegionName: "me-south-1", RegionOptStatus: "DISABLED" }]);
    const second = await client.send(new ListRegionsCommand({ MaxResults: 1, NextToken: first.NextToken }));
    expect(second).toMatchObject({ Regions: [{ RegionName: "us-east-1", RegionOptStatus: "ENABLED_BY_DEFAULT" }] });
    expect(second.NextToken).toBeUndefined();
    const disabled = await client.send(new ListRegionsCommand({ RegionOptStatusContains: ["DISABLED"] }));
    expect(disabled.Regions?.map(({ RegionName }) => RegionName)).toEqual(["me-south-1"]);
  });

  test("the management account may ask about a member, a member only about itself (5.9)", async () => {
    const simulator = await simulate({ places, rows });
    const { Regions } = await accountOf(simulator).send(new ListRegionsCommand({ AccountId: member }));
    expect(Regions?.map(({ RegionName }) => RegionName)).toEqual(["eu-west-1"]);
    const call = accountOf(simulator, { credentials: memberCredentials }).send(
      new ListRegionsCommand({ AccountId: management }),
    );
    expect(await errorOf(call)).toMatchObject({ code: "AccessDeniedException", status: 403 });
  });

  test("where DescribeRegions was denied, so is this: it would otherwise fill the gap", async () => {
    const denied: Gap = { api: "DescribeRegions", outcome: "denied", reason: "no IAM policy allows it" };
    const gap = { account: management, region: "*", collected: [], gaps: [denied] };
    const client = accountOf(await simulate({ places, rows: [...rows, gap] }));
    expect((await errorOf(client.send(new ListRegionsCommand({})))).code).toBe("AccessDeniedException");
  });
});
