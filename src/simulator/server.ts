import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../errors.ts";
import type { AccountRegion, Manifest } from "../snapshot/format.ts";
import { createAccount } from "./account.ts";
import { createConfig } from "./config.ts";
import { baseAccessKeyId, baseSecretAccessKey, createTokenMint } from "./credentials.ts";
import { createEc2 } from "./ec2.ts";
import { createFaultChooser, noFaults, type FaultChooser, type FaultPlan } from "./faults.ts";
import { answerInstead, loopToken, sendBadly, type Spoilt } from "./faulty-answer.ts";
import { indexLedger } from "./ledger.ts";
import { growOrganization } from "./organization-tree.ts";
import { createNetworkManager } from "./network-manager.ts";
import { createOrganizations } from "./organizations.ts";
import { createPageTokens } from "./page-tokens.ts";
import { readBody } from "./request-body.ts";
import { createRequestLog } from "./request-log.ts";
import type { RequestLog, RequestRecorder } from "./request-log.ts";
import { rememberPlaces } from "./remember-places.ts";
import { createRoute53, createRoute53Profiles } from "./route53.ts";
import { ServiceError } from "./service-error.ts";
import type { Call, Reply, Service, World } from "./service.ts";
import { readCredentialScope } from "./signature.ts";
import { createSts } from "./sts.ts";

/** A snapshot to be served; `read` answers undefined for a place that it has no file of. */
export interface SimulatedSnapshot {
  manifest: Manifest;
  read(account: string, region: string): Promise<AccountRegion | undefined>;
}

export interface SimulatorOptions {
  snapshot: SimulatedSnapshot;
  /** 0, or absent: any free port. */
  port?: number;
  /** No page is longer than this, so that small snapshots are paged too. */
  pageLimit?: number;
  /** For the expiry of sessions; the system's clock where absent. */
  now?: () => number;
  /** None where absent. */
  faults?: FaultPlan;
  /** What AWS Config has recorded; the snapshot itself where absent. */
  recorded?: SimulatedSnapshot;
}

export interface Simulator {
  url: string;
  port: number;
  requests: RequestLog;
  /** The variables that point an AWS SDK at this simulator as the account that started the scan. */
  environment(): Record<string, string>;
  /** Also ends the connections that are still open. */
  close(): Promise<void>;
}

const host = "127.0.0.1";

/** Where there is no such device, there is no such file, which is the same to the SDKs. */
const noFile = "/dev/null";

/**
 * Serves a snapshot as the AWS APIs (EC2, STS, Organizations, Account Management, Config, Route 53, Network Manager) on the
 * loopback interface. The ledger replays with it: what was denied is denied again, so that collecting from here gives the
 * same snapshot.
 * @throws UserError `port-unavailable`
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const world = createWorld(options);
  const requests = createRequestLog();
  const ec2 = createEc2(world);
  const plan = options.faults ?? noFaults;
  const faults = createFaultChooser(plan, () => performance.now());
  const desk: Desk = { world, ec2, services: createServices(world, ec2, options.recorded), requests, plan, faults };
  const server = createServer((request, response) => void serve(desk, request, response));
  // Longer than clients keep idle sockets: closing first would break a request that is on its way.
  server.keepAliveTimeout = 65_000;
  server.requestTimeout = 30_000;
  // A connection that breaks or speaks no HTTP is the client's affair alone.
  server.on("clientError", (_error, socket) => socket.destroy());
  const port = await listen(server, options.port ?? 0);
  const url = `http://${host}:${port}`;
  return { url, port, requests, environment: () => describeEnvironment(world, url), close: () => close(server) };
}

function createWorld({ snapshot, pageLimit, now = Date.now }: SimulatorOptions): World {
  const { manifest } = snapshot;
  const { partition, callerAccount } = manifest;
  const ledger = indexLedger(manifest.ledger);
  return {
    manifest,
    ledger,
    tree: growOrganization(manifest),
    tokens: createPageTokens(),
    mint: createTokenMint({ partition, callerAccount, now }),
    pageLimit: Math.max(1, pageLimit ?? Number.MAX_SAFE_INTEGER),
    read: rememberPlaces(async (account, region) => {
      // A place of which nothing was collected has no file.
      const isCollected = (ledger.row(account, region)?.collected.length ?? 0) > 0;
      return isCollected ? snapshot.read(account, region) : undefined;
    }),
  };
}

type Services = ReadonlyMap<string, Service>;

/** By the name in the credential scope. */
function createServices(world: World, ec2: Service, recorded: SimulatedSnapshot | undefined): Services {
  const rows = (recorded?.manifest ?? world.manifest).ledger.filter((row) => row.collected.length > 0);
  const read = (account: string, region: string) => (recorded ?? world).read(account, region);
  return new Map([
    ["config", createConfig(world, { rows, read, region: homeOf(world) })],
    ["ec2", ec2],
    ["sts", createSts(world)],
    ["organizations", createOrganizations(world)],
    ["account", createAccount(world)],
    ["route53", createRoute53(world)],
    ["route53profiles", createRoute53Profiles(world)],
    ["networkmanager", createNetworkManager(world)],
  ]);
}

interface Desk {
  world: World;
  services: Services;
  ec2: Service;
  requests: RequestRecorder;
  plan: FaultPlan;
  faults: FaultChooser;
}

async function serve(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // Where no service of ours is named, the error is in EC2's form, which a person can read as it is.
  let service: Service | undefined = desk.ec2;
  const { plan } = desk;
  try {
    const body = await readBody(request);
    const scope = readCredentialScope(request.headers.authorization);
    service = desk.services.get(scope.service);
    const sessionToken = readHeader(request, "x-amz-security-token");
    const { pathname, searchParams } = new URL(request.url ?? "/", `http://${host}`);
    const call: Call = {
      identity: desk.world.mint.identify(scope.accessKeyId, sessionToken),
      region: scope.region,
      path: pathname,
      query: searchParams,
      target: readHeader(request, "x-amz-target") ?? "",
      body,
    };
    const api = service?.nameApi(call);
    desk.requests.record(service === undefined ? "other" : scope.service, api);
    if (service === undefined) throw unknownService(scope.service, desk.services);
    if (plan.latencyMs !== undefined) await sleep(plan.latencyMs);
    const { identity, region } = call;
    const kind = desk.faults.choose({ account: identity.account, region, api: api ?? "other", body });
    const spoilt = kind && { kind, service: scope.service, body, sessionToken };
    await sendBadly(response, await answerSpoilt(desk, { service, call, spoilt }), { kind, plan });
  } catch (error) {
    const refusal = (service ?? desk.ec2).refuse(asServiceError(error));
    await sendBadly(response, refusal, { kind: undefined, plan });
  }
}

interface Asked {
  service: Service;
  call: Call;
  spoilt: Spoilt | undefined;
}

async function answerSpoilt({ world }: Desk, { service, call, spoilt }: Asked): Promise<Reply> {
  if (spoilt === undefined) return service.answer(call);
  const reply = answerInstead(spoilt, world.mint) ?? (await service.answer(call));
  return spoilt.kind === "looping-token" ? loopToken(spoilt, reply) : reply;
}

function unknownService(name: string, services: Services): ServiceError {
  return new ServiceError(
    "InvalidAction",
    400,
    `The simulator does not serve ${name}, only ${[...services.keys()].join(", ")}`,
  );
}

/** A damaged snapshot or a bug of ours answers as AWS answers its own: the server goes on. */
function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const detail = error instanceof UserError ? `: ${error.message}` : "";
  return new ServiceError("InternalError", 500, `An internal error has occurred${detail}`);
}

function readHeader(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      reject(
        new UserError("port-unavailable", `cannot listen on ${host}:${port}: ${cause.message}`, {
          hint: "choose another port, or 0 for any free one",
          cause,
        }),
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** The Region in which the account that started the scan works, and has its aggregator. */
function homeOf({ manifest, ledger }: World): string {
  return ledger.regions(manifest.callerAccount).find((region) => region.isEnabled)?.name ?? "us-east-1";
}

/** Beside what points at the simulator, what keeps the endpoints and profiles of the person's own files out. */
function describeEnvironment(world: World, url: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: baseAccessKeyId,
    AWS_SECRET_ACCESS_KEY: baseSecretAccessKey,
    AWS_REGION: homeOf(world),
    AWS_CONFIG_FILE: noFile,
    AWS_SHARED_CREDENTIALS_FILE: noFile,
  };
}
