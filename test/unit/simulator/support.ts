import { AccountClient } from "@aws-sdk/client-account";
import { EC2Client } from "@aws-sdk/client-ec2";
import { OrganizationsClient } from "@aws-sdk/client-organizations";
import { STSClient } from "@aws-sdk/client-sts";
import { onTestFinished } from "vitest";
import { apiNames } from "../../../src/snapshot/apis.ts";
import type { AccountRegion, LedgerRow, Manifest } from "../../../src/snapshot/format.ts";
import { startSimulator } from "../../../src/simulator/server.ts";
import type { Simulator, SimulatorOptions } from "../../../src/simulator/server.ts";

export const management = "111122223333";
export const member = "444455556666";

export function rowOf({ account, region, answers, gaps }: AccountRegion): LedgerRow {
  const collected = apiNames.filter((api) => answers[api] !== undefined && !gaps.some((gap) => gap.api === api));
  return { account, region, collected, gaps };
}

interface World {
  places?: AccountRegion[];
  rows?: LedgerRow[];
  manifest?: Partial<Manifest>;
}

export function snapshotOf({ places = [], rows = [], manifest = {} }: World): SimulatorOptions["snapshot"] {
  const accounts = new Set([management, ...places.map((place) => place.account)]);
  return {
    manifest: {
      format: "vpclint-snapshot",
      version: 1,
      tool: { name: "vpclint", version: "0.0.0" },
      startedAt: "2026-11-02T06:00:00.000Z",
      finishedAt: "2026-11-02T06:05:00.000Z",
      partition: "aws",
      callerAccount: management,
      organization: { id: "o-exampleorgid", managementAccount: management },
      accounts: [...accounts].map((id) => ({ id, name: `account ${id}`, state: "ACTIVE", path: "Root" })),
      ledger: [...places.map(rowOf), ...rows],
      ...manifest,
    },
    read: (account, region) =>
      Promise.resolve(places.find((place) => place.account === account && place.region === region)),
  };
}

/** A simulator that ends with its test. */
export async function simulate(
  world: World,
  options: Omit<Partial<SimulatorOptions>, "snapshot"> = {},
): Promise<Simulator> {
  const simulator = await startSimulator({ snapshot: snapshotOf(world), ...options });
  onTestFinished(() => simulator.close());
  return simulator;
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

interface ClientOptions {
  region?: string;
  credentials?: Credentials;
}

function settings(simulator: Simulator, { region = "us-east-1", credentials }: ClientOptions) {
  const environment = simulator.environment();
  const base = {
    accessKeyId: environment["AWS_ACCESS_KEY_ID"] ?? "",
    secretAccessKey: environment["AWS_SECRET_ACCESS_KEY"] ?? "",
  };
  return { endpoint: simulator.url, region, credentials: credentials ?? base, maxAttempts: 1 };
}

export const ec2Of = (simulator: Simulator, options: ClientOptions = {}) => new EC2Client(settings(simulator, options));
export const stsOf = (simulator: Simulator, options: ClientOptions = {}) => new STSClient(settings(simulator, options));
export const accountOf = (simulator: Simulator, options: ClientOptions = {}) =>
  new AccountClient(settings(simulator, options));
export const organizationsOf = (simulator: Simulator, options: ClientOptions = {}) =>
  new OrganizationsClient(settings(simulator, options));

/** What an SDK call that must fail failed with. */
export async function errorOf(
  call: Promise<unknown>,
): Promise<{ code: string; message: string; status: number | undefined }> {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { code: name, message, status: $metadata?.httpStatusCode };
  }
  throw new Error("the call did not fail");
}

/** An SDK answer as plain JSON, as a snapshot holds it. */
export function plain(answer: object): Record<string, unknown> {
  const { $metadata: _metadata, ...members } = answer as Record<string, unknown>;
  return JSON.parse(JSON.stringify(members)) as Record<string, unknown>;
}
