import { randomUUID } from "node:crypto";
import { NormalizedSchema } from "@smithy/core/schema";
import type { AccountRegion } from "../snapshot/format.ts";
import { apis } from "../snapshot/apis.ts";
import type { Ec2Api } from "../snapshot/apis.ts";
import { ec2Operations, isEc2Operation } from "./ec2-operations.ts";
import type { Ec2Operation, Ec2OperationName } from "./ec2-operations.ts";
import { cutAnswer } from "./ec2-page.ts";
import { describeRegions } from "./ec2-regions.ts";
import { refuseDryRun } from "./ec2-request.ts";
import type { Ec2Request } from "./ec2-request.ts";
import { authFailure, findGap, isNotEnabled, replayGap } from "./ledger.ts";
import { readQueryInput } from "./query-input.ts";
import type { Input } from "./query-input.ts";
import { invalidParameterValue, missingParameter, ServiceError } from "./service-error.ts";
import type { Reply, Service, World } from "./service.ts";
import { compileXml, escapeXml, isRecord } from "./xml.ts";

export function createEc2(world: World): Service {
  return {
    nameApi: (call) => {
      const action = new URLSearchParams(call.body).get("Action") ?? "";
      return isEc2Operation(action) ? action : undefined;
    },
    refuse: replyError,
    async answer(call) {
      const form = new URLSearchParams(call.body);
      const action = form.get("Action");
      if (action === null) throw missingParameter("Action");
      if (!isEc2Operation(action)) {
        throw new ServiceError("InvalidAction", 400, `The action ${action} is not valid for this web service.`);
      }
      if (isNotEnabled(world.ledger.row(call.identity.account, call.region))) throw authFailure();
      const input = readQueryInput(NormalizedSchema.of(ec2Operations[action].schema[4]), form);
      const request = { call, action, input };
      const output =
        action === "DescribeRegions" ? describeRegions(world, request) : await answerRecorded(world, action, request);
      return replyXml(action, output);
    },
  };
}

async function answerRecorded(world: World, api: Ec2Api, request: Ec2Request): Promise<Input> {
  const { account } = request.call.identity;
  const place = await world.read(account, request.call.region);
  const answer = readAnswer(place, api, request) ?? (await readRegionsOwn(world, place, { api, ...request }));
  // A preflight asks whether it may call, whatever there is to answer: only a refusal comes before that.
  if (answer === undefined && !isRefused(world, place, { api, ...request })) refuseDryRun(request.input);
  if (answer === undefined) throw whyAbsent(world, place, { api, ...request });
  refuseDryRun(request.input);
  if (api === "DescribeVpcAttribute") return pickAttribute(answer, request.input);
  return cutAnswer(world, answer, { api, ...request });
}

/** The recorded answer: the API's own, or for a keyed API that of the resource which the request names. */
function readAnswer(place: AccountRegion | undefined, api: Ec2Api, { input }: Ec2Request): Input | undefined {
  const recorded: unknown = place?.answers[api];
  if (!isRecord(recorded)) return undefined;
  const key = keyOf(api, input);
  if (key === undefined) return recorded;
  const answer = Object.hasOwn(recorded, key) ? recorded[key] : undefined;
  return isRecord(answer) ? answer : undefined;
}

/** AWS's own lists are there in every account, although a scan does not ask for them where there is no VPC. */
async function readRegionsOwn(
  world: World,
  place: AccountRegion | undefined,
  request: Ec2Request & { api: Ec2Api },
): Promise<Input | undefined> {
  const { api, call } = request;
  if (api !== "DescribePrefixLists" || isRefused(world, place, request)) return undefined;
  const account = world.ledger.whoHas(api, call.region);
  return account === undefined ? undefined : readAnswer(await world.read(account, call.region), api, request);
}

function keyOf(api: Ec2Api, input: Input): string | undefined {
  const shape: { list?: string; keyedBy?: string } = apis[api];
  if (shape.keyedBy === undefined) return undefined;
  const key = input[shape.keyedBy];
  if (typeof key !== "string") throw missingParameter(shape.keyedBy);
  return key;
}

function isRefused(
  world: World,
  place: AccountRegion | undefined,
  { api, call }: Ec2Request & { api: Ec2Api },
): boolean {
  const gap = findGap(place?.gaps ?? world.ledger.row(call.identity.account, call.region)?.gaps ?? [], api);
  return gap !== undefined && gap.outcome !== "skipped";
}

/** A keyed API can have failed for some keys only: then it has both answers and a gap (format of the ledger). */
function whyAbsent(
  world: World,
  place: AccountRegion | undefined,
  request: Ec2Request & { api: Ec2Api },
): ServiceError {
  const { api, call, input } = request;
  const gaps = place?.gaps ?? world.ledger.row(call.identity.account, call.region)?.gaps ?? [];
  const gap = findGap(gaps, api);
  const { keyNotFound }: Ec2Operation = ec2Operations[api];
  if (gap === undefined && keyNotFound !== undefined && place?.answers[api] !== undefined) {
    return new ServiceError(keyNotFound, 400, `The ID '${keyOf(api, input) ?? ""}' does not exist`);
  }
  return replayGap(gap, { arn: call.identity.arn, action: `ec2:${api}` });
}

function pickAttribute(answer: Input, input: Input): Input {
  const attribute = input["Attribute"];
  if (typeof attribute !== "string") throw missingParameter("Attribute");
  const name = `${attribute.charAt(0).toUpperCase()}${attribute.slice(1)}`;
  if (!/^EnableDns(Support|Hostnames)$|^EnableNetworkAddressUsageMetrics$/.test(name)) {
    throw invalidParameterValue(`Value (${attribute}) for parameter attribute is invalid. Unknown attribute.`);
  }
  if (answer[name] === undefined) {
    throw new ServiceError(
      "UnsupportedOperation",
      400,
      `The simulated snapshot does not hold the attribute ${attribute} here`,
    );
  }
  return { VpcId: answer["VpcId"], [name]: answer[name] };
}

function replyXml(action: Ec2OperationName, output: Input): Reply {
  const content = compileXml(NormalizedSchema.of(ec2Operations[action].schema[5]))(output);
  const requestId = randomUUID();
  return reply(
    200,
    `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>${requestId}</requestId>${content}</${action}Response>`,
  );
}

function replyError({ code, status, message }: ServiceError): Reply {
  const error = `<Error><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error>`;
  return reply(status, `<Response><Errors>${error}</Errors><RequestID>${randomUUID()}</RequestID></Response>`);
}

function reply(status: number, xml: string): Reply {
  return {
    status,
    headers: { "content-type": "text/xml;charset=UTF-8" },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`,
  };
}
