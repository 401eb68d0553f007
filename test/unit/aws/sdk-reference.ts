import * as ec2 from "@aws-sdk/client-ec2";
import { HttpResponse, type HttpRequest } from "@smithy/core/protocols";
import type { Answer } from "../../../src/aws/answers.ts";
import type { SdkCommand } from "../../../src/aws/sdk-client.ts";

/** What a client gives or throws, with all that can be seen of an error. */
export type Outcome = { output: unknown } | { thrown: Record<string, unknown> };

export async function outcomeOf(sending: Promise<unknown>): Promise<Outcome> {
  try {
    return { output: await sending };
  } catch (error) {
    const { name, message, ...rest } = error as Error & Record<string, unknown>;
    // `$response` holds the whole answer, and is hidden; what a caller reads of it is elsewhere.
    return { thrown: { name, message, prototype: Object.getPrototypeOf(error) as unknown, ...rest } };
  }
}

/** The SDK's default client, given this answer as if it had come from the network. */
export function sdkClientFor(answer: Answer, onRequest: (request: HttpRequest) => void = () => {}): ec2.EC2Client {
  return new ec2.EC2Client({
    region: "eu-west-1",
    maxAttempts: 1,
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "token" },
    requestHandler: {
      handle: async (request: HttpRequest) => {
        onRequest(request);
        return { response: new HttpResponse({ ...answer, headers: { ...answer.headers } }) };
      },
    },
  });
}

export function readWithDefaultClient(command: SdkCommand, answer: Answer): Promise<Outcome> {
  return outcomeOf(sdkClientFor(answer).send(command as ec2.DescribeVpcsCommand));
}

/** The SDK's command class and schema of an operation. */
export function operationNamed(name: string) {
  const exported = ec2 as unknown as Record<string, unknown>;
  const Command = exported[`${name}Command`] as new (input: object) => ec2.DescribeVpcsCommand;
  const schema = exported[`${name}$`] as typeof ec2.DescribeVpcs$;
  return { makeCommand: (input: object) => new Command(input), schema };
}

export function xmlAnswer(xml: string, statusCode = 200): Answer {
  return { statusCode, headers: { "x-amzn-requestid": "r-1" }, body: Buffer.from(xml) };
}
