import { ec2Client, enterAccount, managementAccount } from "../support/clients.ts";
import { given } from "../support/given.ts";
import { deleteDefaultVpc } from "../support/network.ts";
import { createOrganization } from "../support/organization.ts";
import { buildDeletedNat, buildModifiedEndpoint, buildNatInstance } from "./billing.ts";
import { buildEndpointServices, buildUselessInterfaceEndpoints } from "./hub.ts";
import { buildLeftoverRoute, buildPublicOnly } from "./lab.ts";
import { buildMendedStorefront, buildStorefront } from "./shop.ts";
import type { Ground } from "./site.ts";

export const regions = ["us-east-1", "eu-west-1", "ap-southeast-2"] as const;
export type Region = (typeof regions)[number];

/** Closed accounts stay listed for 90 days. As many of them as push every live account off ListAccounts' first page of 20. */
const closedAccounts = Array.from({ length: 20 }, (_, index) => `former-${String(index + 1).padStart(2, "0")}`);

export type World = Awaited<ReturnType<typeof buildWorld>>;

/** The organization that the tests scan. Where a network is not built, an account and Region has moto's default VPC. */
export async function buildWorld(url: string) {
  const organization = await createOrganization(url, {
    closed: closedAccounts,
    units: {
      Infrastructure: { accounts: ["hub"] },
      Workloads: { units: { Prod: { accounts: ["shop", "billing"] }, Dev: { accounts: ["lab", "empty"] } } },
    },
  });
  const idOf = (name: string) => given(organization.accounts[name], `account ${name}`);
  const accounts = {
    management: managementAccount,
    hub: idOf("hub"),
    shop: idOf("shop"),
    billing: idOf("billing"),
    lab: idOf("lab"),
    empty: idOf("empty"),
  };

  const at = async (account: string, region: Region) => {
    const credentials = await enterAccount(url, account);
    const ground: Ground = { ec2: ec2Client(url, credentials, region), region, organization: organization.id };
    return { ...ground, credentials };
  };
  const networks = {
    storefront: await buildStorefront(await at(accounts.shop, "us-east-1")),
    mendedStorefront: await buildMendedStorefront(await at(accounts.shop, "eu-west-1")),
    deletedNat: await buildDeletedNat(await at(accounts.billing, "us-east-1")),
    modifiedEndpoint: await buildModifiedEndpoint(await at(accounts.billing, "eu-west-1")),
    natInstance: await buildNatInstance(await at(accounts.billing, "ap-southeast-2")),
    leftoverRoute: await buildLeftoverRoute(await at(accounts.lab, "us-east-1")),
    publicOnly: await buildPublicOnly(await at(accounts.lab, "eu-west-1")),
    endpointServices: await buildEndpointServices({
      ...(await at(accounts.hub, "us-east-1")),
      url,
      consumer: accounts.shop,
    }),
    uselessEndpoints: await buildUselessInterfaceEndpoints(await at(accounts.hub, "eu-west-1")),
  };
  for (const region of regions) await deleteDefaultVpc((await at(accounts.empty, region)).ec2);
  return { organization, accounts, networks };
}
