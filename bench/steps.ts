import { DescribeSubnetsCommand, DescribeSubnets$, EC2Client } from "@aws-sdk/client-ec2";
import { HttpResponse } from "@smithy/core/protocols";
import { NormalizedSchema } from "@smithy/core/schema";
import { createEc2Client } from "../src/aws/clients.ts";
import { readRequestForm } from "../src/aws/sdk-client.ts";
import { createSigner } from "../src/aws/signature.ts";
import { openTransport } from "../src/aws/transport.ts";
import { compileAnswerReader } from "../src/aws/xml-reader.ts";
import { sortItems, toWire } from "../src/collectors/wire.ts";
import { generateOrganization } from "../src/simulator/organization-generator.ts";
import { compileXml } from "../src/simulator/xml.ts";

// `npx tsx bench/steps.ts`: what each step of one call costs, in microseconds of CPU, on an answer of a generated
// account and Region. CPU time, so that other load on the machine shows less; best of five.

const repeats = 500;

async function measure(what: string, step: () => unknown): Promise<void> {
  const rounds: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    const before = process.cpuUsage();
    for (let count = 0; count < repeats; count += 1) await step();
    const { user, system } = process.cpuUsage(before);
    if (round > 0) rounds.push((user + system) / repeats);
  }
  console.log(`| ${what} | ${Math.min(...rounds).toFixed(1)} |`);
}

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "s".repeat(40), sessionToken: "t".repeat(900) };
const region = "us-east-1";
const { subnets, account } = await findSubnets();
const content = compileXml(NormalizedSchema.of(DescribeSubnets$[5]))({ Subnets: subnets });
const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<DescribeSubnetsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>${content}</DescribeSubnetsResponse>`;
const body = Buffer.from(xml);
/** A body of its own each time: the SDK gives the one that it has read another prototype. */
const answer = () => ({ statusCode: 200, headers: { "x-amzn-requestid": "r" }, body: Buffer.from(xml) });

const command = () => new DescribeSubnetsCommand({ MaxResults: 1000 });
const form = await readRequestForm({ region });
const signer = createSigner("ec2", region);
const request = { method: "POST", path: "/", headers: form.head.headers, body: await form.writeBody(command()) };
const read = compileAnswerReader(NormalizedSchema.of(DescribeSubnets$[5]));
const handled = async () => {
  const { body, ...head } = answer();
  return { response: Object.assign(new HttpResponse(head), { body }) };
};

const transport = openTransport({ concurrency: 1, environment: {} });
const offline = { ...transport, requestHandler: { ...transport.requestHandler, handle: handled } };
const lean = () =>
  createEc2Client(
    { transport: offline, maxAttempts: 1 },
    { region, credentials: { get: async () => credentials, expire: () => {} } },
  );
const sdk = () => new EC2Client({ region, credentials, requestHandler: { handle: handled } });
const leanOne = lean();
const sdkOne = sdk();

console.log(`DescribeSubnets of ${account}: ${subnets.length} subnets, ${body.length} bytes\n`);
console.log("| step | CPU µs |\n| --- | --- |");
await measure("one call without the network: the SDK's client", () => sdkOne.send(command()));
await measure("the same with a new client each time: the SDK's", () => sdk().send(command()));
await measure("one call without the network: the lean client", () => leanOne.send(command()));
await measure("the same with a new client each time: the lean one", () => lean().send(command()));
await measure("of it: write the body", () => form.writeBody(command()));
await measure("of it: sign", () => signer.sign(request, credentials, new Date()));
await measure("of it: decode and read the XML", () => read(body.toString("utf8")));
await measure("afterwards: to JSON's values, and sort", () => sortItems(subnets.map(toWire), ["SubnetId"] as never));
await measure("afterwards: JSON text", () => JSON.stringify(subnets, undefined, 1));

async function findSubnets() {
  const snapshot = generateOrganization({ accounts: 20, regions: 4, seed: 1 });
  for (const row of snapshot.manifest.ledger) {
    const place = await snapshot.read(row.account, row.region);
    const subnets = place?.answers.DescribeSubnets?.Subnets ?? [];
    if (subnets.length >= 6) return { subnets, account: `${row.account}/${row.region}` };
  }
  throw new Error("the generated organization has no place with six subnets");
}
